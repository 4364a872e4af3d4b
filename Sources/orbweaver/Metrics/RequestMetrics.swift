import Batches
import HTTPServer
import Logging
import Synchronization

/// What the server answered and how long its handlers took, as figures and as log lines.
final class RequestMetrics: Sendable {
    private struct State {
        var answers: [Answer: Int] = [:]
        var latency: [RequestRoute: Histogram] = [:]
    }

    private struct Answer: Hashable {
        let method: String
        let route: RequestRoute
        let status: Int
    }

    private static let methods: Set<HTTPMethod> = [.get, .head, .post, .put, .delete, .options]
    private let state = Mutex(State())
    private let inFlight = Atomic(0)
    private let logger: Logger?

    init(logger: Logger? = nil) { self.logger = logger }

    /// `handler`, measured. A streamed answer counts until it starts.
    func measuring(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        { request in
            let start = ContinuousClock.now
            self.inFlight.add(1, ordering: .relaxed)
            let response = await handler(request)
            self.inFlight.subtract(1, ordering: .relaxed)
            let time = ContinuousClock.now - start
            // Foreign method names and paths would grow the table without bound.
            let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
            let isRoute = response.status != 404 && response.status != 405
            let route = isRoute ? RequestRoute(request.path) : .none
            self.state.withLock { state in
                state.answers[Answer(method: method, route: route, status: response.status), default: 0] +=
                    1
                state.latency[route, default: Histogram()].add(time)
            }
            self.logger?.debug(
                "request answered",
                metadata: [
                    "request": "\(request.id)", "method": "\(method)", "path": "\(request.path)",
                    "status": "\(response.status)", "milliseconds": "\(time / .milliseconds(1))",
                ])
            return response
        }
    }

    func write(to text: inout PrometheusText) {
        let state = state.withLock { $0 }
        let answers = state.answers.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        text.counter(
            "orbweaver_http_requests_total", "Answers by route, method and status.",
            answers.map { answer, count in
                (
                    [
                        ("route", answer.route.description), ("method", answer.method),
                        ("status", String(answer.status)),
                    ],
                    Double(count)
                )
            })
        text.gauge(
            "orbweaver_http_requests_in_flight", "Requests whose handler runs.",
            Double(inFlight.load(ordering: .relaxed)))
        text.histogram(
            "orbweaver_http_request_seconds", "Time of a handler, from request head to answer.",
            state.latency.sorted { $0.key < $1.key }.map { ([("route", $0.key.description)], $0.value) })
    }
}
