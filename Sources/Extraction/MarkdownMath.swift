import HTML

extension MarkdownWalk {
    mutating func math(_ index: Int, _ end: Int) -> Int { end }

    mutating func script(_ index: Int, _ end: Int) -> Int { end }
}
