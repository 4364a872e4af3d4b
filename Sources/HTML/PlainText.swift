/// Text that is no markup: `text/plain`, CSV, JSON.
package enum PlainText {
    /// `bytes` as valid UTF-8 without a byte order mark. The encoding is found like a page's, without `meta`:
    /// byte order mark, `transportEncoding` (the charset of the Content-Type header), then a guess from the bytes.
    package static func utf8(of bytes: [UInt8], transportEncoding: String?) -> [UInt8] {
        bytes.withUnsafeBufferPointer { buffer in
            let isUTF8 = UTF8Validation.firstInvalid(buffer) == buffer.count
            let found = EncodingSniffer.sniff(
                buffer, transport: transportEncoding, isUTF8: isUTF8, readsMeta: false)
            if isUTF8, found.encoding == .utf8, found.markLength == 0 { return bytes }
            return TextDecoder.utf8(
                UnsafeBufferPointer(rebasing: buffer[found.markLength...]), from: found.encoding)
        }
    }
}
