import JSON

/// Picks the allowed value that a found one means.
enum EnumMatcher {
    /// Nil when none is near enough.
    static func nearest(to candidate: JSON, among allowed: [JSON]) -> JSON? {
        if let exact = allowed.first(where: { $0.isSame(as: candidate) }) { return exact }
        switch candidate {
        case .string(let text): return nearest(toText: text, among: allowed)
        case .bool(let flag):
            // A page that only says "in stock: yes" still tells InStock from OutOfStock.
            return nearestStock(flag ? .inStock : .outOfStock, among: allowed)
                ?? nearest(toText: flag ? "yes" : "no", among: allowed)
        case .integer, .number:
            let text = String(decoding: JSONWriter.bytes(of: candidate), as: UTF8.self)
            return allowed.first { $0.stringValue == text }
        case .array(let elements):
            return elements.prefix(50).lazy.compactMap { nearest(to: $0, among: allowed) }.first
        case .object(let members):
            guard let value = SchemaFitter.plainValue(of: members), value.objectValue == nil else {
                return nil
            }
            return nearest(to: value, among: allowed)
        case .null: return nil
        }
    }

    private static func nearest(toText text: String, among allowed: [JSON]) -> JSON? {
        guard text.utf8.count <= 1_000 else { return nil }
        // `https://schema.org/InStock` and the like: the last step names the value.
        let isTerm = text.hasPrefix("http://") || text.hasPrefix("https://")
        let text = isTerm ? text.split { $0 == "/" || $0 == "#" }.last.map(String.init) ?? text : text
        let key = Folding.key(text)
        let keys = allowed.map { value in
            value.stringValue.map(Folding.key)
                ?? Folding.key(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self))
        }
        if let position = keys.firstIndex(of: key), !key.isEmpty, !allowed[position].isNull {
            return allowed[position]
        }
        let numbers = allowed.indices.filter { allowed[$0].doubleValue != nil }
        if let number = numbers.isEmpty ? nil : NumberText(text)?.value,
            let position = numbers.first(where: { allowed[$0].doubleValue == number })
        {
            return allowed[position]
        }
        if let reading = StockText.read(text), let value = nearestStock(reading, among: allowed) {
            return value
        }
        if allowed.contains(where: { $0.boolValue != nil }), let flag = ScalarFitter.truth(text),
            let value = allowed.first(where: { $0.boolValue == flag })
        {
            return value
        }
        return similar(to: text, key: key, keys: keys, among: allowed)
    }

    /// By whole words that both have, then by few changed letters.
    private static func similar(to text: String, key: String, keys: [String], among allowed: [JSON]) -> JSON?
    {
        let padded = " \(Folding.name(text)) "
        var best: (position: Int, score: Int)?
        for (position, value) in allowed.enumerated() {
            guard let name = value.stringValue, keys[position].utf8.count >= 2 else { continue }
            let words = Folding.name(name)
            guard
                padded.containsText(" \(words) ")
                    || keys[position].utf8.count >= 4 && key.containsText(keys[position])
            else { continue }
            let score = keys[position].utf8.count
            if score > best?.score ?? 0 { best = (position, score) }
        }
        if let best { return allowed[best.position] }
        let limit = key.utf8.count / 4
        guard limit > 0, key.utf8.count <= 64 else { return nil }
        var nearest: (position: Int, distance: Int)?
        for (position, other) in keys.enumerated()
        where allowed[position].stringValue != nil && other.utf8.count <= 64 {
            let distance = distance(Array(key.utf8), Array(other.utf8))
            if distance <= limit, distance < nearest?.distance ?? .max { nearest = (position, distance) }
        }
        return nearest.map { allowed[$0.position] }
    }

    /// Changes of one letter that lead from one text to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }

    private static func nearestStock(_ reading: StockText.Reading, among allowed: [JSON]) -> JSON? {
        let readings = allowed.map { $0.stringValue.flatMap { StockText.read($0) } }
        if let exact = readings.firstIndex(of: reading) { return allowed[exact] }
        // A shop that lets one order later has it for sale; one that stopped has not.
        let fallback: StockText.Reading = StockText.isAvailable(reading) ? .inStock : .outOfStock
        return readings.firstIndex(of: fallback).map { allowed[$0] }
    }
}
