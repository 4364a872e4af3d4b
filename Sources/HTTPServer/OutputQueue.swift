import Glibc

/// Bytes of a connection that its socket had no room for yet.
struct OutputQueue {
    enum Outcome {
        case drained
        case wouldBlock
        case failed
    }

    private static let partsPerWrite = 16

    private var parts: [[UInt8]] = []
    /// Bytes of the first part that are written.
    private var offset = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds `bytes`, without the first `dropped` of them.
    mutating func append(_ bytes: [UInt8], dropping dropped: Int = 0) {
        guard bytes.count > dropped else { return }
        if parts.isEmpty { offset = dropped } else { precondition(dropped == 0) }
        parts.append(bytes)
        count += bytes.count - dropped
    }

    /// Writes as much as the socket takes.
    mutating func flush(to socket: Int32) -> Outcome {
        while count > 0 {
            switch write(to: socket) {
            case .done(let written): drop(written)
            case .wouldBlock: return .wouldBlock
            case .failed: return .failed
            }
        }
        return .drained
    }

    private func write(to socket: Int32) -> Syscall.Outcome {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: Self.partsPerWrite) { vectors in
            let used = min(parts.count, Self.partsPerWrite)
            for index in 0..<used {
                let skipped = index == 0 ? offset : 0
                // The arrays live in `parts` and are not touched before the call returns.
                vectors[index] = parts[index].withUnsafeBufferPointer { bytes in
                    iovec(
                        iov_base: UnsafeMutablePointer(mutating: bytes.baseAddress! + skipped),
                        iov_len: bytes.count - skipped)
                }
            }
            return Syscall.write(socket, UnsafeMutableBufferPointer(rebasing: vectors[..<used]))
        }
    }

    private mutating func drop(_ written: Int) {
        count -= written
        var rest = offset + written
        var whole = 0
        while whole < parts.count, rest >= parts[whole].count {
            rest -= parts[whole].count
            whole += 1
        }
        parts.removeFirst(whole)
        offset = rest
    }
}
