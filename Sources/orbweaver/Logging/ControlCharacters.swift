extension Unicode.Scalar {
    /// Whether a viewer may take the scalar for an instruction: C0, DEL and C1 controls, line separators, and what
    /// turns the direction of text round.
    var steersTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

extension String {
    /// On one line, whoever wrote it: `\u{1b}` in place of an escape character.
    var withControlsEscaped: String {
        var text = ""
        for scalar in unicodeScalars {
            if scalar.steersTerminals {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
