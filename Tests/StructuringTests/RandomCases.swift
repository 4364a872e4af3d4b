import JSON

/// Random schemas inside the supported subset, and random values that often nearly fit them.
struct RandomCases {
    private var state: UInt64
    private var definitions: [(String, JSON)] = []

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }

    private mutating func chance(_ percent: Int) -> Bool { next(100) < percent }
    private mutating func pick<T>(_ choices: [T]) -> T { choices[next(choices.count)] }

    // MARK: Schemas

    mutating func schema() -> JSON {
        definitions = []
        for position in 0..<next(3) {
            definitions.append(("d\(position)", node(levels: 1 + next(2))))
        }
        var root = chance(92) ? objectSchema(levels: 1 + next(4)) : arraySchema(levels: 1 + next(3))
        // The root is never null: a list there may be left empty.
        root["minItems"] = nil
        if !definitions.isEmpty { root["$defs"] = .object(JSONObject(definitions)) }
        return .object(root)
    }

    private mutating func node(levels: Int) -> JSON {
        if chance(8) { return ["anyOf": [node(levels: levels), ["type": "null"]]] }
        if chance(5) { return ["anyOf": [node(levels: levels), node(levels: levels)]] }
        if chance(3) { return ["oneOf": [node(levels: levels), node(levels: levels)]] }
        if chance(3) { return [:] }
        if levels > 2, !definitions.isEmpty, chance(15) {
            return ["$ref": .string("#/$defs/" + definitions[next(definitions.count)].0)]
        }
        if levels > 1, chance(40) {
            return .object(chance(60) ? objectSchema(levels: levels - 1) : arraySchema(levels: levels - 1))
        }
        return .object(scalarSchema())
    }

    private mutating func objectSchema(levels: Int) -> JSONObject {
        var schema = JSONObject([("type", chance(10) ? ["object", "null"] : "object")])
        if chance(4) { return schema }
        var properties = JSONObject()
        for _ in 0..<(1 + next(5)) { properties[pick(Self.names)] = node(levels: levels) }
        schema["properties"] = .object(properties)
        let required = properties.names.filter { _ in chance(50) }
        if !required.isEmpty { schema["required"] = .array(required.map(JSON.string)) }
        if chance(30) { schema["additionalProperties"] = chance(70) ? false : .object(scalarSchema()) }
        return schema
    }

    private mutating func arraySchema(levels: Int) -> JSONObject {
        var schema = JSONObject([("type", "array")])
        if chance(90) { schema["items"] = node(levels: levels) }
        if chance(15) { schema["minItems"] = .integer(Int64(next(3))) }
        if chance(15) { schema["maxItems"] = .integer(Int64(2 + next(3))) }
        if chance(15) { schema["uniqueItems"] = true }
        return schema
    }

    private mutating func scalarSchema() -> JSONObject {
        switch next(10) {
        case 0:
            let values = (0..<(1 + next(4))).map { _ in scalar() }
            return JSONObject([("enum", .array(values))])
        case 1: return JSONObject([("const", scalar())])
        case 2: return JSONObject([("type", "boolean")])
        case 3, 4:
            var schema = JSONObject([("type", chance(50) ? "integer" : ["number", "null"])])
            if chance(30) { schema["minimum"] = .integer(Int64(next(20)) - 5) }
            if chance(30) { schema["maximum"] = .integer(Int64(next(2_000))) }
            if chance(10) { schema["exclusiveMinimum"] = 0 }
            if chance(10) { schema["multipleOf"] = pick([2, 5, 0.5]) }
            return schema
        case 5: return JSONObject([("type", ["string", "integer"])])
        default:
            var schema = JSONObject([("type", chance(20) ? ["string", "null"] : "string")])
            if chance(15) { schema["minLength"] = .integer(Int64(next(6))) }
            if chance(15) { schema["maxLength"] = .integer(Int64(5 + next(20))) }
            if chance(15) { schema["pattern"] = .string(pick(Self.patterns)) }
            if chance(25) { schema["format"] = .string(pick(Self.formats)) }
            if chance(10) { schema["enum"] = ["InStock", "OutOfStock", "red"] }
            return schema
        }
    }

    // MARK: Values

    /// A value that follows `schema` roughly: right names, but often the wrong type or form.
    mutating func value(near schema: JSON, depth: Int = 0) -> JSON {
        if chance(6) || depth > 8 { return scalar() }
        if chance(3) { return [scalar(), scalar(), ["a": scalar()]] }
        if let allowed = schema["enum"]?.arrayValue, chance(60) { return pick(allowed) }
        if let constant = schema["const"], chance(60) { return constant }
        if let branches = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return value(near: pick(branches), depth: depth + 1)
        }
        if let name = schema["$ref"]?.stringValue?.split(separator: "/").last,
            let target = definitions.first(where: { $0.0 == name })
        {
            return value(near: target.1, depth: depth + 1)
        }
        if let properties = schema["properties"]?.objectValue {
            var members = JSONObject()
            for (name, property) in properties where chance(80) {
                members[name] = value(near: property, depth: depth + 1)
            }
            if chance(30) { members[pick(Self.names)] = scalar() }
            return .object(members)
        }
        if schema["type"] == "array" {
            let items = schema["items"] ?? [:]
            return .array((0..<next(5)).map { _ in value(near: items, depth: depth + 1) })
        }
        return scalar()
    }

    private mutating func scalar() -> JSON {
        switch next(8) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .integer(Int64(next(3_000)) - 100)
        case 3: return .number(Double(next(100_000)) / 64)
        default: return .string(chance(85) ? pick(Self.texts) : noise())
        }
    }

    private mutating func noise() -> String {
        var text = ""
        for _ in 0..<next(12) {
            text.unicodeScalars.append(Unicode.Scalar(UInt32(next(0xD7FF))) ?? "x")
        }
        return text
    }

    private static let names = [
        "name", "price", "inStock", "in_stock", "tags", "author", "date_published", "url", "a", "b", "c",
        "offers",
        "cook_time_minutes", "名前", "", "$ref", "type", "items",
    ]
    private static let patterns = [
        "^\\d+$", "^[A-Z]{2,}", "[a-z]+\\.[a-z]", "^$", "(a|b)+c?", "\\bstock\\b", "^.{3,5}$", "[^0-9]",
    ]
    private static let formats = [
        "date", "date-time", "uri", "email", "uuid", "ipv4", "ipv6", "time", "duration", "hostname",
        "unknown",
    ]
    private static let texts = [
        "£1,299.00", "1.299,00 €", "In stock", "sold out", "PT1H30M", "2 h 5 min", "30. Juni 2025",
        "2025-06-30",
        "2025-02-31", "2025-06-30T10:00:00+02:00", "0000-00-00", "12345678901234567890", "1e400", "-0", "½",
        "ABC",
        "https://schema.org/InStock", "/path?q=1", "http://[::1]/", "a@b.example", "a@b", "192.168.0.1",
        "::1", "1.2.3",
        "8c4e6f0e-0000-4000-8000-0123456789ab", "", " ", "\u{0}", "\u{10FFFF}", "true", "no", "red", "Red!",
        "null", "abc",
        "a very long text that goes on for a while, with commas, and more", "10:30", "25:61", "1751270400",
        "99:99:99Z",
    ]
}
