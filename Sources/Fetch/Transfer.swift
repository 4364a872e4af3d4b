import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What libcurl's callbacks of one hop write to. Touched on the loop's thread only.
final class Transfer {
    var answer: Answer
    /// A socket was asked for an address that the policy refuses.
    private(set) var wasRefused = false
    /// A socket was opened for an address that it allows.
    private(set) var wasOpened = false
    /// The connection at hand had unread bytes, or was closed by the other side, before anything was sent: the
    /// request was not made.
    private(set) var wasStale = false
    /// Called once, when the headers of a redirect are there.
    var whenRedirected: (@Sendable () -> Void)?
    /// Nil where the socket leads to what the operator configured: a proxy, or a service.
    private let policy: AddressPolicy?
    /// Those of the loop, which outlives all transfers.
    private let connections: Connections
    private var opened: [Connections.Connection] = []
    private var connection: Connections.Connection?

    init(answer: Answer, policy: AddressPolicy?, connections: Connections) {
        self.answer = answer
        self.policy = policy
        self.connections = connections
    }

    /// The caller keeps this object alive until the handle is out of the multi handle.
    func attach(to easy: borrowing EasyHandle) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return ccurl_set_data_callback(easy.raw, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK
            && ccurl_set_pointer(easy.raw, CURLOPT_HEADERDATA, context) == CURLE_OK
            && ccurl_set_data_callback(easy.raw, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
            && ccurl_set_pointer(easy.raw, CURLOPT_WRITEDATA, context) == CURLE_OK
            && ccurl_set_open_socket(easy.raw, openSocket, context) == CURLE_OK
            && ccurl_set_close_socket(
                easy.raw, closeSocket, Unmanaged.passUnretained(connections).toOpaque()) == CURLE_OK
            && ccurl_set_before_request(easy.raw, beforeRequest, context) == CURLE_OK
    }

    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
        let name = UnsafeRawPointer(address).advanced(by: offset).assumingMemoryBound(to: sockaddr.self)
        if let policy {
            guard let ip = IPAddress(name), policy.allows(ip) else {
                wasRefused = true
                return -1
            }
        }
        wasOpened = true
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let socket = socket(address.pointee.family, kind, address.pointee.protocol)
        if socket >= 0 { opened.append(connections.opened(socket)) }
        return socket
    }

    /// False when the connection is not fit for a request.
    fileprivate func mayUseConnection(between ends: Connections.Ends) -> Bool {
        connection = connections.connection(between: ends, openedNow: opened)
        guard let connection, connection.speaksHTTP1 else { return true }
        wasStale = !connection.isSilent
        return !wasStale
    }

    fileprivate func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        if let connection, !connection.speaksHTTP1, answer.statusCode == 0 {
            connection.speaksHTTP1 = line.starts(with: "HTTP/1".utf8)
        }
        let isTaken = answer.take(headerLine: line)
        if isTaken, let call = whenRedirected, answer.canBeFollowed {
            whenRedirected = nil
            call()
        }
        return isTaken
    }
}

private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private let receiveHeader: ccurl_data_callback = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context).take(headerLine: line) ? line.count : 0
}

private let receiveBody: ccurl_data_callback = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    // A write of nothing must not look like a refusal.
    return piece.isEmpty || transfer(context).answer.take(body: piece) ? piece.count : 0
}

private let openSocket: ccurl_open_socket_callback = { context, _, address in
    guard let context, let address else { return -1 }
    return transfer(context).open(address)
}

private let closeSocket: ccurl_close_socket_callback = { context, socket in
    if let context {
        Unmanaged<Connections>.fromOpaque(context).takeUnretainedValue().closed(socket)
    }
    return close(socket)
}

private let beforeRequest: ccurl_before_request_callback = { context, remote, local, remotePort, localPort in
    guard let context, let remote, let local, let remoteAddress = IPAddress(String(cString: remote)),
        let localAddress = IPAddress(String(cString: local))
    else { return CURL_PREREQFUNC_OK }
    let ends = Connections.Ends(
        local: localAddress, localPort: localPort, remote: remoteAddress, remotePort: remotePort)
    return transfer(context).mayUseConnection(between: ends) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
