import Batches
import Synchronization
import Testing

@testable import Fetch

struct RobotsRulesTests {
    struct Case: Sendable {
        var file: String
        var path: String
        var allows: Bool

        init(_ file: String, _ path: String, _ allows: Bool) {
            self.file = file
            self.path = path
            self.allows = allows
        }
    }

    static let cases: [Case] = [
        Case("", "/", true),
        Case("User-agent: *\nDisallow: /", "/a", false),
        Case("User-agent: *\nDisallow:", "/a", true),
        Case("user-AGENT:*\nDISALLOW:/a", "/ab", false),
        Case("User-agent: *\nDisallow: /a", "/b", true),
        Case("User-agent: *\nDisallow: /A", "/a", true),
        Case("Disallow: /", "/a", true),
        // The own group wins over everyone's, wherever it stands and however it is cut up.
        Case("User-agent: *\nDisallow: /\nUser-agent: orbweaver\nDisallow: /x", "/a", true),
        Case("User-agent: Orbweaver/2.0\nDisallow: /x\n\nUser-agent: *\nAllow: /", "/x", false),
        Case(
            "User-agent: orbweaver\nDisallow: /x\nUser-agent: b\nDisallow: /\nUser-agent: orbweaver\nDisallow: /y",
            "/y", false),
        Case("User-agent: a\nUser-agent: orbweaver\nDisallow: /x", "/x", false),
        Case("User-agent: orbweaver\nUser-agent: *\nDisallow: /x", "/x", false),
        Case("User-agent: orb\nDisallow: /", "/a", true),
        Case("User-agent: orbweaverbot\nDisallow: /", "/a", true),
        Case("User-agent: orbweaver\n\nUser-agent: *\nDisallow: /", "/a", false),
        // The longest pattern, and allow on a tie.
        Case("User-agent: *\nDisallow: /p\nAllow: /p/q", "/p/q/r", true),
        Case("User-agent: *\nAllow: /p\nDisallow: /p/q", "/p/q/r", false),
        Case("User-agent: *\nDisallow: /p\nAllow: /p", "/p", true),
        Case("User-agent: *\nAllow: /p\nDisallow: /p", "/p", true),
        Case("User-agent: *\nAllow: /$\nDisallow: /", "/", true),
        Case("User-agent: *\nAllow: /$\nDisallow: /", "/a", false),
        // Wildcards and anchors.
        Case("User-agent: *\nDisallow: /*.php", "/a/b.php?x", false),
        Case("User-agent: *\nDisallow: /*.php$", "/a/b.php?x", true),
        Case("User-agent: *\nDisallow: /*.php$", "/a.php/b.php", false),
        Case("User-agent: *\nDisallow: *secret", "/very/secret/x", false),
        Case("User-agent: *\nDisallow: /a*b*c", "/aXbXd", true),
        Case("User-agent: *\nDisallow: /a$b", "/a$b", false),
        Case("User-agent: *\nDisallow: /*?", "/a?b", false),
        Case("User-agent: *\nDisallow: /*?", "/a", true),
        Case("User-agent: *\nDisallow: /**", "/a", false),
        // Escapes are one spelling.
        Case("User-agent: *\nDisallow: /%61b", "/ab", false),
        Case("User-agent: *\nDisallow: /ü", "/%c3%bc", false),
        Case("User-agent: *\nDisallow: /%C3%BC", "/ü", false),
        Case("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
        // An escaped wildcard or anchor is the sign itself.
        Case("User-agent: *\nDisallow: /f-%2A.html", "/f-*.html", false),
        Case("User-agent: *\nDisallow: /f-%2a.html", "/f-%2A.html", false),
        Case("User-agent: *\nDisallow: /f-%2A.html", "/f-x.html", true),
        Case("User-agent: *\nDisallow: /f-*.html", "/f-%2A.html", false),
        Case("User-agent: *\nDisallow: /f-%24", "/f-$", false),
        Case("User-agent: *\nDisallow: /f-%24", "/f-$/more", false),
        Case("User-agent: *\nDisallow: /f-%24", "/f-", true),
        Case("User-agent: *\nDisallow: /f-$$", "/f-$", false),
        Case("User-agent: *\nDisallow: /f-$$", "/f-$x", true),
        // What no path may hold plain is its escape; what separates parts of one is not.
        Case("User-agent: *\nDisallow: /%22a%7B%7C%5E%60%3C%5B", "/\"a{|^`<[", false),
        Case("User-agent: *\nDisallow: /\"a{|^`<[", "/%22a%7b%7c%5e%60%3c%5b", false),
        Case("User-agent: *\nDisallow: /a b", "/a%20b", false),
        Case("User-agent: *\nDisallow: /100%25", "/100%", false),
        Case("User-agent: *\nDisallow: /a%3Fb", "/a?b", true),
        Case("User-agent: *\nDisallow: /a?b=(c)", "/a?b=(c)", false),
        // A sign is no digit, and an escape that ends early is none.
        Case("User-agent: *\nDisallow: /%+1", "/%01", true),
        Case("User-agent: *\nDisallow: /%+1", "/%+1", false),
        Case("User-agent: *\nDisallow: /a%4", "/a%4", false),
        // Comments, line ends, byte order mark, rubbish.
        Case("# x\r\nUser-agent: * # all\r\nDisallow: /a # why\r\n", "/a", false),
        Case("User-agent: *\rDisallow: /a", "/a", false),
        Case("\u{FEFF}User-agent: *\nDisallow: /a", "/a", false),
        Case("<html>\nfoo\n: :\nUser-agent: *\nSitemap: http://x/\nDisallow: /a", "/a", false),
        Case("User-agent: *\nSitemap: x\nUser-agent: b\nDisallow: /a", "/a", false),
        Case("User-agent: *\nDisallow: /", "/robots.txt", true),
    ]

    @Test(arguments: cases)
    func judges(_ example: Case) {
        let rules = RobotsRules(parsing: Array(example.file.utf8), for: "Orbweaver")
        #expect(rules.allows(example.path) == example.allows, "\(example.file)")
    }

    @Test func readsCrawlDelay() {
        let rules = RobotsRules(parsing: Array("User-agent: *\nCrawl-delay: 2.5".utf8), for: "x")
        #expect(rules.crawlDelay == .milliseconds(2500))
        #expect(
            RobotsRules(parsing: Array("User-agent: *\nCrawl-delay: nan".utf8), for: "x").crawlDelay == nil)
    }

