import Batches
import JSON
import StoreModel
import Testing

@Suite struct SubmissionTests {
    @Test(arguments: StoreUnderTest.available)
    func aBatchIsReadAsItWasAdded(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        var options = BatchOptions()
        options.prompt = "the price\u{0} of \"it\""
        options.output = .json
        options.schema = ["type": "object", "properties": ["price": ["type": "number"]]]
        options.useProxy = true
        options.proxyCountry = "eu"
        options.extractContentOnly = true
        options.screenshot = true
        options.fullPageScreenshot = true
        options.scrapeMode = .fast
        options.hasCookies = true
        let new = NewBatch(
            owner: world.owner, urls: [.init(url: "http://a.example/ü?q=1", host: "a.example")],
            options: options,
            creditsPerItem: 3, schemaWarnings: ["anyOf is not supported", "é"])
        let added = try await world.store.add(new, pendingLimit: 10)
        #expect(added.id == new.id)
        #expect(added.status == .pending)
        #expect(added.totalURLs == 1)
        #expect(added.pendingCount == 1)
        #expect(added.createdAt == world.clock.now())
        #expect(added.options == options)
        #expect(added.schemaWarnings == new.schemaWarnings)
        #expect(try await world.batch(new.id) == added)
        let items = try await world.items(new.id)
        #expect(items.map(\.url) == ["http://a.example/ü?q=1"])
        #expect(items.map(\.status) == [.pending])
        #expect(items[0].id.rawValue.count == 36)
        #expect(items[0].jobID != items[0].id.rawValue)
    }

    @Test(arguments: StoreUnderTest.available)
    func aBatchOfAnotherOwnerIsUnknown(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let other = try await world.store.addKey(.sample(2)).id
        let batch = try await world.add()
        #expect(try await world.store.batch(batch.id, of: other) == nil)
        #expect(try await world.store.items(of: batch.id, of: other, ItemQuery(limit: 1)) == nil)
        #expect(try await world.store.cancel(batch.id, of: other) == .unknown)
        #expect(try await world.store.retry(batch.id, of: other, pendingLimit: 10) == .unknown)
        #expect(try await world.store.batches(of: other, page: 1, limit: 10).total == 0)
        #expect(try await world.batch(batch.id) == batch)
    }

    @Test(arguments: StoreUnderTest.available)
    func itemsArePagedInSubmissionOrder(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(25)
        var seen: [Int] = []
        var query = ItemQuery(limit: 10)
        while true {
            let page = try await world.store.items(of: batch.id, of: world.owner, query).orThrow()
            seen += page.items.map(\.position)
            query.after = page.items.last?.position
            if !page.hasMore { break }
            #expect(page.items.count == 10)
        }
        #expect(seen == Array(0..<25))
        let exact = try await world.store.items(
            of: batch.id, of: world.owner, ItemQuery(after: 14, limit: 10))
        #expect(try exact.orThrow().hasMore == false)
    }

