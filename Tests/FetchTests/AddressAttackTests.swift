import Batches
import Synchronization
import Testing

@testable import Fetch

/// Spellings of, and ways to, addresses that must not be reached. PORT stands for a canary's port, which
/// listens on loopback and must never be touched.
struct AddressAttackTests {
    static let forbidden: [String] =
        hosts.map { "http://\($0):PORT/" } + [
            "http:/127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "HTTP://127.0.0.1:PORT",
            "hTTps://127.0.0.1:PORT/",
            "  http://127.0.0.1:PORT/  ", "http://good.example@127.0.0.1:PORT/", "http://a:b@127.0.0.1:PORT/",
            "http://good.example:80@127.0.0.1:PORT/", "http://good.example\\@127.0.0.1:PORT/",
            "http://@127.0.0.1:PORT/", "http://:@127.0.0.1:PORT/", "http://127.0.0.1:PORT#@good.example/",
            "http://127.0.0.1:PORT?@good.example/", "http://127.0.0.1:PORT\\@good.example/",
            "http://127.0.0.1\\.good.example:PORT/", "http://127.0.0.1:PORT/../", "http://127.0.0.1:0PORT/",
            "http://good.example%23@127.0.0.1:PORT/", "http://good.example%2f@127.0.0.1:PORT/",
            "http://good.example%00@127.0.0.1:PORT/", "http://good.example &@127.0.0.1:PORT/",
            "http://127.0.0.1%00.good.example:PORT/", "http://127.0.0.1%09:PORT/",
            "http://127.0.0.1%20:PORT/",
            "http://127.0.0.1%0d%0a:PORT/", "http://127.0.0.1\t:PORT/", "http://127.0.0.1\u{0}:PORT/",
            "ht\ttp://127.0.0.1:PORT/", "http://127.0.0.1:\tPORT/", "http://\r\n127.0.0.1:PORT/",
            "//127.0.0.1:PORT/", "127.0.0.1:PORT", "http:127.0.0.1:PORT", "http:\\\\127.0.0.1:PORT\\",
            "http:////127.0.0.1:PORT/", "http://127.0.0.1 :PORT/", "http:// 127.0.0.1:PORT/",
            "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_x", "dict://127.0.0.1:PORT/x",
            "file:///etc/passwd",
            "file://127.0.0.1/etc/passwd", "ldap://127.0.0.1:PORT/", "tftp://127.0.0.1:PORT/x",
            "ws://127.0.0.1:PORT/", "wss://127.0.0.1:PORT/", "unix:///run/x.sock",
            "jar:http://127.0.0.1:PORT!/",
            "view-source:http://127.0.0.1:PORT/", "blob:http://127.0.0.1:PORT/", "data:text/html,x",
            "javascript:alert(1)", "about:blank", "telnet://127.0.0.1:PORT/", "smb://127.0.0.1/x",
            "rtsp://127.0.0.1:PORT/", "imap://127.0.0.1:PORT/", "mqtt://127.0.0.1:PORT/x",
            "scp://127.0.0.1/x",
            "http://[::1]PORT/", "http://[::1%25lo]:PORT/", "http://[::1%lo]:PORT/",
            "http://[fe80::1%25eth0]:PORT/",
            "http://[127.0.0.1]:PORT/", "http://[::1:PORT/", "http://::1:PORT/", "http://::1/",
            "http://[v1.x]:PORT/",
            "http://[]:PORT/", "http://:PORT/", "http://", "http://?", "http://#", "http:///", "",
        ]