    @Test func manyStarsTakeBoundedTime() {
        let file = "User-agent: *\nDisallow: /" + String(repeating: "*a", count: 2000) + "b"
        let rules = RobotsRules(parsing: Array(file.utf8), for: "x")
        let before = ContinuousClock.now
        #expect(rules.allows("/" + String(repeating: "a", count: 8000)))
        #expect(ContinuousClock.now - before < .seconds(10))
    }

    /// What is between stars is found once each: nothing multiplies the lengths of a rule and a path.
    @Test func rulesThatAlmostMatchTakeLittleTime() {
        let almost = "*" + String(repeating: "a", count: 480) + "b\n"
        let file =
            "User-agent: *\n" + String(repeating: "Disallow: \(almost)", count: 1000) + "Disallow: /a*z$"
        let rules = RobotsRules(parsing: Array(file.utf8), for: "x")
        let path = "/" + String(repeating: "a", count: 8000)
        let before = ContinuousClock.now
        for _ in 0..<10 { #expect(rules.allows(path)) }
        #expect(ContinuousClock.now - before < .seconds(10))
        #expect(!rules.allows(path + "z"))
        #expect(!rules.allows(path + "b"))
    }

    /// What a file that is made to waste time has not allowed within the bound is refused; shorter paths are judged.
    @Test func aPathThatTakesTooMuchWorkIsRefused() {
        let file = "User-agent: *\n" + String(repeating: "Disallow: *xy\n", count: 30_000) + "Allow: /long"
        let rules = RobotsRules(parsing: Array(file.utf8), for: "x")
        #expect(rules.allows("/" + String(repeating: "a", count: 300)))
        #expect(!rules.allows("/" + String(repeating: "a", count: 300) + "xy"))
        #expect(!rules.allows("/" + String(repeating: "a", count: 8000)))
        // The longer rule was judged before.
        #expect(rules.allows("/long" + String(repeating: "a", count: 8000)))
    }

    @Test func matchesAsAWalkOverEveryPlaceDoes() {
        var random = SplitMix(state: 7)
        func text(_ letters: [UInt8], _ length: Int) -> [UInt8] {
            (0..<random.below(length + 1)).map { _ in letters[random.below(letters.count)] }
        }
        var matches = 0
        for _ in 0..<20_000 {
            let pattern = [UInt8(ascii: "/")] + text(Array("aab**$".utf8), 9)
            let path = [UInt8(ascii: "/")] + text(Array("aab$".utf8), 9)
            let file = "User-agent: *\nDisallow: " + String(decoding: pattern, as: UTF8.self)
            let rules = RobotsRules(parsing: Array(file.utf8), for: "x")
            let expected = Self.matches(pattern, path)
            if expected { matches += 1 }
            #expect(
                rules.allows(String(decoding: path, as: UTF8.self)) != expected,
                "\(file) \(String(decoding: path, as: UTF8.self))")
        }
        #expect((2000...18_000).contains(matches))
    }

    /// The places of `path` that each further sign of `pattern` can lead to.
    private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let isAnchored = pattern.last == UInt8(ascii: "$")
        var places: Set = [0]
        for sign in isAnchored ? pattern.dropLast() : pattern[...] {
            if sign == UInt8(ascii: "*") {
                places = Set((places.min() ?? .max)...max(path.count, places.min() ?? .max))
            } else {
                places = Set(places.filter { $0 < path.count && path[$0] == sign }.map { $0 + 1 })
            }
            if places.isEmpty { return false }
        }
        return isAnchored ? places.contains(path.count) : true
    }

    private struct SplitMix {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ mixed >> 31) % UInt64(limit))
        }
    }

    static let answers: [(FixtureSite.Reply, String, FailureReason?)] = [
        (.response(body: "User-agent: *\nDisallow: /private"), "/private", .robotsDisallowed),
        (.response(body: "User-agent: *\nDisallow: /private"), "/open", nil),
        (.response("404 Not Found"), "/private", nil), (.response("403 Forbidden"), "/private", nil),
        (.response("503 Busy"), "/private", .serverError), (.init(steps: []), "/private", .connectionLost),
    ]

    @Test(arguments: answers)
    func asksTheSiteFirst(robots: FixtureSite.Reply, path: String, reason: FailureReason?) async throws {
        let site = try FixtureSite { $0.path == "/robots.txt" ? robots : .response(body: "page") }
        let fetcher = RobotsFetcher(CurlFetcher(.loopback))
        for _ in 0..<2 {
            do throws(FetchError) {
                _ = try await fetcher.fetch(FetchRequest(url: site.url(path)))
                #expect(reason == nil)
            } catch {
                #expect(error.reason == reason)
            }
        }
        // Asked once for both.
        #expect(site.requests.filter { $0.path == "/robots.txt" }.count == 1)
        #expect(site.requests.contains { $0.path == path } == (reason == nil))
    }
}
