import Models

/// What `/metrics` shows of the model; nothing where none is configured.
struct ModelMetrics {
    let client: ModelClient?

    func write(to text: inout PrometheusText) {
        guard let statistics = client?.statistics() else { return }
        text.counter(
            "orbweaver_model_requests_total", "Requests to the model's endpoint by how they ended.",
            ModelRequestOutcome.allCases.map {
                ([("outcome", $0.rawValue)], Double(statistics.requests[$0] ?? 0))
            })
        text.counter(
            "orbweaver_model_failures_total", "Questions that the model left open or half open, by reason.",
            statistics.errors.sorted { $0.key < $1.key }.map { ([("reason", $0.key)], Double($0.value)) })
        text.histogram(
            "orbweaver_model_request_seconds", "Time of a request to the model's endpoint.", statistics.times)
        text.gauge(
            "orbweaver_model_resting", "1 while an endpoint that kept failing is left alone.",
            statistics.isResting ? 1 : 0)
    }
}
