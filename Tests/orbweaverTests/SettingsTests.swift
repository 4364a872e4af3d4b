import Foundation
import Testing

@testable import orbweaver

struct SettingsTests {
    private func reader(
        flags: [String: String] = [:], _ environment: [String: String] = [:], file: String? = nil
    ) throws -> SettingsReader {
        try SettingsReader(flags: flags, environment: environment, file: file)
    }

    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/orbweaver-settings-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test func flagsWinOverEnvironmentOverFileOverDefault() async throws {
        try await withFile("# a comment\nORBWEAVER_PORT=3\nORBWEAVER_HOST=file\nORBWEAVER_DATA=file\n") {
            path in
            let reader = try reader(
                flags: ["ORBWEAVER_PORT": "1"], ["ORBWEAVER_PORT": "2", "ORBWEAVER_HOST": "environment"],
                file: path)
            #expect(try reader.text(.port) == ("1", .flag))
            #expect(try reader.text(.host) == ("environment", .environment))
            #expect(try reader.text(.data) == ("file", .file))
            #expect(try reader.text(.workers) == ("64", .default))
        }
    }

    @Test func aNameThatIsNoSettingIsTold() async throws {
        try await withFile("ORBWEAVER_WORKER=5\nTZ=UTC\nORBWEAVER_PORT=1\nORBWEAVER_API_KEY_FILE=k\n") {
            path in
            let reader = try reader(
                ["ORBWEAVER_FETCH_TIMEOUT": "3", "ORBWEAVER_HOST_FILE": "x", "PATH": "/bin"], file: path)
            let unknown = ["ORBWEAVER_FETCH_TIMEOUT", "ORBWEAVER_HOST_FILE", "ORBWEAVER_WORKER"]
            #expect(reader.unknownNames == unknown)
            #expect(Finding.unknownSettings(unknown).map(\.level) == [.warning, .warning, .warning])
        }
        let known = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.environmentName, "") })
        #expect(try reader(known).unknownNames.isEmpty)
    }

    @Test(arguments: ["Tests", "scripts", "Benchmarks"])
    func whatTestsAndBenchmarksTakeIsNotTakenForMisspelt(_ folder: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().path + "/../../" + folder
        let files = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        for file in files where file != "orbweaverTests/SettingsTests.swift" {
            guard let text = try? String(contentsOfFile: root + "/" + file, encoding: .utf8) else { continue }
            for match in text.matches(of: /ORBWEAVER_[A-Z0-9_]+[A-Z0-9]/) where !match.output.hasSuffix("_H")
            {
                #expect(!Setting.isMisspelt(String(match.output)), "\(file)")
            }
        }
    }

    @Test func aLineThatCannotBeReadIsRefusedByItsNumber() async throws {
        try await withFile("# fine\n\nexport ORBWEAVER_PORT=4999\n") { path in
            let error = #expect(throws: SettingsError.self) { try reader(file: path) }
            #expect(error?.description == "--config: line 3 of \(path) is not NAME=value")
        }
    }

    @Test func anEmptyValueMeansUnset() async throws {
        let reader = try reader(["ORBWEAVER_PORT": "", "ORBWEAVER_API_KEY": ""])
        #expect(try reader.integer(.port, in: 0...65535) == 4321)
        #expect(try reader.string(.apiKey) == nil)
    }

    @Test func aSecretMayComeFromAFile() async throws {
        try await withFile("s3cret\n") { path in
            let reader = try reader(["ORBWEAVER_API_KEY_FILE": path])
            #expect(try reader.string(.apiKey) == "s3cret")
        }
        for text in [" s3cret", "s3cret\r\n", "\ts3cret "] {
            #expect(try reader(["ORBWEAVER_API_KEY": text]).string(.apiKey) == "s3cret")
        }
        let missing = try reader(["ORBWEAVER_API_KEY_FILE": "/nowhere"])
        #expect(throws: SettingsError.self) { try missing.string(.apiKey) }
    }

    /// As a shell's `<(…)` and `7< <(…)` give them.
    @Test func settingsAndSecretsMayComeThroughPipes() async throws {
        try await withPipe("ORBWEAVER_PORT=5\n") { path in
            let port = try reader(file: path).text(.port)
            #expect(port == ("5", .file))
        }
        try await withPipe("s3cret\n") { path in
            let reader = try reader(["ORBWEAVER_API_KEY_FILE": path])
            // Asked for twice, as `config` does; the pipe gives it once.
            let keys = [try reader.string(.apiKey), try reader.string(.apiKey)]
            #expect(keys == ["s3cret", "s3cret"])
        }
        try await withPipe(#"{"type":"object"}"#) { path in
            let options = try Extract.parse(["-", "--schema", path]).shape.batchOptions()
            #expect(options.schema == ["type": "object"])
        }
    }

    private func withPipe(_ text: String, _ body: (String) async throws -> Void) async throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try pipe.fileHandleForWriting.close()
        try await body("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        try pipe.fileHandleForReading.close()
    }

    @Test(arguments: [
        ("PORT", "65536"), ("PORT", "x"), ("WORKERS", "0"), ("FETCH_TIMEOUT_SECONDS", "-1"),
        ("FETCH_ALLOW_NETWORKS", "127.0.0.0/99"), ("FETCH_PROXIES", "nonsense"),
        ("FETCH_HEADERS", "no colon"), ("FETCH_HEADERS", "A b: c"), ("FETCH_HEADERS", "X: a\r\nY: b"),
        ("FETCH_HEADERS", "Host: e.com"), ("FETCH_HEADERS", ": x"), ("FETCH_CA_FILE", "/nowhere.pem"),
        ("LOG_LEVEL", "loud"),
        ("RESULT_SHAPE", "round"), ("INVALID_KEY_STATUS", "404"), ("CREDITS_MONTHLY_LIMIT", "many"),
        ("LLM_MODE", "never"), ("LLM_TIMEOUT_SECONDS", "0"), ("LLM_CONTEXT_TOKENS", "5"),
        ("LLM_BASE_URL", "ftp://x"), ("LLM_API_KEY", "a\u{1}b"), ("API_KEY", "a\nb"),
        ("LLM_MAX_TOKENS_PER_KEY", "-1"),
        ("RETENTION_DAYS", "-1"), ("RETENTION_DAYS", "nan"), ("RETENTION_DAYS", "week"),
    ])
    func aBadValueIsRefusedByName(_ name: String, _ value: String) async throws {
        let reader = try reader(["ORBWEAVER_\(name)": value])
        let error = #expect(throws: SettingsError.self) { try ServerSettings(reader) }
        #expect(error?.name == "ORBWEAVER_\(name)")
    }

    @Test func headersReplaceThoseOfABrowser() async throws {
        let reader = try reader(["ORBWEAVER_FETCH_HEADERS": "accept-language: de | X-Team: a:b|"])
        let headers = try ServerSettings(reader).fetch.extraHeaders
        #expect(headers.contains("accept-language: de") && headers.contains("X-Team: a:b"))
        #expect(!headers.contains { $0.hasPrefix("Accept-Language:") })
        #expect(headers.contains { $0.hasPrefix("Accept: ") })
    }

    @Test func aModelNeedsItsNameAndThenItsSettings() async throws {
        let nameless = try reader(["ORBWEAVER_LLM_BASE_URL": "http://127.0.0.1:1/v1"])
        #expect(throws: SettingsError.self) { try ServerSettings(nameless) }
        let reader = try reader([
            "ORBWEAVER_LLM_BASE_URL": "http://127.0.0.1:1/v1", "ORBWEAVER_LLM_MODEL": "m",
            "ORBWEAVER_LLM_MODE": "always", "ORBWEAVER_LLM_MAX_TOKENS_PER_BATCH": "5000",
        ])
        let model = try #require(try ServerSettings(reader).model)
        #expect(model.configuration.model == "m" && model.configuration.mode == .always)
        #expect(model.configuration.maxTokensPerBatch == 5000 && model.configuration.maxTokensPerKey == nil)
        #expect(model.timeout == .seconds(60) && model.key == nil)
    }

    @Test(arguments: [
        ("http://u:secret@127.0.0.1/v1", true), ("https://u@e.com", true), ("http:///u:p@e.com/", true),
        ("http://e.com/v1/@team", false), ("http://e.com?a=b@c", false), ("http://[::1]:8080/v1", false),
        ("a@b", false),
    ])
    func aUserInTheModelsURLIsRefusedAndNeverShown(_ url: String, _ isRefused: Bool) throws {
        #expect(ModelSettings.holdsUser(url) == isRefused)
        let reader = try reader(["ORBWEAVER_LLM_BASE_URL": url, "ORBWEAVER_LLM_MODEL": "m"])
        guard isRefused else { return }
        let error = #expect(throws: SettingsError.self) { try ServerSettings(reader) }
        #expect(error?.name == "ORBWEAVER_LLM_BASE_URL" && error?.problem.contains("secret") == false)
    }

    @Test(arguments: [
        ("0", nil), ("30", Duration.seconds(30 * 86400)), ("0.5", .seconds(43200)), ("1e-9", .seconds(1)),
    ])
    func retentionIsInDaysAndNothingButZeroMeansForEver(_ text: String, _ age: Duration?) async throws {
        #expect(try ServerSettings(try reader(["ORBWEAVER_RETENTION_DAYS": text])).retention == age)
    }

    @Test func theDefaultsAreAccepted() async throws {
        let settings = try ServerSettings(try reader())
        #expect(settings.http.port == 4321)
        #expect(settings.scheduler.workers == 64)
        #expect(settings.api.maxURLs == 50)
    }

    @Test(arguments: [("64", 256), ("10000", 10_064)])
    func everyWorkerHasAConnection(_ workers: String, _ connections: Int) async throws {
        let settings = try ServerSettings(try reader(["ORBWEAVER_WORKERS": workers]))
        #expect(settings.fetch.maxConnections == connections)
    }

    @Test(arguments: [
        ([:], 1 << 20), (["ORBWEAVER_BATCH_MAX_URLS": "1000"], 256 << 10 + 1000 * 2048),
        (["ORBWEAVER_HTTP_BODY_LIMIT_BYTES": "2048"], 2048),
        (["ORBWEAVER_HTTP_BODY_LIMIT_BYTES": "4194304", "ORBWEAVER_BATCH_MAX_URLS": "9"], 4 << 20),
    ])
    func theBodyLimitIsOneForServerAndRoutes(_ environment: [String: String], _ bytes: Int) throws {
        let settings = try ServerSettings(try reader(environment))
        #expect(settings.api.bodyLimitBytes == bytes && settings.http.limits.bodyBytes == bytes)
    }

    @Test func theEnvFileListsEverySettingWithItsDefault() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/../../config/orbweaver.env"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        for setting in Setting.all {
            #expect(lines.contains("#\(setting.environmentName)=\(setting.defaultText)"))
        }
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    }
}
