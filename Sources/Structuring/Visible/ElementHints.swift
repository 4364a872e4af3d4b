/// What the class and id of an element say about it, by words that designers everywhere use.
struct ElementHints: OptionSet, Sendable {
    let rawValue: UInt32

    static let price = ElementHints(rawValue: 1 << 0)
    static let oldPrice = ElementHints(rawValue: 1 << 1)
    static let salePrice = ElementHints(rawValue: 1 << 2)
    static let stock = ElementHints(rawValue: 1 << 3)
    static let sku = ElementHints(rawValue: 1 << 4)
    static let author = ElementHints(rawValue: 1 << 5)
    static let date = ElementHints(rawValue: 1 << 6)
    static let related = ElementHints(rawValue: 1 << 7)
    static let chrome = ElementHints(rawValue: 1 << 8)
    static let hidden = ElementHints(rawValue: 1 << 9)
    static let comment = ElementHints(rawValue: 1 << 10)
    static let title = ElementHints(rawValue: 1 << 11)
    static let fraction = ElementHints(rawValue: 1 << 12)
    static let buy = ElementHints(rawValue: 1 << 13)
    static let product = ElementHints(rawValue: 1 << 14)
    static let ingredient = ElementHints(rawValue: 1 << 15)
    static let instruction = ElementHints(rawValue: 1 << 16)
    static let rating = ElementHints(rawValue: 1 << 17)
    static let description = ElementHints(rawValue: 1 << 18)
    static let outOfStock = ElementHints(rawValue: 1 << 19)
    static let inStock = ElementHints(rawValue: 1 << 20)

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// `text` is class and id, in lower case.
    init(_ text: String) {
        rawValue = UInt32(Self.finder.groups(in: text))
    }

    /// Of class or id as the page writes it; the first 400 bytes are looked at.
    init(ofName name: UnsafeBufferPointer<UInt8>) {
        let beginning = UnsafeBufferPointer(rebasing: name.prefix(400))
        rawValue = UInt32(Self.finder.groups(inAnyCase: beginning))
    }

    /// A group of words for each bit.
    private static let finder: PhraseFinder = {
        var groups = [[String]](repeating: [], count: 32)
        for (hint, words) in table { groups[hint.rawValue.trailingZeroBitCount] += words }
        return PhraseFinder(groups)
    }()

    private static let table: [(ElementHints, [String])] = [
        (
            .price,
            [
                "price", "preis", "prix", "precio", "prezzo", "cena", "prijs", "preco", "pris-", "fiyat",
                "amount",
            ]
        ),
        (
            .oldPrice,
            [
                "old", "was-", "was_", "-was", "strike", "regular-price", "list-price", "listprice", "msrp",
                "rrp", "before", "crossed",
                "compare", "original", "uvp", "price-was", "wasprice", "statt", "barr", "previous",
                "discount-percent", "saving",
                "line-through", "through", "omnibus", "lowest", "pvp-old", "full-price", "rebate",
            ]
        ),
        (
            .salePrice,
            [
                "sale", "special", "current", "final", "actual", "now", "new-price", "newprice", "offer",
                "our-price", "selling",
            ]
        ),
        (
            .stock,
            [
                "stock", "avail", "lager", "dispo", "verfueg", "verfug", "inventory", "voorraad",
                "delivery-status", "nalich",
            ]
        ),
        (
            .sku,
            [
                "sku", "item-number", "itemnumber", "product-code", "productcode", "article-number", "artnr",
                "artikelnummer", "product-id", "item-code", "part-number", "product-number", "productnumber",
                "product-ref", "reference",
            ]
        ),
        (.author, ["author", "byline", "writer", "autor", "auteur", "reporter", "journalist"]),
        (.date, ["date", "publish", "time", "posted", "datum", "fecha"]),
        (
            .related,
            [
                "related", "recommend", "similar", "upsell", "cross-sell", "crosssell", "also-", "carousel",
                "slider", "recently",
                "accessor", "bundle", "youmay", "you-may", "teaser", "suggest", "more-", "popular",
                "trending", "widget", "most-read",
                "zubehor", "zubehoer", "sponsored", "promo-", "read-also", "latest", "minicart", "mini-cart",
                "basket", "compare-list",
                "wishlist-",
            ]
        ),
        (
            .chrome,
            [
                "footer", "navbar", "menu", "breadcrumb", "cookie", "newsletter", "sidebar", "topbar",
                "site-header", "masthead",
            ]
        ),
        (
            .hidden,
            ["hidden", "sr-only", "visually-hidden", "d-none", "screen-reader", "template", "modal", "popup"]
        ),
        (.comment, ["comment", "review", "disqus", "testimonial"]),
        (.title, ["title", "headline", "product-name", "productname", "entry-title", "post-title"]),
        (.fraction, ["cent", "decimal", "fraction", "minor", "price-dec", "penny"]),
        (
            .buy,
            [
                "add-to-cart", "addtocart", "add_to_cart", "buy-button", "btn-buy", "add-to-basket",
                "addtobasket", "buybox", "buy-box", "add-to-bag", "warenkorb",
            ]
        ),
        (
            .product,
            [
                "product-detail", "product-info", "product-page", "product-main", "pdp", "product-view",
                "product-summary", "product-essential", "product_main",
            ]
        ),
        (.ingredient, ["ingredient", "zutat", "ingredientes", "ingrediente"]),
        (
            .instruction,
            [
                "instruction", "direction", "method", "preparation", "recipe-step", "zubereitung",
                "procedure", "recipe-directions", "preparacion",
            ]
        ),
        (.rating, ["rating", "stars", "score"]),
        (.description, ["description", "summary", "excerpt", "intro", "lead", "teaser", "desc"]),
        (
            .outOfStock,
            [
                "outofstock", "out-of-stock", "out_of_stock", "sold-out", "soldout", "unavailable",
                "not-available", "no-stock", "is-out",
            ]
        ),
        (.inStock, ["in-stock", "instock", "in_stock", "is-available", "available-now"]),
    ]
}