    /// Results of these sizes in kB, one read after another of so many kB and items, which give so many each time.
    @Test(arguments: [
        (sizes: [1, 1, 1], maxKB: 100, limit: 10, reads: [3]),
        (sizes: [50, 50, 50, 50, 50], maxKB: 100, limit: 10, reads: [2, 2, 1]),
        (sizes: [50, 50, 50, 50], maxKB: 100, limit: 10, reads: [2, 2]),
        (sizes: [300, 300, 1, 1, 300], maxKB: 100, limit: 10, reads: [1, 1, 3]),
        (sizes: [1, 1, 1, 300, 300], maxKB: 100, limit: 2, reads: [2, 2, 1]),
        (sizes: [300, 0, 0, 300], maxKB: 100, limit: 10, reads: [1, 3]),
        (sizes: [1, 1], maxKB: 0, limit: 10, reads: [1, 1]),
    ])
    func aReadEndsWithTheItemThatFillsIt(
        _ row: (sizes: [Int], maxKB: Int, limit: Int, reads: [Int])
    ) async throws {
        let world = try await World(.sqlite)
        let batch = try await world.add(row.sizes.count)
        for (item, size) in zip(try await world.claim(row.sizes.count), row.sizes) {
            if size == 0 {
                #expect(try await world.fail(item))
            } else {
                let text = "\"\(String(repeating: "x", count: size * 1000 - 2))\""
                #expect(try await world.complete(item, text))
            }
        }
        let ends = try await world.items(batch.id).map(\.status)
        for status in [nil, ItemStatus.completed] {
            var query = ItemQuery(limit: row.limit, status: status, maxBytes: row.maxKB * 1000)
            var (reads, seen, hasMore) = ([Int](), [Int](), true)
            while hasMore {
                let read = try await world.store.items(of: batch.id, of: world.owner, query).orThrow()
                #expect(!read.items.isEmpty)
                reads.append(read.items.count)
                seen += read.items.map(\.position)
                (query.after, hasMore) = (read.items.last?.position, read.hasMore)
            }
            #expect(seen == ends.indices.filter { status == nil || ends[$0] == status })
            if status == nil { #expect(reads == row.reads) }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func itemsAreFilteredByStatus(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        let batch = try await world.add(6)
        let claimed = try await world.claim(4)
        _ = try await world.complete(claimed[1])
        _ = try await world.fail(claimed[3])
        func positions(_ status: ItemStatus) async throws -> [Int] {
            let query = ItemQuery(limit: 10, status: status)
            return try await world.store.items(of: batch.id, of: world.owner, query).orThrow().items.map(
                \.position)
        }
        #expect(try await positions(.pending) == [4, 5])
        #expect(try await positions(.running) == [0, 2])
        #expect(try await positions(.completed) == [1])
        #expect(try await positions(.failed) == [3])
        #expect(try await positions(.cancelled) == [])
    }

    @Test(arguments: StoreUnderTest.available)
    func batchesAreListedNewestFirst(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        var ids: [BatchID] = []
        for _ in 0..<5 {
            ids.append(try await world.add().id)
            world.clock.advance(by: .seconds(-1))
        }
        let first = try await world.store.batches(of: world.owner, page: 1, limit: 2)
        #expect(first.batches.map(\.id) == [ids[4], ids[3]])
        #expect(first.total == 5)
        let last = try await world.store.batches(of: world.owner, page: 3, limit: 2)
        #expect(last.batches.map(\.id) == [ids[0]])
        for page in [4, Int.max] {
            let beyond = try await world.store.batches(of: world.owner, page: page, limit: 2)
            #expect(beyond.batches.isEmpty && beyond.total == 5)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func tenThousandItemsAreOneSubmission(_ kind: StoreUnderTest) async throws {
        var world = try await World(kind)
        let batch = try await world.add(10_000)
        try await world.reopen()
        let items = try await world.items(batch.id)
        #expect(items.count == 10_000)
        #expect(Set(items.map(\.id)).count == 10_000)
        #expect(items.enumerated().allSatisfy { $0 == $1.position && $1.url == "http://a.example/\($0)" })
    }

    @Test(arguments: StoreUnderTest.available)
    func submissionsBeyondThePendingLimitAreRefusedWhole(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.add(3, pendingLimit: 5)
        await #expect(throws: StoreError.tooManyPending(limit: 5, pending: 3)) {
            try await world.add(3, pendingLimit: 5)
        }
        #expect(try await world.store.batches(of: world.owner, page: 1, limit: 10).total == 1)
        let claimed = try await world.claim(3)
        await #expect(throws: StoreError.tooManyPending(limit: 5, pending: 3)) {
            try await world.add(3, pendingLimit: 5)
        }
        _ = try await world.complete(claimed[0])
        try await world.add(3, pendingLimit: 5)
    }

    @Test(arguments: StoreUnderTest.available)
    func aSubmissionThatFailsLeavesNothingBehind(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind, creditLimit: 8)
        let entries = [NewBatch.Entry(url: "http://a.example/", host: "a.example")]
        let batch = NewBatch(owner: world.owner, urls: entries)
        let (store, owner) = (world.store, world.owner)
        // The same id again and again, together with one that is right: only that one and the first count.
        let stored = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { (try? await store.add(batch, pendingLimit: 9)) != nil }
            }
            group.addTask {
                (try? await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 9)) != nil
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(stored == 2)
        // Were anything left of the others, the credits would not do for two more.
        try await world.add(2)
        await #expect(throws: StoreError.creditLimitReached(limit: 8, used: 8, needed: 2)) {
            try await world.add()
        }
        #expect(try await store.batches(of: owner, page: 1, limit: 9).total == 3)
    }
}
