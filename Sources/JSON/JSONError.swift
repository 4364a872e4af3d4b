/// Why a text is not acceptable JSON, and the byte offset where that showed.
package struct JSONError: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidNumber
        /// Well-formed, but beyond a 64-bit float.
        case numberOutOfRange
        case invalidEscape
        case controlCharacterInString
        case invalidUTF8
        case loneSurrogate
        case duplicateName(String)
        case tooDeep(limit: Int)
        case trailingBytes
    }

    package let reason: Reason
    package let offset: Int
    /// Of a text nested too deep: the member of the outermost object that is.
    package var member: String?
}

extension JSONError: CustomStringConvertible {
    /// For people: what is wrong and where, without the text itself beyond one name or byte.
    package var description: String {
        switch reason {
        case .unexpectedEnd: "the JSON text ends too early (byte \(offset))"
        case .unexpectedByte(let byte):
            "unexpected \(Self.show(byte)) at byte \(offset)"
        case .invalidNumber: "invalid number at byte \(offset)"
        case .numberOutOfRange: "number out of range at byte \(offset)"
        case .invalidEscape: "invalid escape in a string at byte \(offset)"
        case .controlCharacterInString: "unescaped control character in a string at byte \(offset)"
        case .invalidUTF8: "invalid UTF-8 at byte \(offset)"
        case .loneSurrogate: "lone UTF-16 surrogate escape at byte \(offset)"
        case .duplicateName(let name): "duplicate key '\(name)' at byte \(offset)"
        case .tooDeep(let limit): "nested deeper than \(limit) levels at byte \(offset)"
        case .trailingBytes: "text after the JSON value at byte \(offset)"
        }
    }

    private static func show(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }
}
