import Batches
import Testing

@testable import API

struct AuthenticatorTests {
    private let store = MemoryStore()
    private let clock = TestClock()

    private func authenticator() -> Authenticator {
        Authenticator(store: store, clock: clock, duration: .seconds(1), hash: TestAPI.hash)
    }

    private func addKey(_ text: String, expiresAt: Timestamp? = nil) async throws -> KeyID {
        let new = NewKey(name: text, hash: TestAPI.hash(Array(text.utf8)), prefix: "", expiresAt: expiresAt)
        return try await store.addKey(new).id
    }

    @Test func theKeyHeaderWinsOverTheBearerToken() async throws {
        let a = try await addKey("a")
        let b = try await addKey("b")
        let authenticator = authenticator()
        #expect(try await authenticator.key(apiKey: "a", authorization: "Bearer b").id == a)
        #expect(try await authenticator.key(apiKey: nil, authorization: "Bearer b").id == b)
        #expect(try await authenticator.key(apiKey: " \t", authorization: "bEARER \t b ").id == b)
    }

    @Test(arguments: [
        (nil, nil), ("", nil), ("  ", ""), (nil, "Bearer"), (nil, "Bearer  "), (nil, "Basic YTpi"),
    ])
    func noKeyAtAllIsMissing(_ apiKey: String?, _ authorization: String?) async {
        await #expect(throws: APIError.missingKey) {
            try await authenticator().key(apiKey: apiKey, authorization: authorization)
        }
    }

    @Test func aKnownKeyIsNotLookedUpAgainWithinItsDuration() async throws {
        _ = try await addKey("a")
        let authenticator = authenticator()
        for _ in 0..<10 { _ = try await authenticator.key(apiKey: "a", authorization: nil) }
        #expect(store.reads(of: "key") == 1)
        clock.advance(by: .seconds(1))
        _ = try await authenticator.key(apiKey: "a", authorization: nil)
        #expect(store.reads(of: "key") == 2)
    }

    @Test func aRevocationActsAfterTheDuration() async throws {
        let id = try await addKey("a")
        let authenticator = authenticator()
        _ = try await authenticator.key(apiKey: "a", authorization: nil)
        _ = try await store.revokeKey(id)
        clock.advance(by: .seconds(1))
        await #expect(throws: APIError.invalidKey) {
            try await authenticator.key(apiKey: "a", authorization: nil)
        }
    }

    @Test func aClockSetBackMakesNoRevocationLate() async throws {
        let id = try await addKey("a")
        let authenticator = authenticator()
        _ = try await authenticator.key(apiKey: "a", authorization: nil)
        _ = try await store.revokeKey(id)
        clock.advance(by: .seconds(-3600))
        await #expect(throws: APIError.invalidKey) {
            try await authenticator.key(apiKey: "a", authorization: nil)
        }
    }

    @Test func anExpiryActsAtOnce() async throws {
        _ = try await addKey("a", expiresAt: clock.now() + .milliseconds(10))
        let authenticator = authenticator()
        _ = try await authenticator.key(apiKey: "a", authorization: nil)
        clock.advance(by: .milliseconds(10))
        await #expect(throws: APIError.invalidKey) {
            try await authenticator.key(apiKey: "a", authorization: nil)
        }
    }

    @Test func unknownKeysAreRefusedAndNotRemembered() async throws {
        let authenticator = authenticator()
        for _ in 0..<3 {
            await #expect(throws: APIError.invalidKey) {
                try await authenticator.key(apiKey: "x", authorization: nil)
            }
        }
        #expect(store.reads(of: "key") == 3)
    }

    @Test func aStoreThatFailsIsNoVerdictOnTheKey() async throws {
        store.fail(with: .busy)
        await #expect(throws: APIError.store(.busy)) {
            try await authenticator().key(apiKey: "a", authorization: nil)
        }
    }
}
