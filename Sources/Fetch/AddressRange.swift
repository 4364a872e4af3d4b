/// A block of addresses in CIDR form, `10.0.0.0/8` or `fd00::/8`; a bare address is a block of one.
package struct AddressRange: Hashable, Sendable {
    private let base: IPAddress
    private let prefixLength: Int

    /// Nil for text that is no address, or a prefix length that the family does not have. Bits behind the
    /// prefix are ignored.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(String(parts[0])) else { return nil }
        let width = if case .v4 = base { 32 } else { 128 }
        guard parts.count == 2 else {
            self.init(base: base, prefixLength: width)
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
            length <= width
        else { return nil }
        self.init(base: base, prefixLength: length)
    }

    init(base: IPAddress, prefixLength: Int) {
        self.base = base
        self.prefixLength = prefixLength
    }

    package func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let address)):
            // A shift by the whole width gives 0 in Swift, so a prefix of 0 matches everything.
            return (base ^ address) >> (32 - prefixLength) == 0
        case (.v6(let baseHigh, let baseLow), .v6(let high, let low)):
            if prefixLength <= 64 { return (baseHigh ^ high) >> (64 - prefixLength) == 0 }
            return baseHigh == high && (baseLow ^ low) >> (128 - prefixLength) == 0
        default: return false
        }
    }
}
