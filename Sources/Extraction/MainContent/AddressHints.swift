/// What the path of a page's URL hints at.
struct AddressHints {
    private(set) var slashes: Float = 0
    private(set) var length: Float = 0
    private(set) var isFrontPage = false
    private(set) var isProduct = false
    private(set) var isCollection = false
    private(set) var isForum = false
    private(set) var isDocumentation = false
    private(set) var isArticle = false
    /// Hyphens and underscores of the last path segment: titles turned into addresses have many.
    private(set) var lastSegmentHyphens: Float = 0

    init(_ url: String) {
        var url = url
        url.withUTF8 { read($0) }
    }

    private mutating func read(_ url: UnsafeBufferPointer<UInt8>) {
        guard url.contains("http"), let scheme = url.firstIndex(of: "://") else { return }
        let start = url[(scheme + 3)...].firstIndex(of: 0x2F) ?? url.count
        let path = UnsafeBufferPointer(rebasing: url[start...])
        length = Float(path.count)
        isFrontPage = path.count <= 1
        for byte in path where byte == 0x2F { slashes += 1 }
        func has(_ words: StaticString...) -> Bool { words.contains { path.contains($0) } }
        isProduct = has("/product/", "/products/", "/p/", "/dp/", "/item/", "/items/", "/ip/", "/pd/")
        isCollection = has("collection", "categor", "/shop", "/c/", "department", "/tag/", "catalog")
        isForum = has("forum", "thread", "topic", "discussion", "/t/", "questions", "community")
        isDocumentation = has(
            "doc/", "docs/", "docs.", "documentation", "reference", "manual", "guide", "/api", "/wiki",
            "learn")
        isArticle = has("blog", "news", "article", "/20", "story", "post")
        var last = path[...]
        if last.last == 0x2F { last = last.dropLast() }
        let segment = last.lastIndex(of: 0x2F).map { last[($0 + 1)...] } ?? last
        for byte in segment where byte == 0x2D || byte == 0x5F { lastSegmentHyphens += 1 }
    }
}
