#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The sockets that libcurl holds, so that one with unread bytes serves no further request.
///
/// libcurl takes an idle connection that can be read from for a living one. What lies there was sent before the next
/// request was made, and would be taken for its answer. Touched on the loop's thread only.
final class Connections {
    final class Connection {
        let socket: Int32
        fileprivate(set) var isOpen = true
        /// Known from its first answer on. Over HTTP/2, what arrives between requests has its place.
        var speaksHTTP1 = false
        fileprivate var ends: Ends?

        fileprivate init(socket: Int32) { self.socket = socket }

        /// Nothing was sent, and neither closed nor reset.
        var isSilent: Bool {
            var byte: UInt8 = 0
            let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
        }
    }

    /// What libcurl tells of the connection that it is about to use.
    struct Ends: Hashable {
        var local: IPAddress
        var localPort: Int32
        var remote: IPAddress
        var remotePort: Int32
    }

    private var bySocket: [Int32: Connection] = [:]
    private var byEnds: [Ends: Connection] = [:]

    func opened(_ socket: Int32) -> Connection {
        closed(socket)
        let connection = Connection(socket: socket)
        bySocket[socket] = connection
        return connection
    }

    func closed(_ socket: Int32) {
        guard let connection = bySocket.removeValue(forKey: socket) else { return }
        connection.isOpen = false
        if let ends = connection.ends, byEnds[ends] === connection { byEnds[ends] = nil }
    }

    /// The connection with these ends: one of `new`, which a transfer opened itself, or one from before.
    func connection(between ends: Ends, openedNow new: [Connection]) -> Connection? {
        for connection in new where connection.isOpen && connection.ends == nil {
            guard let (address, port) = Self.localEnd(of: connection.socket),
                address == ends.local, port == ends.localPort
            else { continue }
            connection.ends = ends
            byEnds[ends] = connection
            return connection
        }
        return byEnds[ends]
    }

    private static func localEnd(of socket: Int32) -> (IPAddress, Int32)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                guard getsockname(socket, name, &length) == 0, let address = IPAddress(name) else {
                    return nil
                }
                // The port stands at the same place in both families.
                let port = name.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_port }
                return (address, Int32(UInt16(bigEndian: port)))
            }
        }
    }
}
