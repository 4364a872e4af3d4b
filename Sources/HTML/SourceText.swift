/// The input of the tokenizer: valid UTF-8 with line feeds only. Pages that are so already are not copied.
struct SourceText {
    private(set) var bytes: [UInt8]
    let encoding: TextEncoding
    /// True when bytes beyond the limit were left out.
    let isCut: Bool

    /// Reads bytes in the encoding that they are found to be in.
    init(_ bytes: [UInt8], transport: String?, limits: ParseLimits) {
        let (bytes, isCut) = Self.cut(bytes, limits)
        self.isCut = isCut
        let (text, encoding) = bytes.withUnsafeBufferPointer { bytes -> ([UInt8]?, TextEncoding) in
            let isUTF8 = Self.isUTF8(bytes, isCut: isCut)
            let found = EncodingSniffer.sniff(bytes, transport: transport, isUTF8: isUTF8)
            if found.markLength == 0, isUTF8,
                found.encoding == .utf8 && !isCut || found.encoding.extendsASCII && Self.isASCII(bytes)
            {
                return (nil, found.encoding)
            }
            let text = UnsafeBufferPointer(rebasing: bytes[found.markLength...])
            return (TextDecoder.utf8(text, from: found.encoding), found.encoding)
        }
        self.bytes = text ?? bytes
        self.encoding = encoding
        Newlines.normalize(&self.bytes)
    }

    init(utf8 bytes: [UInt8], limits: ParseLimits) {
        let (bytes, isCut) = Self.cut(bytes, limits)
        self.isCut = isCut
        encoding = .utf8
        let text = bytes.withUnsafeBufferPointer { bytes -> [UInt8]? in
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            if !hasMark, UTF8Validation.firstInvalid(bytes) == bytes.count { return nil }
            return UTF8Validation.repaired(UnsafeBufferPointer(rebasing: bytes[(hasMark ? 3 : 0)...]))
        }
        self.bytes = text ?? bytes
        Newlines.normalize(&self.bytes)
    }

    private static func cut(_ bytes: [UInt8], _ limits: ParseLimits) -> ([UInt8], Bool) {
        // Offsets have 31 bits, and decoding may triple the length.
        let limit = min(limits.inputBytes, Int(Int32.max) / 4)
        return bytes.count <= limit ? (bytes, false) : (Array(bytes.prefix(limit)), true)
    }

    private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>, isCut: Bool) -> Bool {
        // A cut may go through a character.
        UTF8Validation.firstInvalid(bytes) >= (isCut ? bytes.count - 3 : bytes.count)
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.allSatisfy { $0 < 0x80 }
    }
}
