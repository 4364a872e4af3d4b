import HTML

/// Makes TeX of MathML that comes without it.
struct MathMLConverter {
    let arena: Arena

    /// Formulas nested deeper than this are read as plain text.
    private static let depthLimit = 48

    func tex(of math: Int) -> [UInt8] {
        var out = Output()
        children(of: math, depth: 0, into: &out)
        return Array(out.text.utf8)
    }

    /// Text in pieces: a space goes between two that would run together.
    private struct Output {
        var text = ""

        mutating func add(_ piece: String) {
            guard !piece.isEmpty else { return }
            if !text.isEmpty, text.last != "{", text.last != " ", piece != "}", piece.first != "^",
                piece.first != "_"
            {
                text += " "
            }
            text += piece
        }
    }

    private func children(of node: Int, depth: Int, into out: inout Output) {
        for child in elements(of: node) { element(child, depth: depth + 1, into: &out) }
    }

    private func elements(of node: Int) -> [Int] {
        var result: [Int] = []
        var child = Int(arena.nodes[node].firstChild)
        while child >= 0 {
            if arena.nodes[child].kind == .element { result.append(child) }
            child = Int(arena.nodes[child].nextSibling)
        }
        return result
    }

    /// The TeX of one element, without spaces around it.
    private func group(_ node: Int, depth: Int) -> String {
        var out = Output()
        element(node, depth: depth, into: &out)
        return out.text
    }

    private func braced(_ nodes: [Int], _ index: Int, depth: Int) -> String {
        index < nodes.count ? "{" + group(nodes[index], depth: depth) + "}" : "{}"
    }

    private func element(_ node: Int, depth: Int, into out: inout Output) {
        guard depth < Self.depthLimit else { return out.add(text(of: node)) }
        let parts = elements(of: node)
        switch Name(rawValue: arena.nodes[node].name) {
        case .mi: out.add(Self.identifier(text(of: node)))
        case .mn: out.add(text(of: node))
        case .mo: out.add(Self.symbol(text(of: node)))
        case .mtext, .ms:
            let text = text(of: node)
            if !text.isEmpty { out.add("\\text{" + text + "}") }
        case .mspace, .mphantom, .annotation, .annotationXml: break
        case .mfrac:
            out.add("\\frac" + braced(parts, 0, depth: depth + 1) + braced(parts, 1, depth: depth + 1))
        case .msqrt:
            var inner = Output()
            children(of: node, depth: depth, into: &inner)
            out.add("\\sqrt{" + inner.text + "}")
        case .mroot:
            let index = parts.count > 1 ? group(parts[1], depth: depth + 1) : ""
            out.add("\\sqrt[" + index + "]" + braced(parts, 0, depth: depth + 1))
        case .msup: script(parts, ["^"], depth: depth, into: &out)
        case .msub: script(parts, ["_"], depth: depth, into: &out)
        case .msubsup: script(parts, ["_", "^"], depth: depth, into: &out)
        case .mover: over(parts, depth: depth, into: &out)
        case .munder: script(parts, ["_"], depth: depth, into: &out)
        case .munderover: script(parts, ["_", "^"], depth: depth, into: &out)
        case .mfenced: fenced(node, parts, depth: depth, into: &out)
        case .mtable: table(parts, depth: depth, into: &out)
        case .semantics:
            if let first = parts.first { element(first, depth: depth + 1, into: &out) }
        default: children(of: node, depth: depth, into: &out)
        }
    }

    private func script(_ parts: [Int], _ marks: [String], depth: Int, into out: inout Output) {
        guard let base = parts.first else { return }
        var piece = group(base, depth: depth + 1)
        if piece.isEmpty { piece = "{}" } else if piece.contains(" ") { piece = "{" + piece + "}" }
        for (offset, mark) in marks.enumerated() where offset + 1 < parts.count {
            piece += mark + braced(parts, offset + 1, depth: depth + 1)
        }
        out.add(piece)
    }

    private func over(_ parts: [Int], depth: Int, into out: inout Output) {
        let accents = [
            "^": "\\hat", "ˆ": "\\hat", "~": "\\tilde", "˜": "\\tilde", "→": "\\vec", "¯": "\\bar",
            "‾": "\\overline",
            "―": "\\overline", "_": "\\overline", "˙": "\\dot", ".": "\\dot", "¨": "\\ddot",
            "⏞": "\\overbrace",
        ]
        if parts.count == 2, let accent = accents[text(of: parts[1])] {
            out.add(accent + braced(parts, 0, depth: depth + 1))
        } else {
            script(parts, ["^"], depth: depth, into: &out)
        }
    }

