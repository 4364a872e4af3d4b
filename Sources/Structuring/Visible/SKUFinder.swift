import Extraction
import HTML

/// Finds the shop's own number of a product, where only the visible page or its form tells.
enum SKUFinder {
    /// Likely codes, the likeliest first.
    static func codes(in view: PageView, labels: LabelList, url: String?) -> [String] {
        var found: [(code: String, score: Double)] = []
        let heading = view.mainHeading ?? 0
        for entry in labels.entries {
            guard let concept = Concept.labelled(entry.key), concept.id == .sku,
                let code = code(labels.value(of: entry))
            else { continue }
            found.append((code, 3))
        }
        for (position, spot) in view.spots.enumerated()
        where spot.hints.contains(.sku) && spot.count <= 80 {
            guard let code = code(view.text(of: spot)) else { continue }
            found.append(
                (
                    code,
                    2.5 - min(2, Double(abs(position - heading)) / 40)
                        - (spot.context.contains(.related) ? 2 : 0)
                ))
        }
        if let code = attributeCode(in: view.document) { found.append((code, 2)) }
        if let code = url.flatMap({ code(inAddress: $0) }) { found.append((code, 0.5)) }
        return found.sorted { $0.score > $1.score }.map(\.code)
    }

    /// The number of the thing in the last step of its address: `/deal/4548094738`, `/name-987929.html`.
    static func code(inAddress url: String) -> String? {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let mark = path.firstRange(of: "://") else { return nil }
        let steps = path[mark.upperBound...].split(separator: "/").dropFirst()
        guard let last = steps.last else { return nil }
        let name = last.split(separator: ".").first ?? last
        if isNumber(name) { return String(name) }
        let tail = name.split { $0 == "-" || $0 == "_" }.last ?? name
        return tail.utf8.count < name.utf8.count && tail.utf8.allSatisfy(\.isASCIIDigit)
            && tail.utf8.count >= 5 ? String(tail) : nil
    }

    /// Digits, or capitals and digits, long enough to be no year and no page number.
    private static func isNumber(_ text: Substring) -> Bool {
        let bytes = text.utf8
        guard bytes.count >= 5, bytes.count <= 20, bytes.contains(where: \.isASCIIDigit) else { return false }
        if bytes.allSatisfy(\.isASCIIDigit) { return true }
        return bytes.count >= 8 && bytes.allSatisfy { $0.isASCIIDigit || $0.isASCIILetter && $0 < 0x61 }
    }

    /// The first code in an attribute that is for it, or in an input named so.
    private static func attributeCode(in document: Document) -> String? {
        let names = ["data-sku", "data-product-sku", "data-item-sku", "data-product_sku"].compactMap {
            document.name($0)?.rawValue
        }
        return Arena.with(document) { arena in
            let isAny = arena.attributes.contains {
                names.contains($0.name)
                    || $0.name == Name.name.rawValue && arena.bytes($0.value).elementsEqual("sku".utf8)
            }
            guard isAny else { return nil }
            for (index, record) in arena.nodes.enumerated() where record.kind == .element {
                for position in arena.attributeRange(record) {
                    let attribute = arena.attributes[position]
                    var value: UnsafeBufferPointer<UInt8>?
                    if attribute.name == Name.name.rawValue {
                        guard arena.bytes(attribute.value).elementsEqual("sku".utf8) else { continue }
                        value = arena.attribute(.value, of: index)
                    } else if names.contains(attribute.name) {
                        value = arena.bytes(attribute.value)
                    } else {
                        continue
                    }
                    // An element has one say.
                    if let code = value.flatMap({ code(String(decoding: $0, as: UTF8.self)) }) { return code }
                    break
                }
            }
            return nil
        }
    }

    /// The code in a text, its label taken off; nil when there is none.
    static func code(_ text: String) -> String? {
        var text = text.squashed
        if let colon = text.lastIndex(where: { $0 == ":" || $0 == "：" || $0 == "#" || $0 == "№" }) {
            text = String(text[text.index(after: colon)...]).squashed
        }
        let words = text.split(separator: " ")
        guard let last = words.last, words.count <= 3 else { return nil }
        let code = words.count == 1 ? text : String(last)
        let isCode =
            code.utf8.contains(where: \.isASCIIDigit) && (3...40).contains(code.utf8.count)
            && CurrencyText.code(in: text) == nil
        return isCode
            ? code.trimming { $0 == "." || $0 == "," || $0 == "(" || $0 == ")" || $0 == "[" || $0 == "]" }
            : nil
    }
}
