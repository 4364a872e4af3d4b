import Batches
import HTTPServer
import Logging

/// What stands before every route that needs a key: authentication, the rate limit, and the translation of
/// errors into answers.
struct Gate: Sendable {
    typealias Route = @Sendable (HTTPRequest, APIKey) async throws(APIError) -> HTTPResponse

    let authenticator: Authenticator
    let limiter: RateLimiter
    let clock: any WallClock
    let logger: Logger
    let invalidKeyStatus: Int

    func guarding(_ route: @escaping Route) -> HTTPHandler {
        { request in
            let key: APIKey
            do throws(APIError) {
                key = try await authenticator.key(
                    apiKey: request.headers.first("x-api-key"),
                    authorization: request.headers.first("authorization"))
            } catch {
                return answer(error, to: request)
            }
            let rate = limiter.admit(key.id, at: clock.now())
            var response: HTTPResponse
            if rate.isAdmitted {
                do throws(APIError) {
                    response = try await route(request, key)
                } catch {
                    response = answer(error, to: request)
                }
            } else {
                response = answer(.rateLimited(retryAfterSeconds: rate.resetSeconds), to: request)
            }
            response.headers.add("RateLimit-Limit", String(rate.limit))
            response.headers.add("RateLimit-Remaining", String(rate.remaining))
            response.headers.add("RateLimit-Reset", String(rate.resetSeconds))
            return response
        }
    }

    /// The answer to a request that failed. What is our own fault is logged.
    func answer(_ error: APIError, to request: HTTPRequest) -> HTTPResponse {
        let answer = ErrorAnswer(error, invalidKeyStatus: invalidKeyStatus)
        if answer.status >= 500 {
            logger.error(
                "request failed",
                metadata: [
                    "error": "\(error)", "request": "\(request.id)", "method": "\(request.method)",
                    "path": "\(request.path)",
                ])
        }
        var response = HTTPResponse.json(answer.status, answer.body)
        if let seconds = answer.retryAfterSeconds { response.headers.add("Retry-After", String(seconds)) }
        // RFC 9110 section 15.5.16.
        if answer.status == 415 { response.headers.add("Accept-Encoding", "identity") }
        if answer.status == 401 { response.headers.add("WWW-Authenticate", "Bearer") }
        return response
    }
}
