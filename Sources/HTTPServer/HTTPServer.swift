import Glibc
import Logging
import Synchronization

/// An HTTP/1.1 server on raw sockets (RFC 9110, RFC 9112).
///
/// Connections are spread over shards, each a serial queue. What is not a clear request is answered with
/// `errorBody` and closed; everything else goes to `handler`.
package final class HTTPServer: Sendable {
    private struct Running {
        let acceptor: Acceptor
        let shards: [Shard]
    }

    private enum State {
        case new
        case starting
        case running(Running)
        case stopped
    }

    private let context: ServerContext
    private let state = Mutex(State.new)

    package init(
        configuration: HTTPServerConfiguration, logger: Logger, errorBody: @escaping HTTPErrorBody,
        handler: @escaping HTTPHandler
    ) {
        context = ServerContext(
            configuration: configuration, logger: logger, errorBody: errorBody, handler: handler)
    }

    /// Connections that are open now.
    package var openConnections: Int { context.openConnections.load(ordering: .relaxed) }
    /// Requests that handlers have got since the start.
    package var requestCount: Int { context.requests.load(ordering: .relaxed) }

    /// Binds and starts to accept. Returns the bound address. Once started, the server lives until `shutdown`.
    package func start() async throws(HTTPServerError) -> SocketAddress {
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .starting
            return true
        }
        guard isFirst else { throw .alreadyStarted }
        do throws(HTTPServerError) {
            return try await launch()
        } catch {
            state.withLock { $0 = .new }
            throw error
        }
    }

    /// Stops accepting, lets requests in flight finish within `grace`, then closes every connection and
    /// cancels the handlers that are left.
    package func shutdown(grace: Duration) async {
        let running = state.withLock { state -> Running? in
            defer { state = .stopped }
            if case .running(let running) = state { return running } else { return nil }
        }
        guard let running else { return }
        await running.acceptor.stop()
        await withDiscardingTaskGroup { group in
            for shard in running.shards { group.addTask { await shard.drain(grace: grace) } }
        }
    }

    private func launch() async throws(HTTPServerError) -> SocketAddress {
        let configuration = context.configuration
        let share = DescriptorShare(
            limit: Self.raiseDescriptorLimit(), wanted: configuration.limits.connections)
        let listener = try Listener(
            host: configuration.host, port: configuration.port, backlog: configuration.backlog)
        var shards: [Shard] = []
        do throws(HTTPServerError) {
            for index in 0..<shardCount { shards.append(try Shard(index: index, context: context)) }
        } catch {
            close(listener.descriptor)
            throw error
        }
        for shard in shards { await shard.start() }
        let acceptor = Acceptor(
            listener: listener, context: context, shards: shards, share: share)
        await acceptor.start()
        state.withLock { $0 = .running(Running(acceptor: acceptor, shards: shards)) }
        context.logger.info(
            "listening",
            metadata: [
                "address": "\(listener.address)", "shards": "\(shards.count)",
                "connections": "\(share.connections)",
            ])
        return listener.address
    }

    private var shardCount: Int {
        let wanted = context.configuration.shards
        return wanted > 0 ? wanted : max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    }

    /// Lets the process have as many descriptors as its hard limit allows. Returns how many that is.
    private static func raiseDescriptorLimit() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(min(limit.rlim_cur, 1 << 30))
    }
}
