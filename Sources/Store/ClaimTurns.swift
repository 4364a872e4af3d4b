import Synchronization

/// Whose turn it is. In memory only: after a restart the round begins anew.
final class ClaimTurns: Sendable {
    struct State: Sendable {
        /// The owner that an item was claimed of last.
        var owner: Int64 = 0
        /// For each owner with waiting items, the batch that an item was claimed of last.
        var batches: [Int64: Int64] = [:]
    }

    private let state = Mutex(State())

    var current: State { state.withLock { $0 } }
    func remember(_ newState: State) { state.withLock { $0 = newState } }
}

/// Goes round numbers that are found one after the other: first once through all of them, behind `start`
/// and then from the lowest, later again and again through those that gave something.
struct Ring {
    private let start: Int64
    private var cursor: Int64
    private var hasWrapped = false
    private var isKnown = false
    private var giving: [Int64] = []
    private var index = 0

    /// `start` is the number that had its turn last: it comes at the end of the round.
    init(after start: Int64) {
        self.start = start
        cursor = start
    }

    /// The number whose turn it is; nil when none is left. `find` gives the lowest one above its argument.
    mutating func next<Failure: Error>(
        find: (_ above: Int64) throws(Failure) -> Int64?
    ) throws(Failure) -> Int64? {
        while !isKnown {
            if let number = try find(cursor), !hasWrapped || number <= start {
                cursor = number
                return number
            }
            isKnown = hasWrapped
            hasWrapped = true
            cursor = .min
        }
        guard !giving.isEmpty else { return nil }
        if index >= giving.count { index = 0 }
        return giving[index]
    }

    /// Says whether the number that `next` gave had something; one that had not is left out from now on.
    mutating func settle(_ number: Int64, gave: Bool) {
        if !isKnown {
            if gave { giving.append(number) }
        } else if gave {
            index += 1
        } else {
            giving.remove(at: index)
        }
    }
}
