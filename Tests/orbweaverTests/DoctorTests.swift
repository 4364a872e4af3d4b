import Foundation
import Testing

@testable import orbweaver

struct DoctorTests {
    @Test(arguments: [
        ("/srv/data/x", "nfs4"), ("/srv/data", "nfs4"), ("/srv/database", "ext4"), ("/tmp/a", "tmpfs"),
        ("/mnt/my disk/data", "xfs"), ("/mnt/a\\b", "btrfs"), ("/mnt/my", "ext4"),
        ("/", "ext4"),
    ])
    func theInnermostMountTellsTheFileSystem(_ path: String, _ kind: String) {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            31 22 0:40 / /srv/data rw - nfs4 server:/export rw,vers=4.2
            32 22 0:41 / /tmp rw - ext4 /dev/sdb1 rw
            33 32 0:42 / /tmp rw shared:9 master:2 - tmpfs none rw
            34 22 8:2 / /mnt/my\\040disk rw - xfs /dev/sdc1 rw
            35 22 8:3 / /mnt/a\\134b rw - btrfs /dev/sdd1 rw
            broken line
            """
        #expect(StorageChecks.fileSystem(of: path, in: mounts) == kind)
    }

    @Test func aFolderIsLookedAtUnderItsOwnPath() throws {
        let root = "/tmp/orbweaver-doctor-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/real", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: "real")
        for folder in [
            "/real", "/link", "/link/none/deeper", "/link/../real", "/./link/./none", "/link/no/../x",
        ] {
            #expect(StorageChecks(folder: root + folder).place == root + "/real", "\(folder)")
        }
        #expect(StorageChecks(folder: "/no-such-folder/..").place == "/")
        let here = FileManager.default.currentDirectoryPath
        #expect(StorageChecks(folder: "./none").place == StorageChecks(folder: here).place)
    }

    @Test func aReadOnlyMountIsNoMatterOfOwners() {
        #expect(StorageChecks.notWritable("/a", EROFS).mend.hasPrefix("mount it for writing"))
        #expect(StorageChecks.notWritable("/a", EACCES).mend.hasPrefix("chown it"))
    }

    /// The kernel's files are read-only to root too, or at least to everybody else.
    @Test func whyAFolderIsNotWritableIsWhatTheSystemSaid() async throws {
        let findings = await StorageChecks(folder: "/proc/self").findings()
        let writes = try #require(findings.first { $0.subject == "disk writes" })
        #expect(writes.level == .failure && writes.detail?.contains("Invalid argument") == false)
    }

    @Test func aFolderThatIsWritableIsFineAndOneThatIsNoneIsNot() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/orbweaver-doctor-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(await StorageChecks(folder: folder).findings().allSatisfy { $0.level != .failure })
        #expect(!FileManager.default.fileExists(atPath: folder))
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let findings = await StorageChecks(folder: folder).findings()
        #expect(findings.contains { $0.level == .warning && $0.mend == "chmod 700 \(folder)" })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        let file = folder + "/file"
        try "x".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(await StorageChecks(folder: file).findings().contains { $0.level == .failure })
    }

    @Test func everythingThatIsWrongSaysHowToMendIt() {
        #expect(Finding.fine("a").text == "ok   a")
        #expect(Finding.warning("a", "b", mend: "c").text == "WARN a: b\n     mend: c")
        #expect(Finding.failure("a", "b", mend: "c").text == "FAIL a: b\n     mend: c")
    }
}
