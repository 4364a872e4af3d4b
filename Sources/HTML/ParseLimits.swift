/// Bounds on what parsing one page may take. What was cut is told by `Document.outcome`.
package struct ParseLimits: Sendable {
    /// Bytes beyond are not read.
    package var inputBytes = 64 << 20
    /// Nodes beyond are not made: the parser stops there and closes what is open.
    package var nodes = 8 << 20
    /// Elements that would lie deeper become siblings at this depth, in document order. The document is at 0.
    package var depth = 512

    package init() {}
}

/// Which limits a page has met.
package struct ParseOutcome: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The input was cut at `ParseLimits.inputBytes`.
    package static let inputCut = ParseOutcome(rawValue: 1)
    /// The input was left at `ParseLimits.nodes`.
    package static let nodesCut = ParseOutcome(rawValue: 2)
    /// Elements deeper than `ParseLimits.depth` were flattened.
    package static let flattened = ParseOutcome(rawValue: 4)
    /// So much misnested formatting that the rest of its repair was left out.
    package static let repairCut = ParseOutcome(rawValue: 8)
}
