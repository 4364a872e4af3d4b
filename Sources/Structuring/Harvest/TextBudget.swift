/// The texts of properties, up to a sum: where properties are nested, each repeats the text of those within.
struct TextBudget {
    private var bytesLeft = TextBudget.limit

    /// Far more than the properties of any real page say.
    static let limit = 8 << 20

    /// True once the sum was reached: no more is to be read.
    var isSpent: Bool { bytesLeft <= 0 }

    /// The text, counted.
    mutating func counted(_ text: String) -> String {
        bytesLeft -= text.utf8.count
        return text
    }
}