    /// Loopback, private, local, mapped, translated, documentation, metadata: number forms and names.
    static let hosts: [String] = [
        // Loopback by numbers.
        "127.0.0.1", "127.1", "127.0.1", "127.000.000.001", "127.127.127.127", "127.255.255.254",
        "2130706433",
        "017700000001", "0177.0.0.1", "0177.0.0.01", "0177.1", "0x7f.0.0.1", "0x7f.1", "0x7F000001",
        "0X7f000001",
        "0x7f.0x0.0x0.0x1", "0x7f.0.01", "0177.0x0.1", "00000177.0.0.1", "0x000000007f.1", "127.0x1",
        "127.65535",
        "127.0.0.1.", "127.1.", "2130706433.", "0x7f000001.", "127.0.0.1..",
        // By other scripts, and with escapes.
        "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "１２７．１",
        "２１３０７０６４３３", "０ｘ７ｆ.1", "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "1%32%37.1", "%6c%6f%63alhost",
        "127.0.0.%EF%BC%91", "127.0.0.1%6.1", "127.0.0.1%",
        // Nobody's address.
        "0.0.0.0", "0", "0x0", "00", "0.0", "0.1.2.3", "[::]", "[0:0:0:0:0:0:0:0]", "[::0]",
        // Loopback by IPv6, mapped, compatible, translated.
        "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::0001]", "[0::1]", "[::ffff:127.0.0.1]",
        "[::FFFF:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[0::ffff:127.0.0.1]",
        "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]", "[2001:0:7f00:1::]",
        "[2001::ffff:80ff:fffe]", "[::ffff:0.0.0.0]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[64:ff9b::a9fe:a9fe]", "[::ffff:8.8.8.8]", "[100::1]",
        // Private and local networks.
        "10.0.0.1", "10.255.255.255", "012.0.0.1", "0xa.1", "167772161", "172.16.0.1", "172.31.255.254",
        "0xac.16.1",
        "192.168.0.1", "192.168.1", "0xc0a80101", "3232235777", "0300.0250.1.1", "100.64.0.1",
        "100.127.255.254",
        "169.254.0.1", "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
        "169.254.169.254.", "１６９.２５４.１６９.２５４", "100.100.100.200", "192.0.0.192", "192.0.0.1",
        "168.63.129.16", "169.254.170.2", "[fd00:ec2::254]", "[fe80::1]", "[fe80::a9fe:a9fe]", "[fec0::1]",
        "[fc00::1]", "[fd12:3456:789a::1]", "[ff02::1]", "[ff05::2]", "[2001:db8::1]", "[3fff::1]",
        "[4000::1]",
        "[2001:10::1]", "[2001:20::1]", "[5f00::1]",
        // Documentation, measurement, multicast, reserved, broadcast.
        "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1",
        "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255", "255.255.255.254", "0xffffffff", "4294967295",
        "037777777777",
        // Numbers that are no address.
        "4294967296", "256.256.256.256", "1.2.3.4.5", "127.0.0.256", "0x1ffffffff",
        // Names.
        "localhost", "LOCALHOST", "LocalHost", "localhost.", "localhost..", "a.localhost", "a.b.localhost.",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "ｌｏｃａｌｈｏｓｔ", "loc\u{AD}alhost", "loc%61lhost", "localhost.localdomain", "ip6-localhost",
        "ip6-loopback", "metadata", "metadata.google.internal", "metadata.google.internal.", "instance-data",
        "METADATA.google.Internal", "kubernetes.default.svc.cluster.local", "host.docker.internal",
        "gateway.docker.internal", "router.local", "nas.lan", "intranet", "printer.home.arpa", "db.corp",
        "x.intranet", "x.home", "x.private", "wpad", "x.localdomain", "x.test", "x.invalid", "hidden.onion",
        // Broken names.
        ".", "..", "a..example", ".example.com", "-", "*", "exa mple.com", "{127.0.0.1}", "<127.0.0.1>",
        String(repeating: "a", count: 64) + ".com",
    ]

    @Test func theTableIsLargeEnough() { #expect(Set(Self.forbidden).count >= 150) }

    @Test(arguments: forbidden)
    func isRefusedAtSubmit(spelling: String) {
        let url = spelling.replacing("PORT", with: "8080")
        #expect(throws: URLProblem.self) { try SubmittedURL.validate(url, AddressPolicy()) }
    }

    /// The same spellings past the check at submit, as a `Location` would bring them.
    @Test func noSpellingReachesTheCanary() async throws {
        let canary = try FixtureSite()
        let target = Mutex("")
        let site = try FixtureSite { _ in .redirect(to: target.withLock { $0 }) }
        // Only the redirecting site is let through: it plays a public one.
        var configuration = FetchConfiguration()
        configuration.allowNetworks = try [#require(AddressRange("127.8.8.8"))]
        configuration.resolver = { host, _ in host == "public.example" ? ["127.8.8.8"] : nil }
        configuration.totalTimeout = .seconds(5)
        let bound = try FixtureSite(address: 0x7F08_0808) { _ in .redirect(to: target.withLock { $0 }) }
        let fetcher = CurlFetcher(configuration)
        for spelling in Self.forbidden
        where !spelling.utf8.contains(where: { $0 < 0x20 }) && !spelling.isEmpty {
            let url = spelling.replacing("PORT", with: "\(canary.port)")
            target.withLock { $0 = url }
            await #expect(throws: FetchError.self, "\(spelling)") {
                try await fetcher.fetch(FetchRequest(url: "http://public.example:\(bound.port)/"))
            }
        }
        #expect(canary.connections == 0)
        #expect(site.connections == 0)
        #expect(bound.connections > 0)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsInsideAreRefused(status: Int) async throws {
        let canary = try FixtureSite()
        let bound = try FixtureSite(address: 0x7F08_0808) { _ in .redirect(status, to: canary.url("/")) }
        var configuration = FetchConfiguration()
        configuration.allowNetworks = try [#require(AddressRange("127.8.8.8"))]
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(configuration).fetch(FetchRequest(url: bound.url("/", host: "127.8.8.8")))
        }
        #expect(error?.cause == .addressNotAllowed)
        #expect(canary.connections == 0)
    }

    @Test(arguments: ["127.0.0.1", "[::1]", "10.1.2.3", "169.254.169.254", "[::ffff:127.0.0.1]", "[fd00::1]"])
    func namesThatResolveInsideAreRefused(address: String) async throws {
        let canary = try FixtureSite()
        var configuration = FetchConfiguration()
        configuration.resolver = { _, _ in [address] }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(configuration).fetch(
                FetchRequest(url: canary.url("/", host: "good.example.com")))
        }
        #expect(error?.cause == .addressNotAllowed)
        #expect(canary.connections == 0)
    }

