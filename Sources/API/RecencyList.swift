/// A dictionary that knows how much its values weigh and which of them was not used for longest. Every
/// operation takes constant time.
struct RecencyList<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// An element of the chain that runs from the most to the least recently used.
    private struct Slot {
        let key: Key
        var value: Value
        let weight: Int
        var newer: Int?
        var older: Int?
    }

    private var slots: [Slot?] = []
    private var free: [Int] = []
    private var positions: [Key: Int] = [:]
    private var newest: Int?
    private var oldest: Int?
    private(set) var weight = 0

    var keys: some Sequence<Key> { positions.keys }
    var count: Int { positions.count }

    /// The value of `key`, which becomes the most recently used.
    mutating func use(_ key: Key) -> Value? {
        guard let position = positions[key] else { return nil }
        unlink(position)
        linkAsNewest(position)
        return slots[position]?.value
    }

    /// Changes a value in place, its weight and place in the order staying what they are.
    mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
        guard let position = positions[key], var slot = slots[position] else { return }
        change(&slot.value)
        slots[position] = slot
    }

    mutating func insert(_ value: Value, for key: Key, weighing weight: Int) {
        remove(key)
        let slot = Slot(key: key, value: value, weight: weight)
        let position: Int
        if let reused = free.popLast() {
            position = reused
            slots[position] = slot
        } else {
            position = slots.count
            slots.append(slot)
        }
        positions[key] = position
        self.weight += weight
        linkAsNewest(position)
    }

    mutating func remove(_ key: Key) {
        guard let position = positions.removeValue(forKey: key), let slot = slots[position] else { return }
        unlink(position)
        weight -= slot.weight
        slots[position] = nil
        free.append(position)
    }

    mutating func removeOldest() {
        guard let oldest, let slot = slots[oldest] else { return }
        remove(slot.key)
    }

    private mutating func unlink(_ position: Int) {
        guard let slot = slots[position] else { return }
        if let newer = slot.newer { slots[newer]?.older = slot.older } else { newest = slot.older }
        if let older = slot.older { slots[older]?.newer = slot.newer } else { oldest = slot.newer }
    }

    private mutating func linkAsNewest(_ position: Int) {
        slots[position]?.newer = nil
        slots[position]?.older = newest
        if let newest { slots[newest]?.newer = position } else { oldest = position }
        newest = position
    }
}
