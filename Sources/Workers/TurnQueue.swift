/// Waiting work of many owners: each owner's in the order it came, the owners in turn.
struct TurnQueue<Owner: Hashable, Work> {
    /// First in, first out. What is taken is let go of at once.
    private struct Line {
        private var incoming: [Work] = []
        /// The oldest last.
        private var outgoing: [Work] = []

        var isEmpty: Bool { incoming.isEmpty && outgoing.isEmpty }

        mutating func add(_ work: Work) { incoming.append(work) }

        mutating func take() -> Work? {
            if outgoing.isEmpty {
                outgoing = incoming.reversed()
                incoming = []
            }
            return outgoing.popLast()
        }
    }

    /// Of owners that have work waiting.
    private var lines: [Owner: Line] = [:]
    /// Those owners, whoever is next first, and places of owners that had their turn before `next`.
    private var turns: [Owner] = []
    private var next = 0

    var isEmpty: Bool { lines.isEmpty }

    mutating func add(_ work: Work, of owner: Owner) {
        if lines[owner] == nil { turns.append(owner) }
        lines[owner, default: Line()].add(work)
    }

    /// The oldest work of the owner whose turn it is; nil when none waits.
    mutating func take() -> Work? {
        guard next < turns.count else { return nil }
        let owner = turns[next]
        next += 1
        let work = lines[owner]?.take()
        if lines[owner]?.isEmpty ?? true { lines[owner] = nil } else { turns.append(owner) }
        if next == turns.count || next >= 256 {
            turns.removeFirst(next)
            next = 0
        }
        return work
    }
}
