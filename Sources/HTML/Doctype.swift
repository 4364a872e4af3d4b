/// What a document says to be.
package struct Doctype: Equatable, Sendable {
    package let name: String
    package let publicID: String
    package let systemID: String
}

/// How a browser would lay the page out; the parser, too, treats tables in paragraphs by it.
package enum QuirksMode: Sendable {
    case none
    case limited
    case quirks
}
