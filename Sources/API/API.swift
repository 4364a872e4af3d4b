import Batches
import HTTPServer
import JSON
import Logging

/// The HTTP face of the batch server: routes, authentication, rate limits and the error envelope.
///
/// `respond` is the handler of an `HTTPServer`, `errorBody` what that server says before a handler runs.
package final class API: Sendable {
    private let router: Router

    package init(configuration: APIConfiguration, dependencies: APIDependencies) {
        router = Self.router(configuration, dependencies)
    }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        var response = await router.respond(to: request)
        guard Self.isShared(request.path) else { return response }
        response.headers.add("Access-Control-Allow-Origin", "*")
        if request.method == .options {
            response.headers.add("Access-Control-Allow-Methods", "GET, POST, DELETE, PUT, OPTIONS")
            response.headers.add("Access-Control-Allow-Headers", "x-api-key, authorization, content-type")
            response.headers.add("Access-Control-Max-Age", "86400")
        } else {
            response.headers.add("Access-Control-Expose-Headers", Self.exposedHeaders)
        }
        return response
    }

    /// The envelope for what the HTTP layer refuses, with the headers that every answer has.
    package static func errorBody(status: Int, message: String) -> (headers: HTTPHeaders, bytes: [UInt8]) {
        let answer = ErrorAnswer(status: status, message: message)
        var headers = HTTPResponse.jsonHeaders
        if let seconds = answer.retryAfterSeconds { headers.add("Retry-After", String(seconds)) }
        headers.add("Access-Control-Allow-Origin", "*")
        headers.add("Access-Control-Expose-Headers", exposedHeaders)
        return (headers, answer.body)
    }

    /// Whether pages of any origin may read what is at `path`: the API, which asks for a key, but not the server's own
    /// figures, which tell without one what hosts are read.
    private static func isShared(_ path: Substring) -> Bool {
        let path = path.utf8.drop { $0 == UInt8(ascii: "/") }
        return ["api/", "v1/"].contains { path.starts(with: $0.utf8) }
    }

    private static let exposedHeaders =
        "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Location, Link, ETag, X-Request-Id"
}

// The routes.
extension API {
    private static func router(_ configuration: APIConfiguration, _ dependencies: APIDependencies) -> Router {
        let gate = Gate(
            authenticator: Authenticator(
                store: dependencies.store, clock: dependencies.clock,
                duration: configuration.keyCacheDuration, hash: dependencies.hashKey),
            limiter: RateLimiter(limit: configuration.requestsPerMinute), clock: dependencies.clock,
            logger: dependencies.logger,
            invalidKeyStatus: configuration.unauthorizedForInvalidKey ? 401 : 403)
        let cache = AnswerCache(capacityBytes: configuration.answerCacheBytes)
        let status = StatusRoute(configuration: configuration, dependencies: dependencies, cache: cache)
        let batches = BatchRoutes(configuration: configuration, dependencies: dependencies, cache: cache)

        var router = Router { request, miss in
            switch miss {
            case .notFound: gate.answer(.unknownRoute, to: request)
            case .methodNotAllowed: gate.answer(.methodNotAllowed, to: request)
            }
        }
        router.on(.post, "/api/batch/scrape", gate.guarding(batches.submit))
        router.on(.get, "/api/batch/scrape", gate.guarding(batches.list))
        router.on(.get, "/api/batch/scrape/{batchId}", gate.guarding(status.respond))
        router.on(.delete, "/api/batch/scrape/{batchId}", gate.guarding(batches.cancel))
        router.on(.post, "/api/batch/scrape/{batchId}/retry", gate.guarding(batches.retry))

        let usage = UsageRoute(store: dependencies.store, clock: dependencies.clock)
        router.on(.get, "/api/usage-stats", gate.guarding(usage.respond))
        router.on(.get, "/api/account/usage", gate.guarding(usage.respondForAccount))

        let health = JSONWriter.bytes(of: ["status": "ok", "version": .string(configuration.version)])
        for path in ["/health", "/api/health"] {
            router.on(.get, path) { _ in .json(200, health) }
        }
        router.on(.get, "/ready") { request in
            guard let reason = await dependencies.whyNotReady() else {
                return .json(200, JSONWriter.bytes(of: ["status": "ready"]))
            }
            return gate.answer(.notReady(reason: reason), to: request)
        }
        if let metrics = dependencies.metrics {
            router.on(.get, "/metrics") { _ in
                HTTPResponse(
                    status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
                    body: .bytes(Array(await metrics().utf8)))
            }
        }
        return router
    }
}
