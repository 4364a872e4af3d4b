import Dispatch
import Glibc
import JSON

/// A client that writes bytes to a socket of its own and reads the answer to the connection's end: what it
/// sends is what a test says, sane or not.
struct WireClient: Sendable {
    let port: Int

    struct Reply: Sendable {
        let status: Int
        /// Names lower-case.
        let headers: [String: String]
        let body: [UInt8]

        var json: JSON { get throws { try JSONParser.parse(body) } }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Failure: Error {
        case cannotConnect
        case notHTTP(String)
    }

    func send(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Reply {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        return try await exchange(Array("\(head)\r\n".utf8) + body, isHead: method == "HEAD")
    }

    /// Sends `bytes` as they are. The blocking calls run on a thread that no task waits for.
    func exchange(_ bytes: [UInt8], isHead: Bool = false) async throws -> Reply {
        let answer: [UInt8]? = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: blockingExchange(bytes)) }
        }
        guard let answer else { throw Failure.cannotConnect }
        return try Self.parse(answer, isHead: isHead)
    }

    private func blockingExchange(_ bytes: [UInt8]) -> [UInt8]? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) == 0 }
        }
        guard isConnected else { return nil }
        var sent = 0
        while sent < bytes.count {
            // A server may answer and close before it has read all.
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8], isHead: Bool) throws -> Reply {
        let end = Array("\r\n\r\n".utf8)
        guard let split = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
            throw Failure.notHTTP(String(decoding: bytes.prefix(200), as: UTF8.self))
        }
        let lines = String(decoding: bytes[..<split], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3))
        else { throw Failure.notHTTP(String(decoding: bytes.prefix(200), as: UTF8.self)) }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(
                line[line.index(after: colon)...].drop { $0 == " " })
        }
        var body = Array(bytes[(split + end.count)...])
        if headers["transfer-encoding"] == "chunked", !isHead { body = try unchunked(body) }
        if let length = headers["content-length"].flatMap({ Int($0) }), !isHead, length != body.count {
            throw Failure.notHTTP("\(body.count) bytes of \(length)")
        }
        return Reply(status: status, headers: headers, body: body)
    }

    private static func unchunked(_ bytes: [UInt8]) throws -> [UInt8] {
        var whole: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstIndex(of: 13),
            let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16)
        {
            rest = rest[(line + 2)...]
            guard size > 0 else { return whole }
            guard rest.count >= size + 2 else { break }
            whole += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        throw Failure.notHTTP("the chunks end too early")
    }
}
