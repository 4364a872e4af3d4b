/// A batch's id: a lower-case UUID string, opaque to clients.
package struct BatchID: Hashable, Sendable {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// An item's id: a lower-case UUID string that stays the same through retries.
package struct ItemID: Hashable, Sendable {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// The owner of batches: one API key's row number, never the key itself.
package struct KeyID: Hashable, Sendable {
    package let rawValue: Int64
    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}

/// One worker pool's name in a lease; unique per process start.
package struct WorkerID: Hashable, Sendable {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Random lower-case UUIDs (RFC 9562 version 4) for batches, items, jobs and requests.
package func randomUUID() -> String {
    var generator = SystemRandomNumberGenerator()
    return randomUUID(using: &generator)
}

/// As `randomUUID()`, from a generator that a test can seed.
package func randomUUID(using generator: inout some RandomNumberGenerator) -> String {
    let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = hexadecimal(high) + hexadecimal(low)
    var text = ""
    text.reserveCapacity(36)
    for (position, digit) in digits.enumerated() {
        if [8, 12, 16, 20].contains(position) { text.append("-") }
        text.append(digit)
    }
    return text
}

private func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
