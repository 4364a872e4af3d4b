import Batches
import HTTPServer
import Logging

/// The status of one batch with its items (contract section 2.2).
///
/// What fits one read of the store, by items and by bytes, is one snapshot and one buffer; more is streamed, read
/// by read, and then the items of a batch at work may be newer than the counters at its head. Whole answers about
/// batches at rest are kept, as pollers ask for them again and again.
struct StatusRoute: Sendable {
    let configuration: APIConfiguration
    private let store: any Store
    private let clock: any WallClock
    private let cache: AnswerCache

    init(configuration: APIConfiguration, dependencies: APIDependencies, cache: AnswerCache) {
        self.configuration = configuration
        store = dependencies.store
        clock = dependencies.clock
        self.cache = cache
    }

    func respond(_ request: HTTPRequest, _ key: APIKey) async throws(APIError) -> HTTPResponse {
        let id = request.batchID
        let pairs = request.query
        let query = try StatusQuery(
            { name in pairs.first { $0.name == name }?.value }, configuration: configuration)
        let cacheKey = AnswerCache.Key(batch: id, owner: key.id, query: query)
        let known = request.headers.first("if-none-match")

        if let kept = try await keptAnswer(cacheKey) {
            return response(kept, ifNoneMatch: known)
        }
        if let known, let batch = try await batch(id, of: key.id) {
            let tag = Self.entityTag(of: batch, query)
            if Self.matches(tag, ifNoneMatch: known) { return Self.notModified(tag) }
        }

        let generation = cache.generation
        let now = clock.now()
        let first = query.items(
            after: query.after,
            limit: min(configuration.itemsPerRead, query.limit ?? configuration.defaultPageSize),
            configuration)
        guard let snapshot = try await items(of: id, owner: key.id, first) else { throw .unknownBatch }
        let pageSize = query.pageSize(of: snapshot.batch, configuration)
        if snapshot.hasMore, snapshot.items.count < pageSize {
            return streamed(from: snapshot, query, pageSize: pageSize)
        }
        let answer = rendered(snapshot, query, at: now)
        if snapshot.batch.isAtRest { cache.insert(answer, for: cacheKey, readAt: generation) }
        return response(answer, ifNoneMatch: nil)
    }

    /// The kept answer, if the store still is in the state that it shows.
    private func keptAnswer(_ key: AnswerCache.Key) async throws(APIError) -> AnswerCache.Answer? {
        guard let kept = cache.answer(for: key) else { return nil }
        let now = clock.now()
        // A clock set back must not make an answer trusted for long.
        if now >= kept.checkedAt, now - kept.checkedAt < Self.trustedFor { return kept }
        guard let batch = try await batch(key.batch, of: key.owner), batch.version == kept.version else {
            cache.forget(key.batch)
            return nil
        }
        cache.confirm(key, at: now)
        return kept
    }

    private func rendered(
        _ snapshot: BatchSnapshot, _ query: StatusQuery, at now: Timestamp
    ) -> AnswerCache.Answer {
        let batch = snapshot.batch
        let size = snapshot.items.reduce(1024) { $0 + $1.byteCount }
        var writer = StatusWriter(batch, query: query, reserving: size)
        for item in snapshot.items { writer.add(item) }
        let next = snapshot.hasMore ? snapshot.items.last?.position : nil
        writer.end(next: next)
        return AnswerCache.Answer(
            body: writer.take(), entityTag: Self.entityTag(of: batch, query),
            link: next.map { link(to: batch.id, query, after: $0) }, version: batch.version, checkedAt: now)
    }

    private func response(_ answer: AnswerCache.Answer, ifNoneMatch known: String?) -> HTTPResponse {
        if let known, Self.matches(answer.entityTag, ifNoneMatch: known) {
            return Self.notModified(answer.entityTag)
        }
        var response = HTTPResponse.json(200, answer.body)
        response.headers.add("ETag", answer.entityTag)
        if let link = answer.link { response.headers.add("Link", link) }
        return response
    }

    private func batch(_ id: BatchID, of owner: KeyID) async throws(APIError) -> Batch? {
        do throws(StoreError) {
            return try await store.batch(id, of: owner)
        } catch {
            throw .store(error)
        }
    }

    func items(
        of id: BatchID, owner: KeyID, _ query: ItemQuery
    ) async throws(APIError) -> BatchSnapshot? {
        do throws(StoreError) {
            return try await store.items(of: id, of: owner, query)
        } catch {
            throw .store(error)
        }
    }

    func link(to id: BatchID, _ query: StatusQuery, after position: Int) -> String {
        let text = query.continued(after: position, configuration: configuration)
        return "</api/batch/scrape/\(id.rawValue)?\(text)>; rel=\"next\""
    }

    /// For how long a kept answer is served without a look at the batch's version.
    private static let trustedFor = Duration.seconds(1)
}

// Validators (RFC 9110 sections 8.8.3 and 13.1.2).
extension StatusRoute {
    private static func entityTag(of batch: Batch, _ query: StatusQuery) -> String {
        "\"\(batch.version)\(query.shape == .wrapped ? "w" : "")\""
    }

    private static func matches(_ tag: String, ifNoneMatch known: String) -> Bool {
        known.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }.prefix { $0 != " " }
            return candidate == "*" || (candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate) == tag
        }
    }

    private static func notModified(_ tag: String) -> HTTPResponse {
        // What a 200 would have said (RFC 9110 section 15.4.5): the server may compress that.
        HTTPResponse(
            status: 304, headers: ["ETag": tag, "Cache-Control": "no-store", "Vary": "Accept-Encoding"])
    }
}

extension Batch {
    /// True when nothing but a retry can change the batch or its items.
    fileprivate var isAtRest: Bool { status.isTerminal && runningCount == 0 && pendingCount == 0 }
}
