import Dispatch
import Fetch
import Glibc

/// Whether the server can listen, and sites can be reached by name and trusted.
struct NetworkChecks {
    let host: String
    let port: Int
    let connections: Int
    /// In place of libcurl's own.
    let certificateFile: String?

    /// Reserved for examples, and always there.
    private static let knownName = "example.com"

    func findings() async -> [Finding] { [listening(), descriptors(), certificates(), await names()] }

    private var probe: HealthProbe { HealthProbe(host: host, port: port) }

    func listening() -> Finding {
        let subject = "port"
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else {
            return .failure(
                subject, "\(host) is no address", mend: "choose another with --host, such as 127.0.0.1")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.ai_family, address.ai_socktype, 0)
        guard descriptor >= 0 else {
            return .failure(subject, "no socket: \(reason)", mend: "choose another --host")
        }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 {
            return .fine(subject, port == 0 ? "a free one is picked" : "\(probe.authority) is free")
        }
        switch errno {
        case EADDRINUSE where probe.ask("/health")?.status == 200:
            return .fine(subject, "a server answers on \(probe.authority)")
        case EADDRINUSE:
            return .failure(
                subject, "another program has \(probe.authority)",
                mend: "end it (`ss -ltnp` names it), or choose another with --port")
        case EACCES:
            return .failure(
                subject, "user \(getuid()) may not listen on \(port)",
                mend: "choose a --port above 1023, or put a proxy in front")
        case EADDRNOTAVAIL:
            return .failure(
                subject, "\(host) is not an address of this machine",
                mend: "choose 127.0.0.1, 0.0.0.0 or one that `ip address` lists with --host")
        default:
            return .failure(subject, "\(probe.authority): \(reason)", mend: "choose another --host or --port")
        }
    }

    private var reason: String { String(cString: strerror(errno)) }

    /// Each connection takes a descriptor; the server serves fewer where the system allows fewer.
    private func descriptors() -> Finding {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let allowed = Int(clamping: limit.rlim_max)
        guard allowed < connections + 512 else {
            return .fine("descriptors", "\(min(allowed, 1 << 30)) are allowed")
        }
        return .warning(
            "descriptors", "the system allows \(allowed), too few for \(connections) connections",
            mend:
                "raise it (`ulimit -Hn`, LimitNOFILE= of a systemd unit), or lower ORBWEAVER_HTTP_MAX_CONNECTIONS"
        )
    }

    private func certificates() -> Finding {
        let check = CertificateCheck(file: certificateFile)
        switch check.verdict {
        case .usable: return .fine("certificates", check.bundle)
        case .unchecked:
            return .warning(
                "certificates", "not checked: no connection can be made on 127.0.0.1",
                mend: "switch loopback on (`ip link set lo up`); a container needs a network")
        case .unusable: break
        }
        let problem =
            check.bundle.map { "no authority could be loaded from \($0)" } ?? "libcurl knows no bundle"
        return .warning(
            "certificates", "\(problem): no https page can be fetched",
            mend: "apt-get install ca-certificates, or name a bundle with ORBWEAVER_FETCH_CA_FILE")
    }

    private func names() async -> Finding {
        let problem: String
        switch await Self.lookUp(Self.knownName) {
        case 0: return .fine("name resolution", "\(Self.knownName) is found")
        case nil: problem = "no answer within 5 s"
        case EAI_AGAIN: problem = "the name servers cannot be reached"
        case EAI_NONAME: problem = "the name servers do not know \(Self.knownName)"
        case let code?: problem = String(cString: gai_strerror(code))
        }
        return .warning(
            "name resolution", "\(problem): sites can be fetched by address only",
            mend: "check the network, and that /etc/resolv.conf names a server that answers "
                + "(`getent hosts \(Self.knownName)`); a container needs --dns or a network")
    }

    /// The code of `getaddrinfo`; nil when it takes too long. The look-up cannot be ended, so it is left behind.
    private static func lookUp(_ name: String) async -> Int32? {
        let (codes, code) = AsyncStream<Int32>.makeStream()
        DispatchQueue(label: "orbweaver.doctor.names").async {
            var found: UnsafeMutablePointer<addrinfo>?
            let result = getaddrinfo(name, nil, nil, &found)
            if result == 0 { freeaddrinfo(found) }
            code.yield(result)
        }
        let limit = Task {
            try? await Task.sleep(for: .seconds(5))
            code.finish()
        }
        defer { limit.cancel() }
        return await codes.first { _ in true }
    }
}
