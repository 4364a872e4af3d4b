/// One parser, or one way through several, with the promises that hold for any bytes.
struct FuzzTarget: Sendable {
    let name: String
    /// Bytes of the longest input worth mutating.
    var maxLength = 4096
    /// Bytes that a repeated part of an input is stretched to, to find what is not linear; 0 for none.
    var stretchLength = 64 << 10
    /// What one run may take, beside a fixed 50 ms. Far above what it does take; quadratic time is farther.
    var nanosecondsPerByte = 4_000
    let run: @Sendable (_ input: [UInt8], _ random: inout SplitMix) -> Void

    static let all: [FuzzTarget] = [
        httpRequest, httpAnswer, headers, json, lenientJSON, submission, schema, url, redirect, cookies,
        robots,
        identifiers, configuration, encoding, html, selector, reading, structuring, prompt, page, model,
    ]

    /// Parts of an input, which a line of `%%` separates.
    static func parts(_ input: [UInt8], _ count: Int) -> [[UInt8]] {
        let mark = Array("\n%%\n".utf8)
        var parts: [[UInt8]] = []
        var start = 0
        var place = 0
        while parts.count < count - 1, place + mark.count <= input.count {
            if input[place] == mark[0], input[place..<place + mark.count].elementsEqual(mark) {
                parts.append(Array(input[start..<place]))
                place += mark.count
                start = place
            } else {
                place += 1
            }
        }
        parts.append(Array(input[start...]))
        while parts.count < count { parts.append([]) }
        return parts
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
