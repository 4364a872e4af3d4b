import Glibc

/// Why the server could not start.
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    /// `host` is neither an address nor a name that resolves.
    case unknownHost(String)
    /// The port is taken, or needs privileges, or the address is not this machine's.
    case cannotBind(host: String, port: Int, errno: Int32)
    case systemCall(name: String, errno: Int32)
    case alreadyStarted

    package var description: String {
        switch self {
        case .unknownHost(let host): "\(host) is neither an address nor a name that is known"
        case .cannotBind(let host, let port, let code): "cannot listen on \(host):\(port): \(Self.text(code))"
        case .systemCall(let name, let code): "\(name) failed: \(Self.text(code))"
        case .alreadyStarted: "the server was started already"
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
