/// Tokens that requests took.
package struct TokenUsage: Equatable, Sendable {
    package var input: Int
    package var output: Int

    package init(input: Int = 0, output: Int = 0) {
        self.input = input
        self.output = output
    }

    package var total: Int { input + output }

    static func += (left: inout TokenUsage, right: TokenUsage) {
        left.input += right.input
        left.output += right.output
    }
}

/// A guess at the tokens of a text, on the safe side: models differ, and the endpoint's own count comes too late.
enum TokenEstimate {
    static func tokens(in text: some Sequence<UInt8>) -> Int {
        var (ascii, other) = (0, 0)
        for byte in text {
            if byte < 0x80 { ascii += 1 } else { other += 1 }
        }
        return (ascii + 2) / 3 + (other + 1) / 2
    }
}
