/// What the tree builder does with a tag while it is in the body (§13.2.6.4.7).
enum BodyRule: UInt8 {
    case ordinary
    case html, headContent, template, body, frameset
    case block, heading, preformatted, form, listItem, definition, plaintext, button
    case anchor, formatting, noBreak, marker, table, void, input, voidBlockless, rule, image
    case textarea, xmp, iframe, noembed, select, option, optionGroup, rubyBase, rubyText
    case math, svg, tableStructure, paragraph, lineBreak
}

/// The kinds of stack entries that end a search down the stack of open elements.
enum Boundary: Int, CaseIterable {
    case scope, listItemScope, buttonScope, tableScope
    case special, specialBeyondBlocks
    case htmlNamespace, insertionMode
}

/// What the algorithm needs to know of element names, as tables indexed by raw value.
struct ElementRules: Sendable {
    static let shared = ElementRules()

    private var startRules: [BodyRule]
    private var endRules: [BodyRule]
    private var boundaries: [UInt8]

    @inline(__always)
    func startRule(_ name: Name) -> BodyRule {
        Int(name.rawValue) < startRules.count ? startRules[Int(name.rawValue)] : .ordinary
    }

    @inline(__always)
    func endRule(_ name: Name) -> BodyRule {
        Int(name.rawValue) < endRules.count ? endRules[Int(name.rawValue)] : .ordinary
    }

    /// The boundaries that an HTML element of that name is, a bit each.
    @inline(__always)
    func boundaries(html name: Name) -> UInt8 {
        Int(name.rawValue) < boundaries.count ? boundaries[Int(name.rawValue)] : Self.bit(.htmlNamespace)
    }

    func isSpecial(html name: Name) -> Bool {
        boundaries(html: name) & Self.bit(.special) != 0
    }

    static func bit(_ boundary: Boundary) -> UInt8 { 1 << UInt8(boundary.rawValue) }

    /// Boundaries that MathML and SVG integration points are.
    static let foreignPoint: UInt8 =
        bit(.scope) | bit(.listItemScope) | bit(.buttonScope) | bit(.special) | bit(.specialBeyondBlocks)

    private init() {
        let count = Int(Name.knownCount)
        startRules = Array(repeating: .ordinary, count: count)
        endRules = Array(repeating: .ordinary, count: count)
        boundaries = Array(repeating: Self.bit(.htmlNamespace), count: count)
        setStartRules()
        setEndRules()
        setBoundaries()
    }

    private mutating func setStartRules() {
        func set(_ rule: BodyRule, _ names: Name...) {
            for name in names { startRules[Int(name.rawValue)] = rule }
        }
        set(.html, .html)
        set(
            .headContent, .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template,
            .title)
        set(.body, .body)
        set(.frameset, .frameset)
        set(
            .block, .address, .article, .aside, .blockquote, .center, .details, .dialog, .dir, .div, .dl,
            .fieldset, .figcaption, .figure, .footer, .header, .hgroup, .main, .menu, .nav, .ol, .p, .search,
            .section, .summary, .ul)
        set(.heading, .h1, .h2, .h3, .h4, .h5, .h6)
        set(.preformatted, .pre, .listing)
        set(.form, .form)
        set(.listItem, .li)
        set(.definition, .dd, .dt)
        set(.plaintext, .plaintext)
        set(.button, .button)
        set(.anchor, .a)
        set(.formatting, .b, .big, .code, .em, .font, .i, .s, .small, .strike, .strong, .tt, .u)
        set(.noBreak, .nobr)
        set(.marker, .applet, .marquee, .object)
        set(.table, .table)
        set(.void, .area, .br, .embed, .img, .keygen, .wbr)
        set(.input, .input)
        set(.voidBlockless, .param, .source, .track)
        set(.rule, .hr)
        set(.image, .image)
        set(.textarea, .textarea)
        set(.xmp, .xmp)
        set(.iframe, .iframe)
        set(.noembed, .noembed)
        set(.select, .select)
        set(.option, .option)
        set(.optionGroup, .optgroup)
        set(.rubyBase, .rb, .rtc)
        set(.rubyText, .rp, .rt)
        set(.math, .math)
        set(.svg, .svg)
        set(
            .tableStructure, .caption, .col, .colgroup, .frame, .head, .tbody, .td, .tfoot, .th, .thead, .tr)
    }

    private mutating func setEndRules() {
        func set(_ rule: BodyRule, _ names: Name...) {
            for name in names { endRules[Int(name.rawValue)] = rule }
        }
        set(.template, .template)
        set(.body, .body)
        set(.html, .html)
        set(
            .block, .address, .article, .aside, .blockquote, .button, .center, .details, .dialog, .dir, .div,
            .dl, .fieldset, .figcaption, .figure, .footer, .header, .hgroup, .listing, .main, .menu, .nav,
            .ol, .pre, .search, .section, .select, .summary, .ul)
        set(.form, .form)
        set(.paragraph, .p)
        set(.listItem, .li)
        set(.definition, .dd, .dt)
        set(.heading, .h1, .h2, .h3, .h4, .h5, .h6)
        set(
            .formatting, .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u)
        set(.marker, .applet, .marquee, .object)
        set(.lineBreak, .br)
    }

    private mutating func setBoundaries() {
        func set(_ kinds: [Boundary], _ names: Name...) {
            for name in names {
                for kind in kinds { boundaries[Int(name.rawValue)] |= Self.bit(kind) }
            }
        }
        set(
            [.scope, .listItemScope, .buttonScope], .applet, .caption, .html, .table, .td, .th, .marquee,
            .object, .select, .template)
        set([.listItemScope], .ol, .ul)
        set([.buttonScope], .button)
        set([.tableScope], .html, .table, .template)
        set([.special], .address, .div, .p)
        set(
            [.special, .specialBeyondBlocks], .applet, .area, .article, .aside, .base, .basefont, .bgsound,
            .blockquote, .body, .br, .button, .caption, .center, .col, .colgroup, .dd, .details, .dir, .dl,
            .dt, .embed, .fieldset, .figcaption, .figure, .footer, .form, .frame, .frameset, .h1, .h2, .h3,
            .h4, .h5, .h6, .head, .header, .hgroup, .hr, .html, .iframe, .img, .input, .keygen, .li, .link,
            .listing, .main, .marquee, .menu, .meta, .nav, .noembed, .noframes, .noscript, .object, .ol,
            .param, .plaintext, .pre, .script, .search, .section, .select, .source, .style, .summary, .table,
            .tbody, .td, .template, .textarea, .tfoot, .th, .thead, .title, .tr, .track, .ul, .wbr, .xmp)
        set(
            [.insertionMode], .td, .th, .tr, .tbody, .thead, .tfoot, .caption, .colgroup, .table, .template,
            .head, .body, .frameset, .html)
    }
}
