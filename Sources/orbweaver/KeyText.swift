import Crypto

/// The text of an API key: made here once, shown once, kept nowhere.
struct KeyText {
    let text: String

    init(_ text: String) { self.text = text }

    /// A new key with 190 random bits: `spd_` and 32 letters and digits.
    static func random() -> KeyText {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        return KeyText("spd_" + String((0..<32).compactMap { _ in letters.randomElement() }))
    }

    var hash: [UInt8] { Self.hash(Array(text.utf8)) }

    /// What a list of keys may show of it.
    var prefix: String { String(text.prefix(text.count >= 16 ? 8 : 2)) }

    static func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