    @Test func anAnswerThatChangesBetweenLookUpsIsRefused() async throws {
        let canary = try FixtureSite()
        let bound = try FixtureSite(address: 0x7F08_0808) { _ in
            .raw("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n")
        }
        let lookUps = Mutex(0)
        var configuration = FetchConfiguration()
        configuration.allowNetworks = try [#require(AddressRange("127.8.8.8"))]
        configuration.resolver = { _, _ in
            lookUps.withLock {
                $0 += 1
                return $0 == 1 ? ["127.8.8.8"] : ["127.0.0.1"]
            }
        }
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(configuration).fetch(
                FetchRequest(url: bound.url("/", host: "rebinding.example.com")))
        }
        #expect(error?.cause == .addressNotAllowed)
        #expect(lookUps.withLock { $0 } == 2)
        #expect(canary.connections == 0)
    }

    /// One answer inside and one outside: the one inside is never tried.
    @Test func ofMixedAnswersOnlyTheAllowedIsUsed() async throws {
        let bound = try FixtureSite(address: 0x7F08_0808) { _ in .response(body: "public") }
        var configuration = FetchConfiguration()
        configuration.allowNetworks = try [#require(AddressRange("127.8.8.8"))]
        configuration.resolver = { _, _ in ["127.0.0.1", "127.8.8.8"] }
        let page = try await CurlFetcher(configuration).fetch(
            FetchRequest(url: bound.url("/", host: "mixed.example.com")))
        #expect(page.body == Array("public".utf8))
    }

    @Test(arguments: ["http://127.0.0.1:PORT/", "http://0x7f.1:PORT/", "http://inside.example.com:PORT/"])
    func aProxyIsNoWayInside(url: String) async throws {
        let proxy = try FixtureSite { _ in .response(body: "through") }
        var configuration = FetchConfiguration()
        configuration.proxies = try #require(ProxyTable(["default=http://127.0.0.1:\(proxy.port)"]))
        configuration.resolver = { _, _ in ["10.0.0.1"] }
        var request = FetchRequest(url: url.replacing("PORT", with: "80"))
        request.useProxy = true
        let error = await #expect(throws: FetchError.self) {
            try await CurlFetcher(configuration).fetch(request)
        }
        #expect(error?.reason == .addressNotAllowed)
        #expect(proxy.connections == 0)
    }

    @Test(arguments: [
        "http://example.com", "https://example.com/a?b=c", "http://8.8.8.8/", "http://[2606:4700::1111]/",
        "http://exämple.com/ü", "http://example.com./", "http://a.b.example.co.uk:8080/x y", "http://1.1/",
        "HTTPS://EXAMPLE.COM/", "http://xn--exmple-cua.com/", "http://under_score.example.com/",
    ])
    func publicAddressesPass(url: String) throws {
        _ = try SubmittedURL.validate(url, AddressPolicy())
    }

    @Test func anAllowedNetworkPassesInEverySpelling() throws {
        let policy = AddressPolicy(allowing: try [#require(AddressRange("127.0.0.0/8"))])
        for url in ["http://127.0.0.1/", "http://0x7f.1/", "http://localhost/", "http://[::ffff:127.0.0.1]/"]
        {
            _ = try SubmittedURL.validate(url, policy)
        }
        #expect(throws: URLProblem.addressNotAllowed) {
            try SubmittedURL.validate("http://10.0.0.1/", policy)
        }
    }
}
