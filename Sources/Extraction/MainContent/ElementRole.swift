import HTML

/// What an element's name says about its text.
struct ElementRole {
    var isBlock = false
    var isSkipped = false
    var setting: Setting = []

    @inline(__always)
    init(_ name: Name) {
        self =
            Self.table.indices.contains(Int(name.rawValue)) ? Self.table[Int(name.rawValue)] : ElementRole()
    }

    private init() {}

    /// The number that the model knows the element by; 0 for any other.
    @inline(__always)
    static func code(_ name: Name) -> Float {
        codes.indices.contains(Int(name.rawValue)) ? codes[Int(name.rawValue)] : 0
    }

    static func isHeading(_ name: Name) -> Bool {
        name == .h1 || name == .h2 || name == .h3 || name == .h4 || name == .h5 || name == .h6
    }

    /// Elements whose direct text counts for the paragraph score.
    static func isProse(_ name: Name) -> Bool {
        name == .p || name == .div || name == .td || name == .pre || name == .li || name == .section
            || name == .blockquote || name == .dd || name == .article
    }

    private static let blockNames: [Name] = [
        .address, .article, .aside, .blockquote, .body, .canvas, .center, .dd, .details, .dialog, .dir, .div,
        .dl, .dt, .fieldset, .figcaption, .figure, .footer, .form, .frameset, .h1, .h2, .h3, .h4, .h5, .h6,
        .header, .hgroup, .hr, .html, .legend, .li, .main, .menu, .nav, .ol, .optgroup, .option, .p, .pre,
        .search, .section, .summary, .table, .tbody, .td, .tfoot, .th, .thead, .tr, .ul, .video, .audio,
        .caption, .select, .textarea,
    ]

    private static let skippedNames: [Name] = [
        .script, .style, .template, .head, .noscript, .svg, .math, .iframe, .object, .embed, .canvas,
        .select, .option, .textarea, .datalist, .audio, .video, .map, .noframes, .noembed,
    ]

    private static let coded: [Name] = [
        .p, .h1, .h2, .h3, .h4, .h5, .h6, .li, .td, .th, .pre, .blockquote, .figcaption, .dt, .dd, .a, .div,
        .span, .section, .article, .address, .label, .button, .summary, .header, .footer, .aside, .nav, .main,
        .body, .time, .center, .form, .ul, .ol, .tr, .table, .fieldset, .legend, .font, .b, .strong, .em, .i,
        .details,
    ]

    private static let codes: [Float] = {
        var codes = [Float](repeating: 0, count: 256)
        for (index, name) in coded.enumerated() { codes[Int(name.rawValue)] = Float(index + 1) }
        return codes
    }()

    private static let table: [ElementRole] = {
        var table = [ElementRole](repeating: ElementRole(), count: 256)
        for name in blockNames { table[Int(name.rawValue)].isBlock = true }
        for name in skippedNames { table[Int(name.rawValue)].isSkipped = true }
        for (name, setting) in Setting.ofNames { table[Int(name.rawValue)].setting = setting }
        return table
    }()
}

/// The kinds of place a text can lie in, by the elements and roles around it.
struct Setting: OptionSet {
    let rawValue: UInt32

    static let count = 21

    static let nav = Setting(rawValue: 1 << 0)
    static let footer = Setting(rawValue: 1 << 1)
    static let aside = Setting(rawValue: 1 << 2)
    static let header = Setting(rawValue: 1 << 3)
    static let article = Setting(rawValue: 1 << 4)
    static let main = Setting(rawValue: 1 << 5)
    static let form = Setting(rawValue: 1 << 6)
    static let table = Setting(rawValue: 1 << 7)
    static let list = Setting(rawValue: 1 << 8)
    static let figure = Setting(rawValue: 1 << 9)
    static let quote = Setting(rawValue: 1 << 10)
    static let details = Setting(rawValue: 1 << 11)
    static let definitions = Setting(rawValue: 1 << 12)
    static let section = Setting(rawValue: 1 << 13)
    static let button = Setting(rawValue: 1 << 14)
    static let label = Setting(rawValue: 1 << 15)
    static let code = Setting(rawValue: 1 << 16)
    static let dialog = Setting(rawValue: 1 << 17)
    static let item = Setting(rawValue: 1 << 18)
    static let contentProperty = Setting(rawValue: 1 << 19)
    /// Inside a microdata property other than those of `contentProperty`.
    static let otherProperty = Setting(rawValue: 1 << 20)

    static let ofNames: [(Name, Setting)] = [
        (.nav, .nav), (.footer, .footer), (.aside, .aside), (.header, .header), (.article, .article),
        (.main, .main), (.form, .form), (.table, .table), (.ul, .list), (.ol, .list), (.figure, .figure),
        (.blockquote, .quote), (.details, .details), (.dl, .definitions), (.section, .section),
        (.button, .button), (.label, .label), (.pre, .code), (.dialog, .dialog), (.li, .item),
    ]

    static func ofRole(_ role: UnsafeBufferPointer<UInt8>) -> Setting {
        if role.equals("navigation") { return .nav }
        if role.equals("contentinfo") { return .footer }
        if role.equals("complementary") { return .aside }
        if role.equals("banner") { return .header }
        if role.equals("article") { return .article }
        if role.equals("main") { return .main }
        if role.equals("search") { return .form }
        if role.equals("dialog") { return .dialog }
        return []
    }

    static func isContentProperty(_ property: UnsafeBufferPointer<UInt8>) -> Bool {
        property.equals("articleBody") || property.equals("description") || property.equals("text")
            || property.equals("mainContentOfPage")
    }
}
