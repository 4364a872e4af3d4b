import Batches
import Store
import StoreModel
import Testing

@testable import orbweaver

struct StartKeysTests {
    private let folder = TemporaryFolder()
    private let lines = LogLines()

    private func keys(_ text: String? = "my-key", credits: Int? = nil) -> StartKeys {
        StartKeys(text: text, monthlyCredits: credits, logger: lines.logger())
    }

    @Test func theFirstStartMakesAKeyAndTheNextOnesDoNot() async throws {
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        let made = try #require(try await keys(nil).prepare(in: store))
        #expect(try await store.key(withHash: made.hash)?.name == "first")
        #expect(try await keys(nil).prepare(in: store) == nil)
        #expect(try await store.keys().count == 1)
        await store.close()
    }

    @Test func theCreditLimitOfTheSettingsCountsAtEveryStart() async throws {
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        for limit in [4, 100, 100, nil, nil, 0] {
            #expect(try await keys(credits: limit).prepare(in: store) == nil)
            #expect(try await store.keys().map(\.monthlyCreditLimit) == [limit])
        }
        #expect(
            try lines.facts(of: "monthly credit limit changed").map { $0["limit"] } == ["100", "none", "0"])
        await store.close()
    }

    @Test func aKeyOfTheSettingsThatWasRevokedIsTold() async throws {
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        _ = try await keys().prepare(in: store)
        #expect(lines.text.isEmpty)
        let id = try #require(try await store.keys().first).id
        _ = try await store.revokeKey(id)
        _ = try await keys().prepare(in: store)
        let told = try lines.facts(of: "the key of the settings was revoked or has expired: it is refused")
        #expect(told == [["setting": "ORBWEAVER_API_KEY", "key": "\(id.rawValue)"]])
        #expect(!lines.text.contains("my-key"))
        await store.close()
    }
}
