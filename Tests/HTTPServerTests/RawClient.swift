import Dispatch
import Foundation
import Glibc

/// A client that sends exactly the bytes it is told, over loopback. Its calls block a queue of its own.
final class RawClient: Sendable {
    private let socket: Int32
    private let queue = DispatchQueue(label: "raw-client")

    /// Connects. `receiveBuffer` makes a client that takes in little before it reads; a call gives up after
    /// `patience` without progress.
    init(port: Int, receiveBuffer: Int32? = nil, patience: Duration = .seconds(20)) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let (seconds, attoseconds) = patience.components
        var patience = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(socket) }

    /// Sends all of `bytes`. False when the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await run { socket in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    @discardableResult
    func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

    /// Some bytes; none at the end; nil when the connection broke or nothing came in time.
    func receive(atMost limit: Int = 65536) async -> [UInt8]? {
        await run { socket in
            var buffer = [UInt8](repeating: 0, count: limit)
            let count = recv(socket, &buffer, limit, 0)
            return count < 0 ? nil : Array(buffer[..<count])
        }
    }

    /// Sends `request`, then takes what comes: so many times at most `limit` bytes after a pause, then all up to the
    /// end, at a pace that does not depend on how busy the tests are. Nil when the end is not reached in order.
    func ask(_ request: String, reading limit: Int, every pause: Duration, times: Int) async -> [UInt8]? {
        await run { socket in
            guard Glibc.send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return nil }
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: limit)
            var reads = 0
            while true {
                reads += 1
                if reads <= times { usleep(UInt32(pause / .microseconds(1))) }
                let count = recv(socket, &buffer, limit, 0)
                guard count >= 0 else { return nil }
                guard count > 0 else { return all }
                all += buffer[..<count]
            }
        }
    }

    /// Sends `head`, then `bytes` again and again, before a pause each, at a pace that does not depend on how busy the
    /// tests are. False when the server has closed.
    func send(_ head: String, then bytes: [UInt8], every pause: Duration, times: Int) async -> Bool {
        await run { socket in
            guard Glibc.send(socket, head, head.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return false }
            for _ in 0..<times {
                let count = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                guard count == bytes.count else { return false }
                usleep(UInt32(pause / .microseconds(1)))
            }
            return true
        }
    }

    /// The descriptor of the other end, which is this process too.
    func serverDescriptor() -> Int32? {
        let (own, server) = (Self.port(of: socket, getsockname), Self.port(of: socket, getpeername))
        return (0..<1 << 16).first {
            Self.port(of: $0, getpeername) == own && Self.port(of: $0, getsockname) == server
        }
    }

    private static func port(
        of descriptor: Int32,
        _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> in_port_t? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &length) }
        }
        return status == 0 ? address.sin_port : nil
    }

    /// Everything up to the end; nil when that is not reached in order.
    func receiveToEnd() async -> [UInt8]? {
        var all: [UInt8] = []
        while let bytes = await receive() {
            if bytes.isEmpty { return all }
            all += bytes
        }
        return nil
    }

    /// The next answer, by its framing. `rest` holds what came behind it.
    func response(after rest: inout [UInt8], isHead: Bool = false) async -> RawResponse? {
        while true {
            if let response = RawResponse.take(from: &rest, isHead: isHead, isEnded: false) {
                return response
            }
            guard let bytes = await receive() else { return nil }
            if bytes.isEmpty { return RawResponse.take(from: &rest, isHead: isHead, isEnded: true) }
            rest += bytes
        }
    }

    func response(isHead: Bool = false) async -> RawResponse? {
        var rest: [UInt8] = []
        return await response(after: &rest, isHead: isHead)
    }

    /// Goes away without a word: the server sees a reset once this client is released.
    func resetWhenReleased() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Tells the server that nothing more comes.
    func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    private func run<Result: Sendable>(_ body: @escaping @Sendable (Int32) -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body(self.socket)) }
        }
    }
}

/// An answer as it came over the wire, its body unframed.
struct RawResponse: Sendable {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Takes one whole answer off the front of `bytes`; interim ones (1xx) count as answers.
    static func take(from bytes: inout [UInt8], isHead: Bool, isEnded: Bool) -> RawResponse? {
        guard let headEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self).components(
            separatedBy: "\r\n")
        guard let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") else { return nil }
        var response = RawResponse(status: status, fields: [], body: [])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            response.fields.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        var rest = Array(bytes[headEnd.upperBound...])
        if isHead || status < 200 || status == 204 || status == 304 {
            bytes = rest
        } else if response["Transfer-Encoding"] == "chunked" {
            guard let body = takeChunks(from: &rest) else { return nil }
            response.body = body
            bytes = rest
        } else if let length = response["Content-Length"].flatMap(Int.init) {
            guard rest.count >= length else { return nil }
            response.body = Array(rest[..<length])
            bytes = Array(rest[length...])
        } else {
            guard isEnded else { return nil }
            response.body = rest
            bytes = []
        }
        return response
    }

    private static func takeChunks(from bytes: inout [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var position = 0
        while let lineEnd = bytes[position...].firstRange(of: [13, 10]) {
            guard
                let size = Int(
                    String(decoding: bytes[position..<lineEnd.lowerBound], as: UTF8.self), radix: 16)
            else { return nil }
            let end = lineEnd.upperBound + size + 2
            guard bytes.count >= end else { return nil }
            body += bytes[lineEnd.upperBound..<lineEnd.upperBound + size]
            position = end
            if size == 0 {
                bytes = Array(bytes[position...])
                return body
            }
        }
        return nil
    }
}
