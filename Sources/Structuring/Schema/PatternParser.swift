/// Reads a regular expression into instructions. Groups nest at most `depthLimit` deep.
struct PatternParser {
    private typealias Code = [Pattern.Instruction]

    private let source: [Unicode.Scalar]
    private var offset = 0
    private var depth = 0
    private static let depthLimit = 40

    init(_ text: String) { source = Array(text.unicodeScalars) }

    mutating func program() -> [Pattern.Instruction]? {
        guard let code = alternatives(), offset == source.count, code.count < Pattern.sizeLimit else {
            return nil
        }
        // Places were counted from each piece's own start: all are relative until here.
        var program: Code = []
        for (place, instruction) in (code + [.match]).enumerated() {
            switch instruction {
            case .jump(let distance): program.append(.jump(place + distance))
            case .split(let first, let second): program.append(.split(place + first, place + second))
            default: program.append(instruction)
            }
        }
        return program
    }

    private var next: Unicode.Scalar? { offset < source.count ? source[offset] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        offset += 1
        return true
    }

    private mutating func alternatives() -> Code? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit, var code = sequence() else { return nil }
        while take("|") {
            guard let other = sequence() else { return nil }
            code = [.split(1, code.count + 2)] + code + [.jump(other.count + 1)] + other
            guard code.count < Pattern.sizeLimit else { return nil }
        }
        return code
    }

    private mutating func sequence() -> Code? {
        var code: Code = []
        while let scalar = next, scalar != "|", scalar != ")" {
            guard let piece = atom(), let repeated = repetition(of: piece) else { return nil }
            code += repeated
            guard code.count < Pattern.sizeLimit else { return nil }
        }
        return code
    }

    private mutating func atom() -> Code? {
        guard let scalar = next else { return nil }
        offset += 1
        switch scalar {
        case "^": return [.assert(.start)]
        case "$": return [.assert(.end)]
        case ".": return [.scalars(.anyButNewline)]
        case "(": return group()
        case "[": return scalarClass().map { [.scalars($0)] }
        case "\\": return escape()
        case "*", "+", "?", ")": return nil
        case "{": return nil
        default: return [.scalars(ScalarSet(ranges: [scalar.value...scalar.value]))]
        }
    }

    private mutating func group() -> Code? {
        if take("?") {
            if take(":") {
            } else if take("P") || next == "<" {
                guard take("<"), let first = next, first != "=", first != "!" else { return nil }
                while let scalar = next, scalar != ">" {
                    guard ScalarSet.word.contains(scalar) else { return nil }
                    offset += 1
                }
                guard take(">") else { return nil }
            } else {
                return nil
            }
        }
        guard let code = alternatives(), take(")") else { return nil }
        return code
    }

    private mutating func escape() -> Code? {
        switch next {
        case "b":
            offset += 1
            return [.assert(.wordBoundary)]
        case "B":
            offset += 1
            return [.assert(.noWordBoundary)]
        default: return escapedSet().map { [.scalars($0)] }
        }
    }

    /// What follows a backslash, as a set of scalars.
    private mutating func escapedSet() -> ScalarSet? {
        guard let scalar = next else { return nil }
        offset += 1
        switch scalar {
        case "d": return .digit
        case "w": return .word
        case "s": return .blank
        case "D": return ScalarSet(ranges: ScalarSet.digit.inverted)
        case "W": return ScalarSet(ranges: ScalarSet.word.inverted)
        case "S": return ScalarSet(ranges: ScalarSet.blank.inverted)
        case "n": return single(10)
        case "r": return single(13)
        case "t": return single(9)
        case "f": return single(12)
        case "v": return single(11)
        case "x": return code(digits: 2)
        case "u": return code(digits: 4)
        case _ where ScalarSet.word.contains(scalar): return nil
        default: return single(scalar.value)
        }
    }

    private func single(_ value: UInt32) -> ScalarSet { ScalarSet(ranges: [value...value]) }

    private mutating func code(digits: Int) -> ScalarSet? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = next, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return single(value)
    }

    private mutating func scalarClass() -> ScalarSet? {
        var set = ScalarSet()
        set.isNegated = take("^")
        while let scalar = next, scalar != "]" {
            guard let low = classMember() else { return nil }
            if next == "-", offset + 1 < source.count, source[offset + 1] != "]" {
                offset += 1
                guard let high = classMember(), low.ranges.count == 1, high.ranges.count == 1,
                    let from = low.ranges.first?.lowerBound, let to = high.ranges.first?.upperBound,
                    low.ranges[0].count == 1, high.ranges[0].count == 1, from <= to
                else { return nil }
                set.ranges.append(from...to)
            } else {
                set.ranges += low.ranges
            }
        }
        return take("]") ? set : nil
    }

    private mutating func classMember() -> ScalarSet? {
        guard let scalar = next else { return nil }
        offset += 1
        if scalar != "\\" { return scalar == "[" && next == ":" ? nil : single(scalar.value) }
        if take("b") { return single(8) }
        return escapedSet()
    }

    private mutating func repetition(of piece: Code) -> Code? {
        var bounds: (low: Int, high: Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if take("{") {
            guard let counted = countedBounds() else { return nil }
            bounds = counted
        } else {
            return piece
        }
        // Laziness changes which text matches, not whether one does.
        _ = take("?")
        if let next, next == "*" || next == "+" || next == "?" || next == "{" { return nil }
        let copies = max(bounds.low, bounds.high ?? 0) + 1
        guard copies * (piece.count + 1) < Pattern.sizeLimit else { return nil }
        var code: Code = []
        for _ in 0..<bounds.low { code += piece }
        if let high = bounds.high {
            guard high >= bounds.low else { return nil }
            for _ in bounds.low..<high { code += [.split(1, piece.count + 1)] + piece }
        } else {
            code += [.split(1, piece.count + 2)] + piece + [.jump(-(piece.count + 1))]
        }
        return code
    }

    private mutating func countedBounds() -> (low: Int, high: Int?)? {
        guard let low = integer() else { return nil }
        if take("}") { return (low, low) }
        guard take(",") else { return nil }
        if take("}") { return (low, nil) }
        guard let high = integer(), take("}") else { return nil }
        return (low, high)
    }

    private mutating func integer() -> Int? {
        var value: Int?
        while let scalar = next, (48...57).contains(scalar.value), (value ?? 0) < 10_000 {
            value = (value ?? 0) * 10 + Int(scalar.value - 48)
            offset += 1
        }
        return value
    }
}
