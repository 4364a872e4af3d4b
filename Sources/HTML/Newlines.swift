/// Line ends of the input stream: CR LF and CR become LF.
enum Newlines {
    static func normalize(_ bytes: inout [UInt8]) {
        let first = bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            return ByteScan.first(0x0D, in: base, from: 0, to: bytes.count)
        }
        guard first < bytes.count else { return }
        let kept = bytes.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            var read = first
            var write = first
            while read < bytes.count {
                // At a CR: one LF for it and an LF after it.
                base[write] = 0x0A
                write += 1
                read += 1
                if read < bytes.count, base[read] == 0x0A { read += 1 }
                let next = ByteScan.first(0x0D, in: UnsafePointer(base), from: read, to: bytes.count)
                (base + write).update(from: base + read, count: next - read)
                write += next - read
                read = next
            }
            return write
        }
        bytes.removeSubrange(kept...)
    }
}
