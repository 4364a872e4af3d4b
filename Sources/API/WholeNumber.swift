/// Whole numbers in a query.
enum WholeNumber {
    /// The number that `text` spells; one beyond `Int`'s range counts as the range's end. Nil for other text.
    static func read(_ text: String) -> Int? {
        if let number = Int(text) { return number }
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return isNegative ? .min : .max
    }
}
