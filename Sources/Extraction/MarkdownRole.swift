import HTML

/// How an element takes part in Markdown.
enum MarkdownRole: UInt8 {
    case inline
    case block
    /// Never text: scripts, styles, templates, frames.
    case skipped
    case heading
    case unorderedList, orderedList, listItem
    case quote, preformatted, code
    case emphasis, strong, deletion, link
    case superscript, `subscript`, keyboard, quotation
    case image, lineBreak, rule
    case table, caption, row, cell, tableSection
    case definitionList, term, definition
    case summary
    case rubyText
    case math, script, noscript
    case input, choice, media

    /// Roles of known names by the name's raw value; elements beyond are inline.
    static let ofNames: [MarkdownRole] = {
        let roles: [(MarkdownRole, [Name])] = [
            (
                .block,
                [
                    .html, .body, .div, .p, .section, .article, .main, .header, .footer, .aside, .nav,
                    .address,
                    .center, .figure, .figcaption, .form, .fieldset, .legend, .hgroup, .details, .dialog,
                    .search,
                    .frameset, .multicol, .option, .optgroup,
                ]
            ),
            (
                .skipped,
                [
                    .head, .style, .template, .svg, .canvas, .param, .source, .track, .map, .area, .base,
                    .link,
                    .meta, .title, .colgroup, .col, .rp, .datalist, .textarea, .progress, .meter, .frame,
                    .noembed, .noframes,
                    .applet, .bgsound, .basefont, .embed, .object,
                ]
            ),
            (.heading, [.h1, .h2, .h3, .h4, .h5, .h6]),
            (.unorderedList, [.ul, .menu, .dir]), (.orderedList, [.ol]), (.listItem, [.li]),
            (.quote, [.blockquote]),
            (.preformatted, [.pre, .listing, .xmp, .plaintext]),
            (.code, [.code, .tt, .samp]),
            (.emphasis, [.em, .i, .var]), (.strong, [.strong, .b]), (.deletion, [.del, .s, .strike]),
            (.link, [.a]),
            (.superscript, [.sup]), (.subscript, [.sub]), (.keyboard, [.kbd]), (.quotation, [.q]),
            (.image, [.img, .image]), (.lineBreak, [.br]), (.rule, [.hr]),
            (.table, [.table]), (.caption, [.caption]), (.row, [.tr]), (.cell, [.td, .th]),
            (.tableSection, [.tbody, .thead, .tfoot]),
            (.definitionList, [.dl]), (.term, [.dt]), (.definition, [.dd]),
            (.summary, [.summary]), (.rubyText, [.rt]),
            (.math, [.math]), (.script, [.script]), (.noscript, [.noscript]),
            (.input, [.input]), (.choice, [.select]), (.media, [.iframe, .video, .audio]),
        ]
        var table: [MarkdownRole] = []
        for (role, names) in roles {
            for name in names {
                let index = Int(name.rawValue)
                if index >= table.count {
                    table.append(contentsOf: repeatElement(.inline, count: index + 1 - table.count))
                }
                table[index] = role
            }
        }
        return table
    }()
}
