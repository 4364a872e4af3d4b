import Glibc

/// Runs a target on one input: stretched now and then, and within its time.
enum FuzzRun {
    /// Set once, before the first run, by the only thread there is; libFuzzer's callback can hold no context.
    nonisolated(unsafe) static var target = FuzzTarget.json

    /// One input in so many is stretched, and a run may take so many times its usual limit: instrumented code is
    /// about that much slower.
    #if LIBFUZZER
        private static let (stretchRate, patience) = (2000, 20)
    #else
        private static let (stretchRate, patience) = (200, 1)
    #endif

    /// All choices follow from the bytes, so that the same bytes always do the same.
    static func run(_ bytes: [UInt8]) {
        var random = SplitMix(hashing: bytes)
        var bytes = bytes
        if random.below(stretchRate) == 0 { bytes = stretched(bytes, &random) }
        let limit = (50_000_000 + bytes.count * target.nanosecondsPerByte) * patience
        var taken = Int.max
        // Once more where it looks slow, since the machine may have been busy.
        for _ in 0..<3 where taken > limit {
            var random = random
            let start = cpuNanoseconds()
            target.run(bytes, &random)
            taken = cpuNanoseconds() - start
        }
        require(taken <= limit, "\(bytes.count) bytes took \(taken / 1_000_000) ms")
    }

    /// `bytes` with a part of them repeated until they are long.
    private static func stretched(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        guard target.stretchLength > bytes.count, !bytes.isEmpty else { return bytes }
        let start = random.below(bytes.count)
        let end = min(bytes.count, start + 1 + random.below(40))
        let part = bytes[start..<end]
        var result = Array(bytes[..<start])
        result.reserveCapacity(target.stretchLength + 64)
        while result.count + bytes.count - start < target.stretchLength { result += part }
        return result + bytes[start...]
    }

    private static func cpuNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// Ends the program where a promise is broken.
func require(_ holds: Bool, _ promise: @autoclosure () -> String) {
    guard !holds else { return }
    let text = Array("BROKEN: \(promise().prefix(300))\n".utf8)
    _ = write(2, text, text.count)
    abort()
}
