import ArgumentParser
import Glibc

struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it can take work; exit status 0 when it can.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let reader = try await options.reader()
        let host = try reader.string(.host) ?? "127.0.0.1"
        let port = try reader.integer(.port, in: 1...65535)
        guard let status = Self.status(host: host, port: port) else {
            print("no answer from \(host):\(port)")
            throw ExitCode(1)
        }
        print(status == 200 ? "ok" : "answered \(status)")
        if status != 200 { throw ExitCode(1) }
    }

    /// The status code of `GET /health`; nil when nobody answers within 3 s.
    static func status(host: String, port: Int) -> Int? {
        // A server that listens on every address is asked on loopback.
        let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else { return nil }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 3, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            return nil
        }
        let request = Array("GET /health HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        var head = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &head, head.count, 0)
        // HTTP/1.1 200 ...
        guard count >= 12 else { return nil }
        return Int(String(decoding: head[9..<12], as: UTF8.self))
    }
}
