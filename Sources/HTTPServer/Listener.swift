import Glibc

/// A listening socket. Whoever holds it closes it.
struct Listener {
    let descriptor: Int32
    let address: SocketAddress

    /// Binds the first address of `host` that can be bound; a name's IPv4 addresses come first.
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
        for candidate in Self.candidates(first) {
            switch Self.bind(candidate, backlog) {
            case .success(let descriptor):
                self.descriptor = descriptor
                address = Self.boundAddress(of: descriptor)
                return
            case .failure(let error): failure = .cannotBind(host: host, port: port, errno: error.code)
            }
        }
        throw failure
    }

    /// The addresses of a name, IPv4 first: for `localhost` that is where clients look.
    private static func candidates(_ first: UnsafeMutablePointer<addrinfo>) -> [addrinfo] {
        let all = Array(sequence(first: first.pointee) { $0.ai_next?.pointee })
        return all.filter { $0.ai_family == AF_INET } + all.filter { $0.ai_family != AF_INET }
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
