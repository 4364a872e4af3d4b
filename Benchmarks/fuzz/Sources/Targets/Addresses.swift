import Fetch
import Glibc

extension FuzzTarget {
    /// A URL that is taken reads the same again, and no spelling of a forbidden address passes.
    static let url = FuzzTarget(name: "url", maxLength: 1024, stretchLength: 8 << 10) { input, _ in
        guard let address = try? WebAddress(text(input)) else { return }
        check(address)
    }

    /// The same for a `Location` header's value and the URL that sent it.
    static let redirect = FuzzTarget(name: "redirect", maxLength: 1024, stretchLength: 8 << 10) { input, _ in
        let parts = parts(input, 2)
        guard let base = try? WebAddress(text(parts[0])),
            let address = try? base.resolving(text(parts[1]))
        else { return }
        check(address)
    }

    private static func check(_ address: WebAddress) {
        let again = try? WebAddress(address.text)
        require(again == address, "\(address.text) reads as \(again?.text ?? "nothing")")
        require(address.host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a host that is not plain ASCII")
        require(address.host == address.host.lowercased(), "a host in upper case")
        require((1...65535).contains(address.port), "port \(address.port)")
        require(address.path.hasPrefix("/"), "a path without a slash")
        require(!address.text.contains("#") && !address.pathAndQuery.contains("#"), "a fragment is left")
        require(address.text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }, "a blank or control is left")
        guard AddressPolicy().allows(host: address.host) else { return }
        let host = address.host.drop { $0 == "[" }.prefix { $0 != "]" }
        // What the C library would connect to, by its own reading of numbers.
        for name in [String(host), String(host.prefix { $0 != "%" })] {
            guard let number = resolved(name) else { continue }
            require(AddressPolicy().allows(number), "\(address.host) passes for a forbidden address")
        }
    }

    /// The address that `host` spells, without asking anybody.
    private static func resolved(_ host: String) -> IPAddress? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let list else { return nil }
        defer { freeaddrinfo(list) }
        return list.pointee.ai_addr.flatMap { IPAddress($0) }
    }

    /// Cookies, the URL they came with, and one that is asked for later.
    static let cookies = FuzzTarget(name: "cookies") { input, _ in
        let parts = parts(input, 3)
        let header = text(parts[0])
        let home = (try? WebAddress(text(parts[1]))) ?? home
        guard let cookies = try? BoundCookies(header, boundTo: home) else {
            require((try? BoundCookies.validate(header)) == nil, "cookies pass the check but cannot be bound")
            return
        }
        require("\(cookies)".utf8.count < 40, "cookies are described")
        for address in [home, try? WebAddress(text(parts[2]))].compactMap({ $0 }) {
            guard let header = cookies.header(for: address) else { continue }
            require(address.host == home.host, "cookies for another host")
            require(address.isSecure || !home.isSecure, "cookies in the clear")
            require(header.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a control in a header")
        }
    }

    private static let home: WebAddress = {
        guard let address = try? WebAddress("https://www.example.org/a/b") else { fatalError("a plain URL") }
        return address
    }()

    /// A `robots.txt` and a path.
    static let robots = FuzzTarget(name: "robots", nanosecondsPerByte: 20_000) { input, random in
        let parts = parts(input, 2)
        let rules = RobotsRules(parsing: parts[0], for: random.pick(["orbweaver", "a", "*", ""]))
        let path = text(parts[1])
        require(rules.allows(path) == rules.allows(path), "two answers")
        require(rules.allows("/robots.txt"), "the file itself is not allowed")
        if let delay = rules.crawlDelay {
            require(delay >= .zero && delay <= .seconds(3600), "a delay of \(delay)")
        }
        let shut = RobotsRules(parsing: Array("User-agent: *\nDisallow: /\n".utf8), for: "orbweaver")
        if path.hasPrefix("/"), path != "/robots.txt", !path.contains("%") {
            require(!shut.allows(path), "a path gets past a closed door")
        }
    }
}
