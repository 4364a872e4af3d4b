import Batches
import Glibc
import StoreModel
import Testing

@testable import orbweaver

/// What commands say of names, files and folders that they cannot use.
struct CommandTests {
    @Test(arguments: ["", " \n", "a\tb", "a\nb", "\u{1b}[31mred", "\u{9b}x", "\u{202e}x"])
    func aKeysNameIsOneReadableLine(_ name: String) {
        #expect(throws: (any Error).self) { try Keys.Create.parse([name]) }
        #expect(throws: Never.self) { try Keys.Create.parse(["Müller & Söhne, 東京"]) }
    }

    @Test func namesFromBeforeAreShownOnOneLine() {
        #expect("a\tb\r\n\u{1b}[31mé".withControlsEscaped == #"a\u{9}b\u{d}\u{a}\u{1b}[31mé"#)
    }

    @Test func whatIsNotThereIsNoMatterOfTheCommandLine() async throws {
        var extract = try Extract.parse(["/none/page.html"])
        await #expect(throws: Refusal.self) { try await extract.run() }
        extract = try Extract.parse(["-", "--schema", "/none/schema.json"])
        #expect(throws: Refusal.self) { try extract.shape.batchOptions() }
        let verify = try Verify.parse(["/"])
        let refusal = await #expect(throws: Refusal.self) { try await verify.run() }
        #expect(refusal?.description == "there is no database at /")
    }

    @Test func whatAStoreCannotDoIsToldWithItsPlace() async throws {
        let refusal = await #expect(throws: Refusal.self) {
            try await naming("/srv/data", advice: "; look") { throw StoreError.readOnly }
        }
        #expect(refusal?.description == "/srv/data: \(StoreError.readOnly); look")
        #expect(try await naming("/srv/data") { 1 } == 1)
    }

    @Test func anInterruptedCopyTakesOnlyItsOwnFilesAway() throws {
        let folder = TemporaryFolder()
        let own = ["a.db.partial-\(getpid())-1", "a.db.partial-\(getpid())-1-journal"]
        let others = ["a.db", "a.db.partial-\(getpid() + 1)-1", "b.db.partial-\(getpid())-1"]
        for name in own + others { close(open("\(folder.path)/\(name)", O_CREAT | O_WRONLY, 0o600)) }
        removePartialCopies(of: folder.path + "/a.db")
        for name in own { #expect(access("\(folder.path)/\(name)", F_OK) != 0) }
        for name in others { #expect(access("\(folder.path)/\(name)", F_OK) == 0) }
    }
}
