import Batches
import HTTPServer
import Logging

/// Submit, list, cancel and retry (contract sections 2.1 and 2.3 to 2.5).
struct BatchRoutes: Sendable {
    private let configuration: APIConfiguration
    private let dependencies: APIDependencies
    private let cache: AnswerCache
    private let rules: SubmissionRules

    private var store: any Store { dependencies.store }

    init(configuration: APIConfiguration, dependencies: APIDependencies, cache: AnswerCache) {
        self.configuration = configuration
        self.dependencies = dependencies
        self.cache = cache
        rules = SubmissionRules(
            maxURLs: configuration.maxURLs, checkURL: dependencies.checkURL,
            checkCookies: dependencies.checkCookies,
            checkSchema: dependencies.checkSchema)
    }

    /// Answers 202 once the whole batch is on disk; on any error nothing is stored.
    func submit(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        let submission = try await submission(of: request)
        try Self.checkRoom(for: submission.entries.count, limit: configuration.pendingLimit)
        let new = NewBatch(
            owner: key.id, urls: submission.entries, options: submission.options,
            creditsPerItem: configuration.creditsPerItem, schemaWarnings: submission.schemaWarnings)
        // These first: a worker may claim an item, and the batch may end, before `add` returns.
        dependencies.requests.keep(request.id, for: new.id)
        if let cookies = submission.cookies { dependencies.cookies.keep(cookies, for: new.id) }
        let batch: Batch
        do throws(StoreError) {
            batch = try await store.add(new, pendingLimit: configuration.pendingLimit)
        } catch {
            dependencies.cookies.forget(new.id)
            dependencies.requests.undo(request.id, for: new.id, earlier: nil)
            if case .tooManyPending(let limit, let pending) = error {
                throw .tooManyPending(limit: limit, pending: pending, adding: new.urls.count)
            }
            throw .store(error)
        }
        dependencies.onQueued()
        dependencies.logger.info(
            "batch accepted",
            metadata: [
                "batch": "\(batch.id.rawValue)", "items": "\(batch.totalURLs)", "key": "\(key.id.rawValue)",
                "request": "\(request.id)",
            ])
        var response = HTTPResponse.json(202, BatchAnswers.submitted(batch))
        response.headers.add("Location", "/api/batch/scrape/\(batch.id.rawValue)")
        return response
    }

    /// What never fits is a fault of the request: a client told to come back later would do so for ever.
    private static func checkRoom(for count: Int, limit: Int) throws(APIError) {
        guard count > limit else { return }
        let reason = "holds \(count) URLs, but no more than \(limit) items of one key may wait at a time"
        throw .invalid([Problem(field: "urls", reason: reason)])
    }

    func list(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        let pairs = request.query
        let query = ListQuery { name in pairs.first { $0.name == name }?.value }
        do throws(StoreError) {
            let page = try await store.batches(of: key.id, page: query.page, limit: query.limit)
            return .json(200, BatchAnswers.list(page, query))
        } catch {
            throw .store(error)
        }
    }

    func cancel(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        let cancellation: Cancellation
        do throws(StoreError) {
            cancellation = try await store.cancel(request.batchID, of: key.id)
        } catch {
            throw .store(error)
        }
        switch cancellation {
        case .cancelled(let items, let credits):
            log("batch cancelled", items, request, key)
            return .json(200, BatchAnswers.cancelled(items: items, creditsRefunded: credits))
        case .alreadyTerminal(let status): throw .alreadyTerminal(status)
        case .unknown: throw .unknownBatch
        }
    }

    func retry(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        let id = request.batchID
        let retry: Retry
        let earlier = dependencies.requests.keep(request.id, for: id)
        do throws(StoreError) {
            cache.forget(id)
            defer { cache.forget(id) }
            retry = try await store.retry(id, of: key.id, pendingLimit: configuration.pendingLimit)
        } catch {
            dependencies.requests.undo(request.id, for: id, earlier: earlier)
            throw .store(error)
        }
        switch retry {
        case .queued(let items):
            dependencies.onQueued()
            log("batch retried", items, request, key)
            return .json(202, BatchAnswers.retried(items: items))
        case .noFailedItems, .unknown:
            dependencies.requests.undo(request.id, for: id, earlier: earlier)
            throw retry == .unknown ? .unknownBatch : .noFailedItems
        }
    }

    private func log(_ message: Logger.Message, _ items: Int, _ request: HTTPRequest, _ key: APIKey) {
        dependencies.logger.info(
            message,
            metadata: [
                "batch": "\(request.batchID.rawValue)", "items": "\(items)", "key": "\(key.id.rawValue)",
                "request": "\(request.id)",
            ])
    }

    private func submission(of request: HTTPRequest) async throws(APIError) -> BatchSubmission {
        do throws(APIError) {
            return try await checked(try await body(of: request))
        } catch {
            // Some clients name a coding that they have not applied: it is told only where the body cannot be read.
            if case .malformedJSON = error, let coding = request.headers.first("content-encoding"),
                !coding.isEmpty, coding.lowercased() != "identity"
            {
                throw .unsupportedCoding(coding)
            }
            throw error
        }
    }

    private func body(of request: HTTPRequest) async throws(APIError) -> [UInt8] {
        do throws(HTTPBodyError) {
            return try await request.body.collect(limit: configuration.bodyLimitBytes)
        } catch {
            throw .body(error)
        }
    }

    /// A long body is checked on the shared pool, so that other connections of this one's queue need not
    /// wait for it.
    private func checked(_ body: [UInt8]) async throws(APIError) -> BatchSubmission {
        guard body.count > Self.longBodyBytes else { return try BatchSubmission(body: body, rules: rules) }
        let rules = rules
        return try await Task.detached { () -> Result<BatchSubmission, APIError> in
            do throws(APIError) {
                return .success(try BatchSubmission(body: body, rules: rules))
            } catch {
                return .failure(error)
            }
        }.value.get()
    }

    private static let longBodyBytes = 64 << 10
}

extension HTTPRequest {
    /// The batch that the path names. Any text may stand there; what is no id is an unknown batch.
    var batchID: BatchID { BatchID(parameters["batchId"] ?? "") }
}
