import API
import Fetch
import HTTPServer
import Store

extension FuzzTarget {
    /// Ids and query strings that clients send back.
    static let identifiers = FuzzTarget(name: "identifiers") { input, random in
        let parts = parts(input, 2)
        let codec = ItemIDCodec(secret: Int64(truncatingIfNeeded: random.next()))
        let id = text(parts[0])
        if let content = codec.content(of: id) {
            let made = codec.id(content)
            require(codec.content(of: made) == content, "an id tells something else")
            let digits = { (text: String) in text.filter { $0 != "-" } }
            require(digits(made) == digits(id), "two ids for one item")
        }
        let request = HTTPRequest(method: .get, target: "/batch?" + text(parts[1]))
        let list = ListQuery { request.query($0) }
        require(list.page >= 1 && (1...50).contains(list.limit), "a page out of range")
        let configuration = APIConfiguration()
        guard let query = try? StatusQuery({ request.query($0) }, configuration: configuration) else {
            return
        }
        require((query.after ?? 0) >= 0, "a place before the first")
        require((1...configuration.maxPageSize).contains(query.limit ?? 1), "a limit out of range")
        var next = query
        next.after = random.below(1 << 31)
        let link = HTTPRequest(
            method: .get,
            target: "/batch?" + query.continued(after: next.after ?? 0, configuration: configuration))
        let read = try? StatusQuery({ link.query($0) }, configuration: configuration)
        require(read == next, "the link to the next page asks for something else")
    }

    /// Blocks of addresses and proxies, as an operator writes them.
    static let configuration = FuzzTarget(name: "configuration", maxLength: 512) { input, random in
        let entries = text(input).split(separator: ",").map(String.init)
        for entry in entries {
            guard let range = AddressRange(entry) else { continue }
            let base = IPAddress(String(entry.prefix { $0 != "/" }))
            require(base.map(range.contains) ?? false, "a block without its own address")
            let policy = AddressPolicy(allowing: [range])
            require(base.map { policy.allows($0) } ?? false, "an allowed block is not allowed")
        }
        guard let proxies = ProxyTable(entries) else { return }
        var numbers = SystemRandomNumberGenerator()
        for country in [nil, "us", "eu", "global", "zz"] {
            guard let proxy = proxies.proxy(for: country, using: &numbers) else { continue }
            require(proxy.url.contains("://"), "a proxy that is no URL")
        }
        require(proxies.isEmpty == entries.isEmpty, "entries are lost")
    }
}
