/// The words of a libFuzzer dictionary: a line each, in quotation marks, with `\xNN`, `\\` and `\"`.
enum FuzzDictionary {
    static func words(_ file: [UInt8]) -> [[UInt8]] {
        file.split(separator: 0x0A).compactMap { line in
            guard let first = line.firstIndex(of: UInt8(ascii: "\"")),
                line[line.startIndex] != UInt8(ascii: "#"),
                let last = line.lastIndex(of: UInt8(ascii: "\"")), last > first
            else { return nil }
            return unescaped(line[(first + 1)..<last])
        }
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var word: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                word.append(byte)
                continue
            }
            if kind == UInt8(ascii: "x"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                rest = rest.dropFirst(2)
                word.append(value)
            } else {
                word.append(kind)
            }
        }
        return word
    }
}
