import Foundation
import Testing

@testable import JSON

/// Foreign bytes by the thousand: the parser ends, never traps, and what it accepts comes back the same.
/// `ORBWEAVER_FUZZ` multiplies the number of tries.
@Suite struct JSONFuzzTests {
    private static let factor = ProcessInfo.processInfo.environment["ORBWEAVER_FUZZ"].flatMap { Int($0) } ?? 1

    @Test func anyValueSurvivesWritingAndParsing() throws {
        var random = Chance(state: 1)
        for seed in 0..<3000 * Self.factor {
            random.state = UInt64(seed)
            let value = random.value(depth: 6)
            let bytes = JSONWriter.bytes(of: value)
            #expect(try JSONParser.parse(bytes) == value, "seed \(seed)")
            if !bytes.isEmpty, bytes[0] == UInt8(ascii: "{") || bytes[0] == UInt8(ascii: "[") {
                #expect(LenientJSON.parse(bytes) == value, "seed \(seed)")
            }
        }
    }

    @Test func damagedTextIsRefusedOrReadTheSameTwice() {
        var random = Chance(state: 2)
        var (accepted, refused) = (0, 0)
        for seed in 0..<5_000 * Self.factor {
            random.state = UInt64(seed) &* 77
            var bytes = JSONWriter.bytes(of: random.value(depth: 4))
            for _ in 0...random.below(3) { random.damage(&bytes) }
            do {
                let value = try JSONParser.parse(bytes)
                accepted += 1
                // As text: a whole number with a fraction of zero is written without it.
                let text = JSONWriter.bytes(of: value)
                #expect((try? JSONParser.parse(text)).map(JSONWriter.bytes(of:)) == text, "seed \(seed)")
            } catch {
                refused += 1
                #expect(error.offset <= bytes.count, "seed \(seed)")
            }
        }
        #expect(accepted > 100 && refused > 1000)
    }

    @Test func deepNestingIsRefusedAtTheLimit() throws {
        for opening in ["[", "{\"a\":"] {
            let bytes = Array(String(repeating: opening, count: 500_000).utf8)
            #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
        }
    }
}

/// Makes values and damage from one seed.
private struct Chance {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func value(depth: Int) -> JSON {
        switch below(depth > 0 ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .integer(Int64(below(1 << 30)) << below(34) * (below(2) == 0 ? 1 : -1))
        case 3: return .number(Double(below(1 << 30) + 1) / 3 * (below(2) == 0 ? 1e-200 : 1e180))
        case 4: return .string(text())
        case 5: return .array((0..<below(5)).map { _ in value(depth: depth - 1) })
        default:
            return .object(JSONObject((0..<below(22)).map { ("\($0) \(text())", value(depth: depth - 2)) }))
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "a", "\"", "\\", "\n", "\u{0}", "é", "😀", "\u{2028}", "/", "\u{7F}", "\u{FFFF}", "{\"", "]",
        ]
        return (0..<below(8)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = below(bytes.count)
        switch below(5) {
        case 0: bytes[place] = UInt8(below(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("\"\\{}[],:0-eE.u\u{0}tfn".utf8)[below(18)], at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: below(bytes.count))
        }
    }
}
