import FoundationEssentials
import Glibc
import Synchronization
import UnixSignals

/// A signal that ends a command which has something to put away first.
final class Interruption: Sendable {
    private let taken = Mutex<Int32?>(nil)

    /// The signal that came, if one did.
    var signal: Int32? { taken.withLock { $0 } }

    /// Runs `body`, then `cleanUp`, whichever way that ends; a signal that came meanwhile then ends the process.
    ///
    /// With `isAwaited` the first signal leaves it to `body` to end soon; a second one, or without it the first, cleans
    /// up and ends the process at once.
    static func cleaningUp<Value>(
        isAwaited: Bool, _ cleanUp: @escaping @Sendable () -> Void,
        after body: (Interruption) async throws -> Value
    ) async throws -> Value {
        let interruption = Interruption()
        let signals = await UnixSignalsSequence(trapping: EndSignals.all())
        let watching = Task {
            for await signal in signals where !(isAwaited && interruption.isFirst(signal.rawValue)) {
                cleanUp()
                EndSignals.end(by: signal.rawValue)
            }
        }
        defer {
            cleanUp()
            if let signal = interruption.signal { EndSignals.end(by: signal) }
            watching.cancel()
        }
        return try await body(interruption)
    }

    private func isFirst(_ signal: Int32) -> Bool {
        taken.withLock { taken in
            defer { taken = taken ?? signal }
            return taken == nil
        }
    }
}

/// Removes what an interrupted copy of this process leaves beside `path`.
func removePartialCopies(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    let start = path.dropFirst(path.contains("/") ? folder.count : 0) + ".partial-\(getpid())-"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(start) {
        unlink(folder + name)
    }
}
