/// Turns the bytes of a page into a `Document` by the WHATWG algorithm, scripting off.
///
/// Any bytes give a document. Time and memory are linear in the input, within `ParseLimits`.
package enum HTMLParser {
    /// Parses a page whose encoding is found out by the WHATWG order: byte order mark, transport, `meta`
    /// elements near the start, then a guess from the bytes.
    ///
    /// `transportEncoding` is the charset of the Content-Type header, if it has one. Shadow trees that the page
    /// declares become part of the document, unless they are to stay in their templates.
    package static func parse(
        _ bytes: [UInt8], transportEncoding: String? = nil, limits: ParseLimits = ParseLimits(),
        composesShadowTrees: Bool = true
    ) -> Document {
        let source = SourceText(bytes, transport: transportEncoding, limits: limits)
        return build(source, limits, fragment: nil, composesShadowTrees: composesShadowTrees)
    }

    /// Parses a page known to be UTF-8; what is not becomes U+FFFD.
    package static func parse(
        utf8 bytes: [UInt8], limits: ParseLimits = ParseLimits(), composesShadowTrees: Bool = true
    ) -> Document {
        let source = SourceText(utf8: bytes, limits: limits)
        return build(source, limits, fragment: nil, composesShadowTrees: composesShadowTrees)
    }

    /// Parses markup as the content of a `context` element (`div`, `svg path`, `math mi`): the nodes become
    /// children of the document's only child, an `html` element.
    package static func parseFragment(
        utf8 bytes: [UInt8], context: String = "body", limits: ParseLimits = ParseLimits()
    ) throws(HTMLError) -> Document {
        let fragment = try FragmentContext(context)
        return build(
            SourceText(utf8: bytes, limits: limits), limits, fragment: fragment, composesShadowTrees: false)
    }

    private static func build(
        _ source: SourceText, _ limits: ParseLimits, fragment: FragmentContext?, composesShadowTrees: Bool
    ) -> Document {
        var (builder, arena) = source.bytes.withUnsafeBufferPointer { bytes in
            var builder = TreeBuilder(sourceCount: bytes.count, limits: limits, context: fragment?.context)
            if fragment != nil { builder.startFragment() }
            var tokenizer = Tokenizer(
                source: bytes, sink: builder, contentModel: fragment?.contentModel ?? .data)
            tokenizer.run()
            builder = tokenizer.sink
            if composesShadowTrees, builder.hasTemplates { builder.composeShadowTrees(tokenizer.arena) }
            return (builder, tokenizer.arena)
        }
        var outcome = builder.outcome
        if source.isCut { outcome.insert(.inputCut) }
        builder.extraAttributes.join(&builder.nodes, &arena.attributes)
        if builder.hasSelectedContent { builder.fillSelectedContent() }
        // Void elements and the fragments of templates lie deeper than the stack was high.
        if builder.isDisordered || builder.open.deepest * 2 >= limits.depth {
            var finisher = TreeFinisher(builder.nodes, depthLimit: limits.depth)
            builder.nodes = finisher.ordered()
            if finisher.flattened { outcome.insert(.flattened) }
        }
        TreeFinisher.setSubtreeEnds(&builder.nodes)
        return Document(
            Document.Storage(
                nodes: builder.nodes, attributes: arena.attributes, source: source.bytes, side: arena.side,
                names: arena.names, doctype: builder.doctype, quirksMode: builder.quirksMode,
                outcome: outcome, encoding: source.encoding.name))
    }
}
