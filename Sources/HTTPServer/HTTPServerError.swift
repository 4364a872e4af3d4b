/// Why the server could not start.
package enum HTTPServerError: Error, Equatable {
    /// `host` is neither an address nor a name that resolves.
    case unknownHost(String)
    /// The port is taken, or needs privileges, or the address is not this machine's.
    case cannotBind(host: String, port: Int, errno: Int32)
    case systemCall(name: String, errno: Int32)
    case alreadyStarted
}
