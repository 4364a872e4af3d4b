/// A parsed CSS selector list (Selectors Level 4), valid for any document.
///
/// Types, `*`, classes, ids, attributes with all operators and the flags `i` and `s`, all combinators,
/// lists, `:not :is :where :has`, the `:nth-…` family with `of S`, `:first-child` and its kin, `:empty`,
/// `:root` and `:scope`. Lists in functions are not forgiving: a bad part makes the whole selector bad.
package struct Selector: Sendable {
    /// Bytes a selector may have, simple selectors in all, and functions in functions.
    static let lengthLimit = 64 * 1024
    static let partLimit = 1024
    static let depthLimit = 16

    let list: [Complex]

    package static func parse(_ text: String) throws(SelectorError) -> Selector {
        var parser = SelectorParser(text)
        return Selector(list: try parser.parse())
    }

    /// Compounds from left to right; each `combinator` stands before its compound.
    struct Complex: Sendable {
        struct Part: Sendable {
            /// Without meaning in the first part, unless the selector is relative.
            var combinator: Combinator
            var compound: [Simple]
        }

        var parts: [Part]
    }

    enum Combinator: Sendable {
        case descendant, child, nextSibling, subsequentSibling
    }

    enum Simple: Sendable {
        case universal
        case type(String)
        case id([UInt8])
        case `class`([UInt8])
        case attribute(AttributeTest)
        case nth(Nth)
        case empty
        case root
        case scope
        case matchesAny([Complex])
        case matchesNone([Complex])
        /// Relative selectors.
        case has([Complex])
    }

    struct AttributeTest: Sendable {
        enum Operator: Sendable {
            case exists, equals, includes, dashMatch, prefix, suffix, substring
        }

        var name: String
        var `operator`: Operator
        var value: [UInt8]
        /// Nil where the document language decides.
        var ignoresCase: Bool?
    }

    /// Position `step * n + offset` among siblings, for n from 0 on.
    struct Nth: Sendable {
        var step: Int
        var offset: Int
        var fromEnd = false
        /// Count only siblings of the same type.
        var ofType = false
        /// Count only siblings that match one of these.
        var among: [Complex]?

        func contains(_ position: Int) -> Bool {
            let distance = position - offset
            if step == 0 { return distance == 0 }
            return distance % step == 0 && distance / step >= 0
        }
    }
}
