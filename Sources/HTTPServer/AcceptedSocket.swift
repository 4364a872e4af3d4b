import Glibc

/// A connection on its way from the listener to a shard.
struct AcceptedSocket: Sendable {
    let descriptor: Int32
    let address: String
    /// One more than the server serves: it gets an answer that says so.
    let isSurplus: Bool
}

extension SocketAddress {
    /// The numeric form of an address that the kernel gave.
    init(_ storage: sockaddr_storage) {
        let family = Int32(storage.ss_family)
        self = withUnsafePointer(to: storage) { pointer in
            switch family {
            case AF_INET:
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    var host = address.pointee.sin_addr
                    return SocketAddress(
                        host: Self.text(AF_INET, &host),
                        port: Int(UInt16(bigEndian: address.pointee.sin_port)))
                }
            case AF_INET6:
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    var host = address.pointee.sin6_addr
                    return SocketAddress(
                        host: Self.text(AF_INET6, &host),
                        port: Int(UInt16(bigEndian: address.pointee.sin6_port)))
                }
            default: SocketAddress(host: "unknown", port: 0)
            }
        }
    }

    private static func text(_ family: Int32, _ address: UnsafeRawPointer) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard inet_ntop(family, address, buffer.baseAddress, socklen_t(buffer.count)) != nil else {
                return "unknown"
            }
            return String(cString: buffer.baseAddress!)
        }
    }
}
