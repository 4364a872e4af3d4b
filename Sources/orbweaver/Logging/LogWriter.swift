import Dispatch
import Glibc
import Synchronization

/// Writes log lines to a descriptor on a queue of its own, so that a reader that stalls holds up nobody who logs.
///
/// What is not written yet is bounded: beyond that, whole lines are dropped until half of it is free again, and a line
/// in their place says how many. A descriptor that cannot be written any more loses lines, and that is all.
final class LogWriter: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        /// Of `lines`, and of those that are being written.
        var bytes = 0
        var isWriting = false
        /// Dropped since the last notice.
        var missed = 0
        var dropped = 0
        /// The last line was written in part only.
        var isTorn = false
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    private let limitBytes: Int
    private let notice: @Sendable (Int) -> [UInt8]
    private let queue = DispatchQueue(label: "orbweaver.log")

    /// `notice` makes the line that tells how many were dropped.
    init(
        descriptor: Int32 = STDERR_FILENO, limitBytes: Int = 1 << 20,
        notice: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.descriptor = descriptor
        self.limitBytes = limitBytes
        self.notice = notice
    }

    /// Lines that were never written, since the start.
    var dropped: Int { state.withLock { $0.dropped } }

    /// Takes a line, with its end, to be written soon. Never waits.
    func append(_ line: [UInt8]) {
        let mustSchedule = state.withLock { state in
            guard state.missed == 0, state.bytes == 0 || state.bytes + line.count <= limitBytes else {
                state.missed += 1
                state.dropped += 1
                return false
            }
            state.lines.append(line)
            state.bytes += line.count
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustSchedule { queue.async { self.writeWaiting() } }
    }

    /// Waits until all is written that was taken before, but no longer than `patience`. For the end of a process: it
    /// holds up the calling thread.
    func flush(for patience: Duration) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + patience / .seconds(1))
    }

    private func writeWaiting() {
        while true {
            let lines = state.withLock { state in
                defer { state.lines = [] }
                state.isWriting = !state.lines.isEmpty
                return state.lines
            }
            if lines.isEmpty { return }
            // One write a line: those of other programs on the same pipe do not mix with it.
            for line in lines { write(line) }
        }
    }

    private func write(_ line: [UInt8]) {
        let isTorn = state.withLock { $0.isTorn }
        let (count, problem) = writeAll(isTorn ? [UInt8(ascii: "\n")] + line : line, to: descriptor)
        state.withLock { state in
            state.bytes -= line.count
            if problem != nil { state.dropped += 1 }
            if count > 0 { state.isTorn = problem != nil }
            guard state.missed > 0, state.bytes <= limitBytes / 2 else { return }
            let notice = notice(state.missed)
            state.missed = 0
            state.lines.append(notice)
            state.bytes += notice.count
        }
    }
}
