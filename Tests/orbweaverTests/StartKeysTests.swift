import Batches
import Glibc
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
        try await keys(nil).settle(in: store)
        #expect(try await keys(nil).lacksFirst(in: store))
        #expect(try await !keys("my-key").lacksFirst(in: store))
        let made = try await keys(nil).makeFirst(in: store)
        #expect(try await store.key(withHash: made.hash)?.name == "first")
        #expect(try await !keys(nil).lacksFirst(in: store))
        await store.close()
    }

    @Test func theCreditLimitOfTheSettingsCountsAtEveryStart() async throws {
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        for limit in [4, 100, 100, nil, nil, 0] {
            try await keys(credits: limit).settle(in: store)
            #expect(try await store.keys().map(\.monthlyCreditLimit) == [limit])
        }
        #expect(
            try lines.facts(of: "monthly credit limit changed").map { $0["limit"] } == ["100", "none", "0"])
        await store.close()
    }

    @Test func aKeyOfTheSettingsThatWasRevokedIsTold() async throws {
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        try await keys().settle(in: store)
        #expect(lines.text.isEmpty)
        let id = try #require(try await store.keys().first).id
        _ = try await store.revokeKey(id)
        try await keys().settle(in: store)
        let told = try lines.facts(of: "the key of the settings was revoked or has expired: it is refused")
        #expect(told == [["setting": "ORBWEAVER_API_KEY", "key": "\(id.rawValue)"]])
        #expect(!lines.text.contains("my-key"))
        await store.close()
    }

    /// The port is one that this test has.
    @Test func aServerThatCannotListenMakesNoKey() async throws {
        let socket = try LoopbackListener()
        let settings = try ServerSettings(
            SettingsReader(
                flags: ["ORBWEAVER_PORT": "\(socket.port)", "ORBWEAVER_DATA": folder.path], environment: [:],
                file: nil))
        await #expect(throws: (any Error).self) {
            try await ServerService(
                settings: settings, logger: lines.logger(), log: settings.logging.makeWriter()
            ).run()
        }
        let store = try await SQLiteStore.open(.init(folder: folder.path))
        #expect(try await store.keys().isEmpty)
        await store.close()
    }
}

/// A port of loopback that is taken for as long as this is there.
private final class LoopbackListener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        try #require(isListening)
    }

    deinit { close(descriptor) }
}
