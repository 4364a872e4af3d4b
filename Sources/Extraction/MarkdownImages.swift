import HTML

extension MarkdownWalk {
    mutating func image(_ index: Int) {
        if let names = arena.attribute(.class, of: index),
            names.anyToken({ $0.equalsIgnoringCase("latex") || $0.equalsIgnoringCase("tex") }),
            let tex = arena.attribute(.alt, of: index), !tex.trimmed.isEmpty
        {
            return write(formula: Array(tex), isDisplay: false)
        }
        guard options.images, let source = imageSource(index), let target = destination(source) else {
            return
        }
        let alternative = arena.attribute(.alt, of: index).map { escapedAlternative($0) } ?? []
        let title = arena.attribute(.title, of: index).map { escapedTitle($0) } ?? []
        writer.beginInline(.punctuation)
        writer.append("![")
        writer.out.append(contentsOf: alternative)
        writer.append("](")
        writer.out.append(contentsOf: target)
        if !title.isEmpty, title != alternative {
            writer.append(" \"")
            writer.out.append(contentsOf: title)
            writer.append("\"")
        }
        writer.append(")")
    }

    /// Where the picture is: the source itself unless it only holds the place, then what scripts would load.
    private func imageSource(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        var source: UnsafeBufferPointer<UInt8>?
        var lazy: UnsafeBufferPointer<UInt8>?
        var set: UnsafeBufferPointer<UInt8>?
        var other: UnsafeBufferPointer<UInt8>?
        var width = Int.max
        var height = Int.max
        for position in arena.attributeRange(arena.nodes[index]) {
            let value = arena.bytes(arena.attributes[position].value)
            switch Name(rawValue: arena.attributes[position].name) {
            case .src: source = value.trimmed
            case .dataSrc, .dataLazySrc, .dataOriginal, .dataUrl, .dataLazy, .dataSrcRetina:
                if Self.looksLikeURL(value) { lazy = lazy ?? value.trimmed }
            case .srcset: set = value
            case .dataSrcset, .dataLazySrcset: set = set ?? value
            case .width: width = value.leadingInteger ?? width
            case .height: height = value.leadingInteger ?? height
            case .alt, .title, .class, .id, .style, .sizes: break
            default: if other == nil, Self.namesPicture(value) { other = value.trimmed }
            }
        }
        if width <= 2, height <= 2 { return nil }
        let usable = source.flatMap { $0.isEmpty || Self.isPlaceholder($0) ? nil : $0 }
        if let lazy, usable == nil || !Self.isPlaceholder(lazy) { return lazy }
        if let usable { return usable }
        if let set, let best = Self.largest(of: set) { return best }
        if let inner = sourceOfPicture(around: index) { return inner }
        if let other { return other }
        return noscriptSource(after: index)
    }

    private static func looksLikeURL(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let value = value.trimmed
        return value.count > 4 && !isPlaceholder(value)
            && (value.contains(UInt8(ascii: "/")) || value.contains(UInt8(ascii: ".")))
            && value.first != UInt8(ascii: "{") && value.first != UInt8(ascii: "[")
    }

    /// An address that ends as pictures' do, in an attribute of any name.
    private static func namesPicture(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard looksLikeURL(value), value.count < 2000, !value.contains(0x20) else { return false }
        let path = UnsafeBufferPointer(rebasing: value.prefix { $0 != UInt8(ascii: "?") }.suffix(5))
        return path.containsIgnoringCase(".png") || path.containsIgnoringCase(".jpg")
            || path.containsIgnoringCase(".jpeg") || path.containsIgnoringCase(".webp")
            || path.containsIgnoringCase(".gif") || path.containsIgnoringCase(".avif")
    }

