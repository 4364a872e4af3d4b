/// Checks and repairs UTF-8.
enum UTF8Validation {
    /// The offset of the first byte that is not part of valid UTF-8, or the count.
    static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let end = bytes.count
        var position = start
        while position < end {
            if position &+ 16 <= end {
                let raw = UnsafeRawPointer(base + position)
                let first = raw.loadUnaligned(as: UInt64.self)
                let second = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                if (first | second) & 0x8080_8080_8080_8080 == 0 {
                    position &+= 16
                    continue
                }
            }
            if base[position] < 0x80 {
                position &+= 1
                continue
            }
            let length = sequenceLength(base + position, end &- position)
            if length <= 0 { return position }
            position &+= length
        }
        return end
    }

    /// The length of the valid sequence at `base`, or minus the length of the longest valid start of one
    /// (at least 1): as much as one replacement character stands for.
    @inline(__always)
    private static func sequenceLength(_ base: UnsafePointer<UInt8>, _ available: Int) -> Int {
        let lead = base[0]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            second = 0xA0...0xBF
        case 0xED:
            length = 3
            second = 0x80...0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            second = 0x90...0xBF
        case 0xF4:
            length = 4
            second = 0x80...0x8F
        case 0xF1...0xF3: length = 4
        default: return -1
        }
        guard available > 1, second.contains(base[1]) else { return -1 }
        var have = 2
        while have < length {
            guard have < available, base[have] & 0xC0 == 0x80 else { return -have }
            have &+= 1
        }
        return length
    }

    /// The bytes with each maximal invalid part replaced by U+FFFD.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        guard let base = bytes.baseAddress else { return result }
        var position = 0
        while position < bytes.count {
            let invalid = firstInvalid(bytes, from: position)
            result.append(contentsOf: bytes[position..<invalid])
            guard invalid < bytes.count else { break }
            result += [0xEF, 0xBF, 0xBD]
            position = invalid - sequenceLength(base + invalid, bytes.count - invalid)
        }
        return result
    }
}
