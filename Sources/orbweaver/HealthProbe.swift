import Glibc
import JSON

/// Asks a server on this machine one question, with nothing but a socket: it must work in any container.
struct HealthProbe {
    let host: String
    let port: Int
    /// For the whole question.
    var patience = Duration.seconds(3)

    struct Answer: Equatable {
        var status: Int
        /// What the body says went wrong.
        var message: String?
    }

    /// Host and port as in a URL: an IPv6 address stands in brackets.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Nil when nobody answers in time.
    func ask(_ path: String) -> Answer? {
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
        let end = ContinuousClock.now + patience
        guard limit(descriptor, until: end),
            connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0
        else { return nil }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        return answer(in: read(descriptor, until: end))
    }

    /// Lets no call on the socket take longer than is left; false when nothing is.
    private func limit(_ descriptor: Int32, until end: ContinuousClock.Instant) -> Bool {
        let left = end - ContinuousClock.now
        guard left > .milliseconds(1) else { return false }
        let (seconds, attoseconds) = left.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        return true
    }

    /// What came by the time that the server closed or the time was up; the answers in question are short.
    private func read(_ descriptor: Int32, until end: ContinuousClock.Instant) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 16, limit(descriptor, until: end) {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return bytes
    }

    private func answer(in bytes: [UInt8]) -> Answer? {
        // HTTP/1.1 200 ...
        guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8),
            let status = Int(String(decoding: bytes[9..<12], as: UTF8.self))
        else { return nil }
        let gap = Array("\r\n\r\n".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: gap) }
        let body = end.flatMap { try? JSONParser.parse(Array(bytes[($0 + gap.count)...])) }
        guard case .object(let members) = body else { return Answer(status: status) }
        return Answer(status: status, message: members["message"]?.stringValue)
    }
}
