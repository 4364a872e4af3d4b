/// Reads whether goods can be had, in the words of shops.
enum StockText {
    enum Reading: Equatable { case inStock, outOfStock, preOrder, backOrder, limited, discontinued }

    /// The schema.org name of a reading.
    static func term(_ reading: Reading) -> String {
        switch reading {
        case .inStock: "InStock"
        case .outOfStock: "OutOfStock"
        case .preOrder: "PreOrder"
        case .backOrder: "BackOrder"
        case .limited: "LimitedAvailability"
        case .discontinued: "Discontinued"
        }
    }

    static func isAvailable(_ reading: Reading) -> Bool {
        switch reading {
        case .inStock, .preOrder, .backOrder, .limited: true
        case .outOfStock, .discontinued: false
        }
    }

    /// Nil when the text says nothing of stock. Looks at the first 400 bytes.
    static func read(_ text: String) -> Reading? {
        guard text.utf8.count < 4_000 else { return nil }
        return read(folded: Folding.words(text.utf8.count <= 400 ? text : String(text.prefix(400))))
    }

    /// The same for text that `Folding.words` made.
    static func read(folded: String) -> Reading? {
        finder.firstGroup(in: " \(folded) ").map { phrases[$0].0 }
    }

    /// The same for folded words between blanks.
    static func read(words: UnsafeBufferPointer<UInt8>) -> Reading? {
        let found = finder.groups(in: words)
        return found == 0 ? nil : phrases[found.trailingZeroBitCount].0
    }

    private static let finder = PhraseFinder(phrases.map(\.1))

    /// Negative phrases first: "not in stock" holds "in stock". Folded; a blank at an end marks a word's border.
    private static let phrases: [(Reading, [String])] = [
        (
            .discontinued,
            [
                " discontinued", " no longer available", " nicht mehr lieferbar", " nicht mehr erhaltlich",
                " снят с производства",
            ]
        ),
        (
            .outOfStock,
            [
                "outofstock", "out of stock", " sold out", "soldout", " not in stock", " not available",
                " unavailable",
                " no stock", " 0 in stock", " currently out ", " temporarily out ", " stock out ",
                " notify me when",
                " ausverkauft", " nicht verfugbar", " nicht vorratig", " nicht auf lager", " nicht lieferbar",
                " vergriffen",
                " en rupture", " rupture de stock", " epuise", " indisponible", " non disponible",
                " non disponibile",
                " esaurito", " agotado", " sin stock", " no disponible", " esgotado", " indisponivel",
                " fora de estoque",
                " uitverkocht", " niet op voorraad", " niet beschikbaar", " niet leverbaar",
                " brak w magazynie", " niedostepn",
                " wyprzedan", " chwilowo niedostepny", " slutsald", " ej i lager", " slut i lager",
                " ikke pa lager",
                " udsolgt", " utsolgt", " loppuunmyyty", " ei varastossa", " vyprodano", " neni skladem",
                " nedostupne",
                " vypredane", " nie je na sklade", " elfogyott", " nincs keszleten", " stoc epuizat",
                " indisponibil",
                " stokta yok", " tukendi", " нет в наличии", " отсутствует", " распродан",
                " нема в наявності",
                " немає в наявності", " отсутства", " изчерпан", " εξαντλημενο", " μη διαθεσιμο", "缺货", "售罄",
                "无货",
                "在庫切れ", "在庫なし", "売り切れ", "品切れ", "품절", " het hang", " nav pieejams", " laos otsas",
                " isparduota",
                " neturime", " rasprodano", " nije dostupno", " ni na zalogi", " stok habis", "สินค้าหมด",
                "نفدت الكمية",
                "غير متوفر", "אזל מהמלאי",
            ]
        ),
        (
            .preOrder,
            ["preorder", " pre order", " vorbestell", " precommande", " preventa", " 予約", " предзаказ"]
        ),
        (.backOrder, ["backorder", " back order", " backordered"]),
        (
            .limited,
            ["limitedavailability", " only a few left", " low stock", " limited availability", " last items"]
        ),
        (
            .inStock,
            [
                "instock", " in stock", "instoreonly", "onlineonly", " available", " auf lager", " lieferbar",
                " vorratig",
                " sofort verfugbar", " verfugbar", " en stock", " disponible", " disponibile",
                " in magazzino",
                " in stoccaggio", " disponivel", " em estoque", " em stock", " op voorraad",
                " direct leverbaar",
                " beschikbaar", " dostepny", " dostepna", " dostepne", " na magazynie", " w magazynie",
                " i lager", " pa lager",
                " varastossa", " heti saatavilla", " skladem", " na sklade", " skladom", " na zalogi",
                " raktaron",
                " keszleten", " in stoc", " pe stoc", " disponibil", " stokta", " в наличии",
                " є в наявності",
                " в наявності", " наличност", " има на склад", " διαθεσιμο", " αμεσα διαθεσιμο", "现货", "有货",
                "有貨",
                "在庫あり", "재고 있음", " con hang", " pieejams", " noliktava", " ir sandelyje", " laos ",
                " na stanju",
                " tersedia", "มีสินค้า", "متوفر", "במלאי", " lagernd", " ready to ship", " ships today",
            ]
        ),
    ]
}
