import Glibc

/// A listening socket. Whoever holds it closes it.
struct Listener {
    let descriptor: Int32
    let address: SocketAddress

    /// Binds the first address of `host` that can be bound.
    init(host: String, port: Int, backlog: Int) throws(HTTPServerError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0, let first = list else {
            throw .unknownHost(host)
        }
        defer { freeaddrinfo(first) }
        var failure = HTTPServerError.unknownHost(host)
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let candidate = next?.pointee {
            switch Self.bind(candidate, backlog) {
            case .success(let descriptor):
                self.descriptor = descriptor
                address = Self.boundAddress(of: descriptor)
                return
            case .failure(let error): failure = .cannotBind(host: host, port: port, errno: error.code)
            }
            next = candidate.ai_next
        }
        throw failure
    }

    private struct Failure: Error {
        let code: Int32
    }

    private static func bind(_ info: addrinfo, _ backlog: Int) -> Result<Int32, Failure> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(info.ai_family, kind, 0)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        // Accepted sockets inherit what is set here.
        _ = Syscall.setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        _ = Syscall.setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        guard Glibc.bind(descriptor, info.ai_addr, info.ai_addrlen) == 0,
            listen(descriptor, Int32(backlog)) == 0
        else {
            let code = errno
            close(descriptor)
            return .failure(Failure(code: code))
        }
        return .success(descriptor)
    }

    private static func boundAddress(of descriptor: Int32) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return SocketAddress(storage)
    }
}
