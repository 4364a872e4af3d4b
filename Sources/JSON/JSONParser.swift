/// A strict JSON reader (RFC 8259) for foreign bytes.
///
/// It never recurses on input depth beyond `depthLimit`, reports duplicate names instead of choosing one,
/// and refuses what RFC 8259 refuses: comments, trailing commas, lone surrogates, raw control characters.
package struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let depthLimit: Int
    private var offset = 0
    /// The name read last in the outermost object.
    private var member: String?

    /// The value that `bytes` hold. Throws `JSONError` when they are not exactly one JSON value.
    package static func parse(_ bytes: [UInt8], depthLimit: Int = 64) throws(JSONError) -> JSON {
        let result: Result<JSON, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, depthLimit: depthLimit)
            do throws(JSONError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    package static func parse(_ text: String, depthLimit: Int = 64) throws(JSONError) -> JSON {
        try parse(Array(text.utf8), depthLimit: depthLimit)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    private mutating func document() throws(JSONError) -> JSON {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
        let value = try value(depth: 0)
        skipBlanks()
        guard offset == bytes.count else { throw failure(.trailingBytes) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        skipBlanks()
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case let byte: throw failure(.unexpectedByte(byte))
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= depthLimit else { throw tooDeep() }
        offset += 1
        var members = JSONObject()
        skipBlanks()
        if consume(UInt8(ascii: "}")) { return members }
        while true {
            skipBlanks()
            guard offset < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[offset] == UInt8(ascii: "\"") else { throw failure(.unexpectedByte(bytes[offset])) }
            let start = offset
            let name = try string()
            if depth == 1 { member = name }
            guard members[name] == nil else {
                throw JSONError(reason: .duplicateName(name), offset: start)
            }
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            members[name] = try value(depth: depth)
            skipBlanks()
            if consume(UInt8(ascii: "}")) { return members }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        guard depth <= depthLimit else { throw tooDeep() }
        offset += 1
        var elements: [JSON] = []
        skipBlanks()
        if consume(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipBlanks()
            if consume(UInt8(ascii: "]")) { return elements }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func string() throws(JSONError) -> String {
        let opening = offset
        offset += 1
        let start = offset
        // Most strings hold no escape: they are one validated copy.
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            guard bytes[offset] >= 0x20 else { throw failure(.controlCharacterInString) }
            offset += 1
        }
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        if bytes[offset] == UInt8(ascii: "\"") {
            defer { offset += 1 }
            guard let text = String(validating: bytes[start..<offset], as: UTF8.self) else {
                throw JSONError(reason: .invalidUTF8, offset: opening)
            }
            return text
        }
        var decoded = Array(bytes[start..<offset])
        while true {
            guard offset < bytes.count else { throw failure(.unexpectedEnd) }
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let text = String(validating: decoded, as: UTF8.self) else {
                    throw JSONError(reason: .invalidUTF8, offset: opening)
                }
                return text
            case UInt8(ascii: "\\"): decoded.append(contentsOf: UTF8.encode(try escape())!)
            case 0..<0x20: throw failure(.controlCharacterInString)
            default:
                decoded.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        guard offset + 1 < bytes.count else { throw failure(.unexpectedEnd) }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard (0xD800..<0xDC00).contains(first), offset + 1 < bytes.count,
                bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            else { throw JSONError(reason: .loneSurrogate, offset: start) }
            offset += 2
            let second = try codeUnit()
            guard (0xDC00..<0xE000).contains(second) else {
                throw JSONError(reason: .loneSurrogate, offset: start)
            }
            let value = 0x10000 + ((first & 0x3FF) << 10 | (second & 0x3FF))
            guard let scalar = Unicode.Scalar(value) else {
                throw JSONError(reason: .loneSurrogate, offset: start)
            }
            return scalar
        default: throw JSONError(reason: .invalidEscape, offset: start)
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
                throw failure(.invalidEscape)
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = offset
        _ = consume(UInt8(ascii: "-"))
        if consume(UInt8(ascii: "0")) {
            if digits() > 0 { throw JSONError(reason: .invalidNumber, offset: start) }
        } else if digits() == 0 {
            throw JSONError(reason: .invalidNumber, offset: start)
        }
        var isWhole = true
        if consume(UInt8(ascii: ".")) {
            isWhole = false
            if digits() == 0 { throw JSONError(reason: .invalidNumber, offset: start) }
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            isWhole = false
            _ = consume(UInt8(ascii: "+")) || consume(UInt8(ascii: "-"))
            if digits() == 0 { throw JSONError(reason: .invalidNumber, offset: start) }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        // RFC 8259 section 6 allows limits on the range.
        guard let value = Double(text), value.isFinite else {
            throw JSONError(reason: .numberOutOfRange, offset: start)
        }
        return .number(value)
    }

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
            offset += 1
        }
        return offset - start
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for position in 0..<word.utf8CodeUnitCount {
            try expect(word.utf8Start[position])
        }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        guard bytes[offset] == byte else { throw failure(.unexpectedByte(bytes[offset])) }
        offset += 1
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private func tooDeep() -> JSONError {
        JSONError(reason: .tooDeep(limit: depthLimit), offset: offset, member: member)
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: offset)
    }
}
