import HTTPServer
import Synchronization

/// What the server answered and how long its handlers took.
final class RequestMetrics: Sendable {
    private struct State {
        var answers: [Answer: Int] = [:]
        var latency = Histogram()
    }

    private struct Answer: Hashable {
        let method: String
        let status: Int
    }

    private static let methods: Set<HTTPMethod> = [.get, .head, .post, .put, .delete, .options]

    private let state = Mutex(State())

    /// `handler`, measured. A streamed answer counts until it starts.
    func measuring(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        { request in
            let start = ContinuousClock.now
            let response = await handler(request)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            // Foreign method names would grow the table without bound.
            let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
            self.state.withLock { state in
                state.answers[Answer(method: method, status: response.status), default: 0] += 1
                state.latency.add(seconds)
            }
            return response
        }
    }

    func write(to text: inout PrometheusText) {
        let state = state.withLock { $0 }
        let answers = state.answers.sorted { ($0.key.status, $0.key.method) < ($1.key.status, $1.key.method) }
        text.counter(
            "orbweaver_http_requests_total", "Answers by method and status.",
            answers.map {
                ([("method", $0.key.method), ("status", String($0.key.status))], Double($0.value))
            })
        text.histogram(
            "orbweaver_http_request_seconds", "Time of a handler, from request head to answer.", state.latency
        )
    }
}
