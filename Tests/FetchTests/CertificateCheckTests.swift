import Foundation
import Testing

@testable import Fetch

struct CertificateCheckTests {
    @Test func theMachinesOwnBundleIsUsable() throws {
        let check = CertificateCheck()
        let bundle = try #require(check.bundle)
        #expect((check.verdict == .usable) == FileManager.default.fileExists(atPath: bundle))
    }

    @Test func withoutALoopbackNothingIsSaidOfThem() {
        // The codes are libcurl's: no connection, too late, no usable bundle.
        #expect(CertificateCheck.verdict(of: .init(rawValue: 7)) == .unchecked)
        #expect(CertificateCheck.verdict(of: .init(rawValue: 28)) == .usable)
        #expect(CertificateCheck.verdict(of: .init(rawValue: 77)) == .unusable)
    }

    @Test(arguments: [
        "", "no certificate is in here\n",
        "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n",
    ])
    func aFileWithoutCertificatesIsNot(_ text: String) throws {
        let path = FileManager.default.temporaryDirectory.path + "/orbweaver-bundle-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(CertificateCheck(file: path).verdict == .unusable)
        #expect(CertificateCheck(file: path + "-missing").verdict == .unusable)
    }
}
