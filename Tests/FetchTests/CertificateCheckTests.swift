import Foundation
import Testing

@testable import Fetch

struct CertificateCheckTests {
    @Test func theMachinesOwnBundleIsUsable() throws {
        let check = CertificateCheck()
        let bundle = try #require(check.bundle)
        #expect(check.isUsable == FileManager.default.fileExists(atPath: bundle))
    }

    @Test(arguments: [
        "", "no certificate is in here\n",
        "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n",
    ])
    func aFileWithoutCertificatesIsNot(_ text: String) throws {
        let path = FileManager.default.temporaryDirectory.path + "/orbweaver-bundle-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(!CertificateCheck(file: path).isUsable)
        #expect(!CertificateCheck(file: path + "-missing").isUsable)
    }
}
