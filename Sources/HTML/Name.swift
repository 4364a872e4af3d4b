/// The interned name of an element or attribute: equal names have equal raw values within a document.
///
/// Names known beforehand (`Name.div`, `Name.href`) have the same raw value in every document; the others
/// are numbered by each document, so compare those only within one. Element and attribute names share one
/// numbering. Spelled as the parser leaves them: lower case in HTML, mixed case where SVG and MathML say so.
@usableFromInline
package struct Name: Hashable, Sendable {
    @usableFromInline
    package let rawValue: Int32

    @inlinable
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    @inlinable
    package static func == (left: Name, right: Name) -> Bool {
        left.rawValue == right.rawValue
    }
}
