/// Finds the encoding of a page (§13.2.3): byte order mark, transport, `meta`, then a guess.
enum EncodingSniffer {
    /// How far the standard looks for `meta`.
    static let prescanLength = 1024
    /// How far to look where there is no answer and the bytes do not look like UTF-8: a browser, too, starts anew
    /// when it comes upon a late `meta`.
    private static let latePrescanLength = 64 * 1024

    struct Result {
        var encoding: TextEncoding
        /// Length of the byte order mark, which is not part of the text.
        var markLength = 0
    }

    /// `isUTF8` tells whether all bytes are valid UTF-8; text that is no markup has no `meta` to read.
    static func sniff(
        _ bytes: UnsafeBufferPointer<UInt8>, transport: String?, isUTF8: Bool, readsMeta: Bool = true
    ) -> Result {
        if let marked = byteOrderMark(bytes) { return marked }
        if let transport, let encoding = TextEncoding(label: transport) { return Result(encoding: encoding) }
        guard readsMeta else { return Result(encoding: EncodingGuess.guess(bytes, isUTF8: isUTF8)) }
        let start = UnsafeBufferPointer(rebasing: bytes.prefix(prescanLength))
        if let encoding = MetaPrescan.encoding(in: start) {
            return Result(encoding: isUTF8 && contradicts(bytes, encoding) ? .utf8 : encoding)
        }
        let guess = EncodingGuess.guess(bytes, isUTF8: isUTF8)
        if guess != .utf8, bytes.count > prescanLength {
            let more = UnsafeBufferPointer(rebasing: bytes.prefix(latePrescanLength))
            if let encoding = MetaPrescan.encoding(in: more) { return Result(encoding: encoding) }
        }
        return Result(encoding: guess)
    }

    /// Whether a page that is valid UTF-8 throughout shows that its `meta` is wrong.
    ///
    /// Pages that were stored or passed on as UTF-8 often keep the `meta` of their first encoding. Text in one of
    /// those is next to never valid UTF-8 by chance: of single bytes a few beyond ASCII settle it, of pairs it takes
    /// a text of some length.
    private static func contradicts(_ bytes: UnsafeBufferPointer<UInt8>, _ declared: TextEncoding) -> Bool {
        guard declared != .utf8, declared.extendsASCII else { return false }
        var missing = declared.hasPairs ? 600 : 3
        for byte in bytes where byte >= 0x80 {
            missing -= 1
            if missing == 0 { return true }
        }
        return false
    }

    private static func byteOrderMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Result? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Result(encoding: .utf8, markLength: 3) }
        if bytes.starts(with: [0xFE, 0xFF]) { return Result(encoding: .utf16BE, markLength: 2) }
        if bytes.starts(with: [0xFF, 0xFE]) { return Result(encoding: .utf16LE, markLength: 2) }
        return nil
    }
}