    /// Inline data and the names that blank pictures go by.
    private static func isPlaceholder(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        if PageURL.leadsNowhere(source) || source.hasPrefixIgnoringCase("about:") { return true }
        let path = source.prefix { $0 != UInt8(ascii: "?") }
        let name = UnsafeBufferPointer(rebasing: path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
        return name.hasPrefixIgnoringCase("blank.") || name.hasPrefixIgnoringCase("spacer.")
            || name.hasPrefixIgnoringCase("transparent.") || name.hasPrefixIgnoringCase("placeholder.")
            || name.hasPrefixIgnoringCase("lazy.") || name.hasPrefixIgnoringCase("pixel.")
            || name.hasPrefixIgnoringCase("1x1.") || name.hasPrefixIgnoringCase("grey.gif")
            || name.hasPrefixIgnoringCase("loading.gif")
    }

    /// The candidate of a `srcset` with the greatest width or density.
    static func largest(of set: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        var best: UnsafeBufferPointer<UInt8>?
        var bestSize = -1.0
        var position = 0
        while position < set.count {
            while position < set.count, set[position].isHTMLSpace || set[position] == UInt8(ascii: ",") {
                position += 1
            }
            let start = position
            while position < set.count, !set[position].isHTMLSpace { position += 1 }
            var end = position
            let endsCandidate = end > start && set[end - 1] == UInt8(ascii: ",")
            while end > start, set[end - 1] == UInt8(ascii: ",") { end -= 1 }
            guard end > start else { break }
            var size = 1.0
            if !endsCandidate {
                let descriptorStart = position
                while position < set.count, set[position] != UInt8(ascii: ",") { position += 1 }
                let descriptor = UnsafeBufferPointer(rebasing: set[descriptorStart..<position]).trimmed
                size = Double(String(decoding: descriptor.dropLast(), as: UTF8.self)) ?? 1
            }
            let url = UnsafeBufferPointer(rebasing: set[start..<end])
            if size > bestSize, !isPlaceholder(url) {
                best = url
                bestSize = size
            }
        }
        return best
    }

    private func sourceOfPicture(around index: Int) -> UnsafeBufferPointer<UInt8>? {
        let parent = Int(arena.nodes[index].parent)
        guard parent >= 0, arena.isElement(parent, .picture) else { return nil }
        var child = Int(arena.nodes[parent].firstChild)
        while child >= 0 {
            if arena.isElement(child, .source) {
                for name in [Name.srcset, .dataSrcset, .dataLazySrcset] {
                    if let set = arena.attribute(name, of: child), let best = Self.largest(of: set) {
                        return best
                    }
                }
            }
            child = Int(arena.nodes[child].nextSibling)
        }
        return nil
    }

    /// The picture for readers without scripts, right after the place held.
    private func noscriptSource(after index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard let shadow = noscriptSibling(of: index), let inner = arena.firstDescendant(of: shadow, .img),
            let source = arena.attribute(.src, of: inner)?.trimmed, !source.isEmpty,
            !Self.isPlaceholder(source)
        else { return nil }
        return source
    }

    private func noscriptSibling(of index: Int) -> Int? {
        var next = Int(arena.nodes[index].nextSibling)
        while next >= 0, arena.nodes[next].kind != .element { next = Int(arena.nodes[next].nextSibling) }
        return next >= 0 && arena.isElement(next, .noscript) ? next : nil
    }

    /// Text for readers without scripts says to turn them on; only a picture that nothing else shows is taken.
    mutating func noscript(_ index: Int, _ end: Int, isRoot: Bool) -> Int {
        if isRoot || options.noscript { return index + 1 }
        guard let inner = arena.firstDescendant(of: index, .img) else { return end }
        var previous = Int(arena.nodes[index].previousSibling)
        while previous >= 0, arena.nodes[previous].kind != .element {
            previous = Int(arena.nodes[previous].previousSibling)
        }
        if previous >= 0, role(of: previous) == .image || arena.firstDescendant(of: previous, .img) != nil {
            return end
        }
        image(inner)
        return end
    }

    /// A player or frame is left to its address where that is a page of its own.
    mutating func media(_ index: Int, _ end: Int) -> Int {
        guard options.links, let source = arena.attribute(.src, of: index)?.trimmed ?? mediaSource(index),
            Self.isVideo(source), let target = destination(source)
        else { return end }
        let label = arena.attribute(.title, of: index).map { escapedAlternative($0) } ?? []
        writer.endBlock()
        writer.beginInline(.punctuation)
        writer.append("[")
        if label.isEmpty { writer.append("Video") } else { writer.out.append(contentsOf: label) }
        writer.append("](")
        writer.out.append(contentsOf: Self.watchAddress(of: target))
        writer.append(")")
        writer.endBlock()
        return end
    }

    private func mediaSource(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        arena.firstDescendant(of: index, .source).flatMap { arena.attribute(.src, of: $0)?.trimmed }
    }

    /// The page of a video whose player is embedded.
    private static func watchAddress(of player: [UInt8]) -> [UInt8] {
        guard let start = player.firstRange(of: Array("/embed/".utf8)) else { return player }
        let name = player[start.upperBound...].prefix {
            $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        return name.isEmpty ? player : Array("https://www.youtube.com/watch?v=".utf8) + name
    }

    private static func isVideo(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
        source.containsIgnoringCase("youtube.com/embed")
            || source.containsIgnoringCase("youtube-nocookie.com/embed")
            || source.containsIgnoringCase("player.vimeo.com/video")
    }
}
