import Foundation
import JSON
import Testing

@testable import Structuring

/// Whatever the schema and whatever was found: what comes out fits, says an independent validator.
struct SchemaPropertyTests {
    @Test func everyResultFitsItsSchema() throws {
        let environment = ProcessInfo.processInfo.environment
        let cases = environment["ORBWEAVER_PROPERTY_CASES"].flatMap(Int.init) ?? 1_000
        let seed = environment["ORBWEAVER_PROPERTY_SEED"].flatMap(UInt64.init) ?? 1
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("scripts/schema-validate.py").path
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "fitted-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }

        var random = RandomCases(seed: seed)
        var text: [UInt8] = []
        var refused = 0
        var kept = 0
        while kept < cases {
            let json = random.schema()
            let check = Schema.check(json)
            guard let schema = check.schema else {
                refused += 1
                // Only definitions that are used too deep are at fault here.
                try #require(refused <= kept + 100, "\(check.errors)")
                continue
            }
            let value = SchemaFitter(schema: schema, baseURL: "https://site.test/a/b").fit(
                random.value(near: json))
            let isAccepted = schema.accepts(value)
            #expect(
                isAccepted,
                "\(String(decoding: JSONWriter.bytes(of: ["schema": json, "value": value]), as: UTF8.self))")
            text += JSONWriter.bytes(of: ["schema": json, "value": value])
            text.append(UInt8(ascii: "\n"))
            kept += 1
        }
        try Data(text).write(to: file)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        try process.run()
        let report = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus != 3 else {
            print("SKIPPED: validation of \(cases) results, python3 with jsonschema is not there")
            return
        }
        print("schema property test: \(report.split(separator: "\n").last ?? ""), \(refused) schemas refused")
        #expect(report == "\(cases) checked, 0 failed\n")
    }
}
