import JSON
import Structuring

/// A page's words, to see whether the page itself says what a model told of it.
struct PageWords {
    private let index: WordIndex

    /// `page` is Markdown.
    init(_ page: [UInt8]) { index = WordIndex(Folding.words(String(decoding: page, as: UTF8.self))) }

    /// True when every text and number of the value stands in the page, however it is written there.
    ///
    /// Truth values and small whole numbers are always taken as said: pages spell them in words.
    func hold(_ value: JSON) -> Bool {
        var open = [value]
        var count = 0
        while let next = open.popLast(), count < 500 {
            count += 1
            switch next {
            case .object(let members): open += members.map(\.value)
            case .array(let elements): open += elements.prefix(500)
            case .string(let text): guard hold(words: text) || holdsDate(text) else { return false }
            case .integer(let number):
                guard number.magnitude < 10 || holds(number: next) else { return false }
            case .number: guard holds(number: next) else { return false }
            case .null, .bool: break
            }
        }
        return true
    }

    private func hold(words: String) -> Bool { index.contains(Folding.words(words)) }

    /// With or without a sign between thousands, and with both decimals of a price.
    private func holds(number: JSON) -> Bool {
        let digits = String(decoding: JSONWriter.bytes(of: number), as: UTF8.self).drop { $0 == "-" }
        let parts = digits.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first else { return false }
        var fractions = [parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""]
        if fractions[0].utf8.count < 2 {
            fractions.append(fractions[0] + String(repeating: "0", count: 2 - fractions[0].utf8.count))
        }
        var grouped = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.utf8.count - place) % 3 == 0 { grouped += " " }
            grouped.append(digit)
        }
        return fractions.contains { fraction in
            [String(whole), grouped].contains { hold(words: fraction.isEmpty ? $0 : "\($0) \(fraction)") }
        }
    }

    /// A date (YYYY-MM-DD) of which the page has the year and the day.
    private func holdsDate(_ text: String) -> Bool {
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, parts[0].utf8.count == 4, let day = Int(parts[2]), Int(parts[0]) != nil else {
            return false
        }
        return hold(words: String(parts[0]))
            && ["\(day)", "0\(day)", "\(day)st", "\(day)nd", "\(day)rd", "\(day)th"].contains {
                hold(words: $0)
            }
    }
}
