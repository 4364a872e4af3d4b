import Foundation
import HTML
import JSON
import Testing

@testable import Structuring

/// Whatever the schema and whatever was found: what comes out fits, says an independent validator.
struct SchemaPropertyTests {
    @Test func everyResultFitsItsSchema() throws {
        var text: [UInt8] = []
        var cases = SchemaCases(random: RandomCases(seed: Self.seed))
        for _ in 0..<Self.count {
            let (json, schema) = try cases.next()
            let value = SchemaFitter(schema: schema, baseURL: "https://site.test/a/b").fit(
                cases.random.value(near: json))
            Self.check(value, schema, json, &text)
        }
        try Self.validate(text, "fitted values, \(cases.refused) schemas refused")
    }

    /// The whole way: a page with data of every kind in it, some of it broken, is harvested, matched and fitted.
    @Test func everyPageFillsItsSchema() throws {
        var text: [UInt8] = []
        var cases = SchemaCases(random: RandomCases(seed: Self.seed &+ 1))
        var filled = 0
        for _ in 0..<Self.count {
            let (json, schema) = try cases.next()
            let document = HTMLParser.parse(utf8: cases.random.page(for: json))
            let result = Structurer().fill(
                schema: schema, prompt: nil, document: document, url: "https://site.test/a/b?c=d",
                markdown: Array("# Text".utf8))
            if !result.isEmpty { filled += 1 }
            Self.check(result.value, schema, json, &text)
        }
        // Pages that give nothing would prove nothing.
        #expect(filled > Self.count / 4)
        try Self.validate(text, "filled pages, \(filled) of them not empty")
    }

    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["ORBWEAVER_PROPERTY_CASES"].flatMap(Int.init) ?? 1_000
    private static let seed = environment["ORBWEAVER_PROPERTY_SEED"].flatMap(UInt64.init) ?? 1

    /// Random schemas that are accepted.
    private struct SchemaCases {
        var random: RandomCases
        var refused = 0
        private var kept = 0

        init(random: RandomCases) { self.random = random }

        mutating func next() throws -> (JSON, Schema) {
            while true {
                let json = random.schema()
                let check = Schema.check(json)
                if let schema = check.schema {
                    kept += 1
                    return (json, schema)
                }
                refused += 1
                // Only definitions that are used too deep are at fault here.
                try #require(refused <= kept + 100, "\(check.errors)")
            }
        }
    }

    private static func check(_ value: JSON, _ schema: Schema, _ json: JSON, _ text: inout [UInt8]) {
        let line = JSONWriter.bytes(of: ["schema": json, "value": value])
        let isAccepted = schema.accepts(value)
        #expect(isAccepted, "\(String(decoding: line, as: UTF8.self))")
        text += line
        text.append(UInt8(ascii: "\n"))
    }

    private static func validate(_ text: [UInt8], _ what: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("scripts/schema-validate.py").path
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "fitted-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
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
            print("SKIPPED: validation of \(count) results, python3 with jsonschema is not there")
            return
        }
        print("schema property test: \(report.split(separator: "\n").last ?? ""), \(what)")
        #expect(report == "\(count) checked, 0 failed\n")
    }
}
