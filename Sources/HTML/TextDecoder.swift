import Glibc

/// Turns bytes in a legacy encoding into UTF-8; what cannot be read becomes U+FFFD.
enum TextDecoder {
    static func utf8(_ bytes: UnsafeBufferPointer<UInt8>, from encoding: TextEncoding) -> [UInt8] {
        switch encoding {
        case .utf8: return UTF8Validation.repaired(bytes)
        case .utf16LE: return utf16(bytes, isBigEndian: false)
        case .utf16BE: return utf16(bytes, isBigEndian: true)
        case .replacement: return bytes.isEmpty ? [] : replacement
        case .userDefined:
            return singleByte(bytes, (0..<128).map { Unicode.Scalar(0xF780 + $0) ?? "\u{FFFD}" })
        default:
            if let table = singleByteTable(encoding) { return singleByte(bytes, table) }
            return multiByte(bytes, encoding)
        }
    }

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    // MARK: UTF-16

    private static func utf16(_ bytes: UnsafeBufferPointer<UInt8>, isBigEndian: Bool) -> [UInt8] {
        let units = (0..<bytes.count / 2).lazy.map { index in
            let first = UInt16(bytes[index * 2])
            let second = UInt16(bytes[index * 2 + 1])
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        _ = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false,
            into: { result.append($0) })
        if bytes.count % 2 == 1 { result += replacement }
        return result
    }

    // MARK: One byte a character

    /// The characters of bytes 80 to FF; nil if the encoding has more than one byte a character.
    private static func singleByteTable(_ encoding: TextEncoding) -> [Unicode.Scalar]? {
        let name = encoding.name == "iso-8859-8-i" ? "iso-8859-8" : encoding.name
        return SingleByteTables.text[name]?.withUTF8Buffer { text in
            text.split(separator: UInt8(ascii: " ")).map { digits in
                UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
                    ?? "\u{FFFD}"
            }
        }
    }

    private static func singleByte(
        _ bytes: UnsafeBufferPointer<UInt8>, _ table: [Unicode.Scalar]
    ) -> [UInt8] {
        let encoded = table.map { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 4)
        var position = 0
        while position < bytes.count {
            var next = position
            while next < bytes.count, bytes[next] < 0x80 { next += 1 }
            result.append(contentsOf: bytes[position..<next])
            guard next < bytes.count else { break }
            result.append(contentsOf: encoded[Int(bytes[next] & 0x7F)])
            position = next + 1
        }
        return result
    }

    // MARK: More bytes a character

    /// What the C library calls the encodings of East Asia, whose WHATWG forms are those of Windows.
    private static let libraryNames = [
        "shift_jis": "CP932", "euc-jp": "EUC-JP-MS", "iso-2022-jp": "ISO-2022-JP", "gbk": "GB18030",
        "gb18030": "GB18030", "big5": "BIG5-HKSCS", "euc-kr": "UHC",
    ]

    private static func multiByte(_ bytes: UnsafeBufferPointer<UInt8>, _ encoding: TextEncoding) -> [UInt8] {
        guard let name = libraryNames[encoding.name], let converter = Converter(from: name) else {
            return UTF8Validation.repaired(bytes)
        }
        return converter.convert(bytes)
    }

    /// A conversion to UTF-8 by the C library.
    private struct Converter: ~Copyable {
        private let handle: iconv_t

        init?(from name: String) {
            guard let handle = iconv_open("UTF-8", name), handle != iconv_t(bitPattern: -1) else {
                return nil
            }
            self.handle = handle
        }

        deinit { iconv_close(handle) }

        func convert(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count * 3 / 2)
            guard let base = bytes.baseAddress else { return result }
            // iconv takes a pointer to change but leaves what it reads alone.
            var input: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: base)
                .assumingMemoryBound(to: CChar.self)
            var left = bytes.count
            while left > 0 {
                var code: Int32 = 0
                let chunk = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
                    var output: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(buffer.baseAddress)?
                        .assumingMemoryBound(to: CChar.self)
                    var room = buffer.count
                    let status = iconv(handle, &input, &left, &output, &room)
                    code = status == -1 ? errno : 0
                    count = buffer.count - room
                }
                result += chunk
                if code == E2BIG { continue }
                guard code == EILSEQ || code == EINVAL, left > 0 else { break }
                result += replacement
                let skipped = Self.invalidLength(bytes, at: bytes.count - left)
                left -= skipped
                input = input.map { $0 + skipped }
            }
            return result
        }

        /// How many bytes one replacement character stands for: a lead byte takes its trail byte along
        /// unless that is ASCII, so that a broken character never swallows markup.
        private static func invalidLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
            let isPair =
                bytes[position] > 0x80 && bytes[position] != 0xFF && position + 1 < bytes.count
                && bytes[position + 1] >= 0x80
            return isPair ? 2 : 1
        }
    }
}
