/// What a path asks for, with `{id}` for every segment that is none of the routes' own, so that there are few.
///
/// Made for every request: five bits a segment, and text only when the figures are read.
struct RequestRoute: Hashable, Comparable, CustomStringConvertible {
    /// Paths that lead nowhere, or are longer than any route.
    static let none = RequestRoute(code: .max)

    private let code: UInt32

    private static let words = [
        "api", "batch", "scrape", "retry", "usage-stats", "account", "usage", "health", "ready", "metrics",
    ]
    private static let bytes = words.map { Array($0.utf8) }
    /// Stands for any other segment; the words follow. 0 is the end.
    private static let id: UInt32 = 1
    private static let longest = 6

    private init(code: UInt32) { self.code = code }

    /// `path` as the request line has it, not decoded.
    init(_ path: Substring) {
        var path = path
        self = path.withUTF8(Self.init(path:))
    }

    private init(path: UnsafeBufferPointer<UInt8>) {
        var code: UInt32 = 0
        var count = 0
        var start = 0
        while start < path.count {
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            if end > start {
                guard count < Self.longest else {
                    self = .none
                    return
                }
                code |=
                    Self.number(of: UnsafeBufferPointer(rebasing: path[start..<end])) << (5 * UInt32(count))
                count += 1
            }
            start = end + 1
        }
        self.init(code: code)
    }

    private static func number(of segment: UnsafeBufferPointer<UInt8>) -> UInt32 {
        for (place, word) in bytes.enumerated() where word.count == segment.count {
            if word.elementsEqual(segment) { return id + 1 + UInt32(place) }
        }
        return id
    }

    var description: String {
        if self == .none { return "none" }
        var text = ""
        var rest = code
        while rest != 0 {
            let number = rest & 31
            text += "/" + (number == Self.id ? "{id}" : Self.words[Int(number - Self.id - 1)])
            rest >>= 5
        }
        return text
    }

    static func < (left: RequestRoute, right: RequestRoute) -> Bool { left.description < right.description }
}
