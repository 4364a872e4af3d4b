/// Reads the currency that a text names: a sign, a code of ISO 4217, or a usual abbreviation.
enum CurrencyText {
    static func code(in text: String) -> String? {
        var text = text
        return text.withUTF8 { code(in: $0) }
    }

    static func code(in text: UnsafeBufferPointer<UInt8>) -> String? {
        guard text.count <= 400 else { return nil }
        let found = signFinder.groups(in: text)
        if found != 0 { return signs[found.trailingZeroBitCount].1 }
        if text.contains(UInt8(ascii: "$")) { return "USD" }
        var start = 0
        for place in 0...text.count where place == text.count || !text[place].isASCIILetter {
            // The longest name has seven letters.
            if (2...7).contains(place - start), mayName(text[start..<place]),
                let code = code(named: String(decoding: text[start..<place], as: UTF8.self))
            {
                return code
            }
            start = place + 1
        }
        return nil
    }

    /// False where no code and no abbreviation begins and ends like the word, whatever the case.
    private static func mayName(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = word.first, let last = word.last else { return false }
        return endings[Int(first & 31)] >> UInt32(last & 31) & 1 != 0
    }

    private static let endings: [UInt32] = {
        var endings = [UInt32](repeating: 0, count: 32)
        for name in Array(codes) + abbreviations.keys {
            guard let first = name.utf8.first, let last = name.utf8.last else { continue }
            endings[Int(first & 31)] |= 1 << UInt32(last & 31)
        }
        return endings
    }()

    private static func code(named word: String) -> String? {
        codes.contains(word) ? word : abbreviations[word.lowercased()]
    }

    static func isCode(_ text: String) -> Bool { codes.contains(text) }

    /// True when `text` holds a sign or code of money beside digits.
    static func hasMoney(_ text: String) -> Bool {
        text.utf8.contains(where: \.isASCIIDigit) && code(in: text) != nil
    }

    /// Longer signs first; a bare "$" comes after all of them.
    private static let signs: [(String, String)] = [
        ("US$", "USD"), ("R$", "BRL"), ("AU$", "AUD"), ("A$", "AUD"), ("CA$", "CAD"), ("C$", "CAD"),
        ("NZ$", "NZD"),
        ("HK$", "HKD"), ("S$", "SGD"), ("NT$", "TWD"), ("MX$", "MXN"), ("€", "EUR"), ("£", "GBP"),
        ("¥", "JPY"),
        ("￥", "JPY"), ("円", "JPY"), ("元", "CNY"), ("₹", "INR"), ("₽", "RUB"), ("₴", "UAH"),
        ("₩", "KRW"),
        ("원", "KRW"),
        ("₺", "TRY"), ("₪", "ILS"), ("฿", "THB"), ("₫", "VND"), ("₱", "PHP"), ("₦", "NGN"),
        ("₸", "KZT"),
        ("₾", "GEL"),
        ("₡", "CRC"), ("zł", "PLN"), ("Kč", "CZK"), ("лв", "BGN"), ("руб", "RUB"), ("грн", "UAH"),
        ("дин", "RSD"),
        ("د.إ", "AED"), ("ر.س", "SAR"),
    ]

    private static let signFinder = PhraseFinder(signs.map { [$0.0] })

    private static let abbreviations = [
        "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "gbp": "GBP", "pln": "PLN",
        "czk": "CZK",
        "ft": "HUF",
        "huf": "HUF", "lei": "RON", "ron": "RON", "kr": "SEK", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
        "chf": "CHF",
        "tl": "TRY", "rs": "INR", "inr": "INR", "rub": "RUB", "uah": "UAH", "jpy": "JPY", "rm": "MYR",
        "rp": "IDR",
        "aed": "AED", "din": "RSD", "rsd": "RSD", "kn": "HRK", "kc": "CZK", "zl": "PLN",
        "dollars": "USD",
        "pounds": "GBP",
    ]

    private static let codes = Set(
        """
        AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CRC CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS INR ISK JPY KES KRW \
        KWD KZT MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR
        """.split(separator: " ").map(String.init))
}