    private func fenced(_ node: Int, _ parts: [Int], depth: Int, into out: inout Output) {
        let open = arena.string(arena.attribute(.open, of: node)) ?? "("
        let inner = parts.map { group($0, depth: depth + 1) }.joined(separator: ", ")
        let close = ["(": ")", "[": "]", "{": "\\}", "|": "|", "⟨": "\\rangle"][open] ?? ")"
        out.add("\\left" + Self.symbol(open) + " " + inner + " \\right" + close)
    }

    private func table(_ rows: [Int], depth: Int, into out: inout Output) {
        var lines: [String] = []
        for row in rows {
            var cells = elements(of: row)
            // The first cell of a labelled row is its number.
            if arena.nodes[row].name == Name.mlabeledtr.rawValue { cells = Array(cells.dropFirst()) }
            lines.append(cells.map { group($0, depth: depth + 2) }.joined(separator: " & "))
        }
        let isList = lines.count == 1 && !lines[0].contains(" & ")
        out.add(isList ? lines[0] : "\\begin{matrix} " + lines.joined(separator: " \\\\ ") + " \\end{matrix}")
    }

    private func text(of node: Int) -> String {
        var bytes: [UInt8] = []
        for index in node..<arena.end(of: node) where arena.nodes[index].kind == .text {
            bytes.append(contentsOf: arena.bytes(arena.nodes[index].range))
        }
        return bytes.withUnsafeBufferPointer { String(decoding: $0.trimmed, as: UTF8.self) }
    }

    // MARK: Names

    private static func identifier(_ text: String) -> String {
        if functions.contains(text) { return "\\" + text }
        return text.count > 1 && text.allSatisfy(\.isLetter) ? "\\mathrm{" + text + "}" : symbol(text)
    }

    private static let functions: Set<String> = [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log",
        "ln",
        "exp", "lim", "max", "min", "sup", "inf", "det", "gcd", "arg", "dim", "ker", "deg", "Pr",
    ]

    private static func symbol(_ text: String) -> String {
        // Invisible operators.
        if text == "\u{2061}" || text == "\u{2062}" || text == "\u{2063}" || text == "\u{2064}" { return "" }
        return symbols[text] ?? text
    }

    private static let symbols: [String: String] = [
        "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "ϵ": "\\epsilon",
        "ζ": "\\zeta", "η": "\\eta", "θ": "\\theta", "ϑ": "\\vartheta", "ι": "\\iota", "κ": "\\kappa",
        "λ": "\\lambda",
        "μ": "\\mu", "ν": "\\nu", "ξ": "\\xi", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "ς": "\\varsigma",
        "τ": "\\tau", "υ": "\\upsilon", "φ": "\\varphi", "ϕ": "\\phi", "χ": "\\chi", "ψ": "\\psi",
        "ω": "\\omega",
        "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi",
        "Σ": "\\Sigma",
        "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega", "∞": "\\infty", "∂": "\\partial", "∇": "\\nabla",
        "∑": "\\sum", "∏": "\\prod", "∫": "\\int", "∬": "\\iint", "∮": "\\oint", "√": "\\surd", "±": "\\pm",
        "∓": "\\mp", "×": "\\times", "÷": "\\div", "⋅": "\\cdot", "·": "\\cdot", "∘": "\\circ",
        "⊕": "\\oplus",
        "⊗": "\\otimes", "≤": "\\leq", "≥": "\\geq", "≠": "\\neq", "≈": "\\approx", "≡": "\\equiv",
        "∼": "\\sim",
        "≃": "\\simeq", "∝": "\\propto", "≪": "\\ll", "≫": "\\gg", "∈": "\\in", "∉": "\\notin", "∋": "\\ni",
        "⊂": "\\subset", "⊃": "\\supset", "⊆": "\\subseteq", "⊇": "\\supseteq", "∪": "\\cup", "∩": "\\cap",
        "∅": "\\emptyset", "∧": "\\wedge", "∨": "\\vee", "¬": "\\neg", "∀": "\\forall", "∃": "\\exists",
        "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow", "⇒": "\\Rightarrow", "⇐": "\\Leftarrow",
        "⇔": "\\Leftrightarrow", "↦": "\\mapsto", "⋯": "\\cdots", "…": "\\ldots", "⋮": "\\vdots",
        "⋱": "\\ddots",
        "⟨": "\\langle", "⟩": "\\rangle", "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil", "⌉": "\\rceil",
        "‖": "\\|", "ℝ": "\\mathbb{R}", "ℕ": "\\mathbb{N}", "ℤ": "\\mathbb{Z}", "ℚ": "\\mathbb{Q}",
        "ℂ": "\\mathbb{C}", "ℓ": "\\ell", "ℏ": "\\hbar", "†": "\\dagger", "⋆": "\\star", "∗": "*", "−": "-",
        "′": "'", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#", "$": "\\$", "_": "\\_",
    ]
}
