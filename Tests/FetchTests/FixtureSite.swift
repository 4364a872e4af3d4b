import Dispatch
import Synchronization

@testable import Fetch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A site on loopback that answers raw bytes, however wrong, to show what the fetcher makes of them.
final class FixtureSite: Sendable {
    struct Request: Sendable {
        var line: String
        /// Names lower-case.
        var headers: [String: String]
        var body: [UInt8] = []

        var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    enum Step: Sendable {
        case send([UInt8])
        /// Sends these bytes again and again until the other side goes away.
        case sendForever([UInt8])
        /// Keeps silent until the other side goes away.
        case hang
        /// Ends the connection with a reset.
        case reset
    }

    struct Reply: Sendable {
        var steps: [Step]
        /// Whether the connection serves another request afterwards.
        var keepsAlive = false

        static func raw(_ text: String) -> Reply { Reply(steps: [.send(Array(text.utf8))]) }

        static func response(
            _ status: String = "200 OK", _ headers: [String] = ["Content-Type: text/html"], body: String = ""
        ) -> Reply {
            response(status, headers, body: Array(body.utf8))
        }

        static func response(_ status: String = "200 OK", _ headers: [String], body: [UInt8]) -> Reply {
            let head = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]
            return Reply(steps: [.send(Array(head.joined(separator: "\r\n").utf8) + body)], keepsAlive: true)
        }

        static func redirect(_ status: Int = 302, to target: String) -> Reply {
            response("\(status) Found", ["Location: \(target)"], body: "moved")
        }
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var open: Set<Int32> = []
    }

    private let listener: Int32
    private let state = Mutex(State())
    let port: Int

    var requests: [Request] { state.withLock { $0.requests } }
    /// Connections accepted so far: a canary's must stay 0.
    var connections: Int { state.withLock { $0.connections } }

    /// `address` is one of 127.0.0.0/8.
    init(
        address number: UInt32 = 0x7F00_0001,
        reply: @escaping @Sendable (Request) -> Reply = { _ in .response() }
    ) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = number.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, name, &length) == 0
            }
        }
        guard bound else { throw SocketError(code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        // Each blocking loop has a serial queue, so that none waits for another's thread.
        DispatchQueue(label: "site").async { [weak self] in
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                self?.state.withLock {
                    $0.connections += 1
                    $0.open.insert(socket)
                }
                DispatchQueue(label: "site.connection").async { [weak self] in
                    while let self, self.serve(socket, reply) {}
                    self?.state.withLock { _ = $0.open.remove(socket) }
                    close(socket)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    struct SocketError: Error { var code: Int32 }

    func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    /// Sends bytes that nobody asked for on all open connections, and ends them where told to.
    func sendUnasked(_ text: String, ending isEnd: Bool = false) {
        state.withLock { state in
            for socket in state.open {
                _ = sendAll(Array(text.utf8), to: socket)
                if isEnd { shutdown(socket, Int32(SHUT_WR)) }
            }
        }
    }

    /// Serves one request; false when the connection is over.
    private func serve(_ socket: Int32, _ reply: (Request) -> Reply) -> Bool {
        guard let request = readRequest(socket) else { return false }
        state.withLock { $0.requests.append(request) }
        let reply = reply(request)
        for step in reply.steps {
            switch step {
            case .send(let bytes): guard sendAll(bytes, to: socket) else { return false }
            case .sendForever(let bytes): while sendAll(bytes, to: socket) {}
            case .hang:
                var byte: UInt8 = 0
                _ = recv(socket, &byte, 1, 0)
            case .reset:
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                return false
            }
        }
        return reply.keepsAlive
    }

    private func readRequest(_ socket: Int32) -> Request? {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard head.count < 1 << 20, recv(socket, &byte, 1, 0) == 1 else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1]).trimmingBlanks()
        }
        var request = Request(line: String(lines[0]), headers: headers)
        for _ in 0..<(headers["content-length"].flatMap { Int($0) } ?? 0) {
            guard recv(socket, &byte, 1, 0) == 1 else { return nil }
            request.body.append(byte)
        }
        return request
    }

    private func sendAll(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                send(
                    socket, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

extension FetchConfiguration {
    /// Lets tests reach their own site.
    static var loopback: FetchConfiguration {
        var configuration = FetchConfiguration()
        configuration.allowNetworks = AddressRange("127.0.0.0/8").map { [$0] } ?? []
        configuration.totalTimeout = .seconds(20)
        return configuration
    }
}
