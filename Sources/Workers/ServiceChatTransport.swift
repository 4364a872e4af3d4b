import Fetch
import Models

/// Posts chat requests to the configured endpoint over libcurl.
package struct ServiceChatTransport: ChatTransport {
    private let client: ServiceClient
    private let template: ServiceRequest

    /// `baseURL` is what the endpoint's documentation calls its base, usually ending in `/v1`. The key is sent as a bearer
    /// token and kept nowhere else.
    package init(client: ServiceClient, baseURL: String, key: String?, timeout: Duration) {
        self.client = client
        template = Self.request(for: "chat/completions", at: baseURL, key: key, timeout: timeout)
    }

    package static func request(for path: String, at baseURL: String, key: String?, timeout: Duration)
        -> ServiceRequest
    {
        var base = Substring(baseURL)
        while base.last == "/" { base.removeLast() }
        var request = ServiceRequest(url: "\(base)/\(path)")
        request.headers = ["Content-Type: application/json", "Accept: application/json"]
        if let key { request.headers.append("Authorization: Bearer \(key)") }
        request.timeout = timeout
        return request
    }

    package func post(_ body: [UInt8]) async -> ChatReply {
        var request = template
        request.body = body
        do throws(ServiceError) {
            let answer = try await client.send(request)
            return .answer(
                ChatAnswer(
                    status: answer.statusCode, body: answer.body, retryAfter: answer.retryAfter,
                    isCut: answer.isCut))
        } catch {
            switch error {
            case .cancelled: return .cancelled
            case .timedOut: return .timedOut
            case .badURL, .nameNotFound, .notConnected, .tlsFailed, .connectionLost, .failed:
                return .unreachable
            }
        }
    }
}
