import Foundation
import Testing

@testable import HTML

/// The tokenizer tests of html5lib-tests.
struct TokenizerConformanceTests {
    /// Records tokens in the notation of the tests.
    struct Recorder: TokenSink {
        var tokens: [[Any]] = []
        var allowsCDATA: Bool { false }
        var isFull: Bool { false }

        mutating func characters(_ piece: TextPiece, _ arena: inout TokenArena) {
            append(String(decoding: piece.bytes, as: UTF8.self))
        }

        mutating func nullCharacter(_ arena: inout TokenArena) { append("\0") }

        private mutating func append(_ text: String) {
            if let last = tokens.last, last[0] as? String == "Character", let before = last[1] as? String {
                tokens[tokens.count - 1] = ["Character", before + text]
            } else {
                tokens.append(["Character", text])
            }
        }

        mutating func startTag(_ tag: TagToken, _ arena: inout TokenArena) -> ContentModel {
            var attributes: [String: String] = [:]
            for index in Int(tag.attributeStart)..<Int(tag.attributeStart + tag.attributeCount) {
                let record = arena.attributes[index]
                let name = String(decoding: arena.utf8(of: Name(rawValue: record.name)), as: UTF8.self)
                attributes[name] = arena.string(record.value)
            }
            let name = String(decoding: arena.utf8(of: tag.name), as: UTF8.self)
            tokens.append(["StartTag", name, attributes] + (tag.isSelfClosing ? [true] : []))
            return .data
        }

        mutating func endTag(_ tag: TagToken, _ arena: inout TokenArena) {
            tokens.append(["EndTag", String(decoding: arena.utf8(of: tag.name), as: UTF8.self)])
        }

        mutating func comment(_ text: ByteRange, _ arena: inout TokenArena) {
            tokens.append(["Comment", arena.string(text)])
        }

        mutating func doctype(_ doctype: DoctypeToken, _ arena: inout TokenArena) {
            func value(_ range: ByteRange?) -> Any { range.map { arena.string($0) } ?? NSNull() }
            tokens.append([
                "DOCTYPE", value(doctype.name), value(doctype.publicID), value(doctype.systemID),
                !doctype.forcesQuirks,
            ])
        }

        mutating func endOfFile(_ arena: inout TokenArena) {}
    }

    @Test
    func tokensAreThoseOfTheStandard() throws {
        var passed = 0
        var failures: [String] = []
        for file in ConformanceData.files(in: "tokenizer", suffix: ".test") {
            let root = try #require(try JSONSerialization.jsonObject(with: file.data) as? [String: Any])
            // The other kind of file is for parsers that coerce what they read into an XML infoset.
            let tests = root["tests"] as? [[String: Any]] ?? []
            for test in tests {
                let isEscaped = test["doubleEscaped"] as? Bool ?? false
                let rawInput = try #require(test["input"] as? String)
                guard let input = isEscaped ? Self.unescape(rawInput) : Array(rawInput.utf16) else {
                    continue
                }
                var expected = try #require(test["output"] as? [[Any]])
                if isEscaped { expected = expected.map { $0.map(Self.unescapeValue) } }
                for state in test["initialStates"] as? [String] ?? ["Data state"] {
                    let model = try #require(Self.models[state])
                    let lastStartTag = test["lastStartTag"] as? String ?? ""
                    let found = Self.tokens(String(decoding: input, as: UTF16.self), model, lastStartTag)
                    let isEqual =
                        Self.normalized(found) == Self.normalized(expected)
                    if isEqual {
                        passed += 1
                    } else {
                        failures.append(
                            "\(file.name): \(test["description"] ?? "") [\(state)]\n\(rawInput)\nexpected "
                                + "\(expected)\nfound \(found)")
                    }
                }
            }
        }
        print("tokenizer: \(passed) passed, \(failures.count) failed")
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n\n"))")
    }

    private static let models: [String: ContentModel] = [
        "Data state": .data, "PLAINTEXT state": .plainText, "RCDATA state": .rcdata,
        "RAWTEXT state": .rawText, "Script data state": .scriptData, "CDATA section state": .cdataSection,
    ]

    private static func tokens(
        _ input: String, _ model: ContentModel, _ lastStartTag: String
    ) -> [[Any]] {
        var bytes = Array(input.utf8)
        Newlines.normalize(&bytes)
        return bytes.withUnsafeBufferPointer { bytes in
            var tokenizer = Tokenizer(
                source: bytes, sink: Recorder(), contentModel: model, lastStartTag: lastStartTag)
            tokenizer.run()
            return tokenizer.sink.tokens
        }
    }

    /// Tokens as text that compares, neighbouring characters joined.
    private static func normalized(_ tokens: [[Any]]) -> String {
        var joined: [[Any]] = []
        for token in tokens {
            if token[0] as? String == "Character", let last = joined.last,
                last[0] as? String == "Character"
            {
                joined[joined.count - 1] = ["Character", "\(last[1])\(token[1])"]
            } else {
                joined.append(token)
            }
        }
        let text = joined.map { token in
            token.map { part in
                if let attributes = part as? [String: String] {
                    return attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                        .joined(separator: ",")
                }
                if part is NSNull { return "null" }
                if let flag = part as? Bool, !(part is String) { return flag ? "true" : "false" }
                return "\(part)".unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
            }
            .joined(separator: "|")
        }
        return text.joined(separator: "\n")
    }

    private static func unescapeValue(_ value: Any) -> Any {
        if let text = value as? String {
            return unescape(text).map { String(decoding: $0, as: UTF16.self) } ?? text
        }
        if let attributes = value as? [String: String] {
            return Dictionary(
                uniqueKeysWithValues: attributes.map { key, value in
                    (unescapeValue(key) as? String ?? key, unescapeValue(value) as? String ?? value)
                })
        }
        return value
    }

    /// Resolves `\uXXXX`; nil if that gives a lone surrogate, which UTF-8 input cannot hold.
    private static func unescape(_ text: String) -> [UInt16]? {
        var units: [UInt16] = []
        var rest = text[...]
        while let character = rest.first {
            if character == "\\", rest.dropFirst().first == "u",
                let unit = UInt16(rest.dropFirst(2).prefix(4), radix: 16)
            {
                units.append(unit)
                rest = rest.dropFirst(6)
            } else {
                units += Array(String(character).utf16)
                rest = rest.dropFirst()
            }
        }
        var hasLoneSurrogate = false
        var decoder = UTF16()
        var iterator = units.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue: continue
            case .emptyInput: break decoding
            case .error:
                hasLoneSurrogate = true
                break decoding
            }
        }
        return hasLoneSurrogate ? nil : units
    }
}
