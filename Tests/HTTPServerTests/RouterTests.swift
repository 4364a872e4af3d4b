import Testing

@testable import HTTPServer

struct RouterTests {
    private static let router: Router = {
        var router = Router { _, miss in TestServer.text(miss == .notFound ? 404 : 405, "\(miss)") }
        let answer = { (name: String) -> HTTPHandler in
            { request in
                let values = ["id", "item", "jobID"].compactMap { request.parameters[$0] }
                return TestServer.text(200, "\(name) \(values)")
            }
        }
        router.on(.get, "/", answer("root"))
        router.on(.get, "/crawl/history", answer("history"))
        router.on(.get, "/crawl/{id}", answer("crawl"))
        router.on(.get, "/crawl/{id}/pages", answer("pages"))
        router.on(.post, "/crawl/{jobID}/pages/{item}", answer("page"))
        router.on(.delete, "/crawl/{id}", answer("delete"))
        return router
    }()

    private static func ask(_ method: HTTPMethod, _ target: String) async -> (Int, String, allow: String?) {
        let response = await router.respond(to: HTTPRequest(method: method, target: target))
        guard case .bytes(let bytes) = response.body else {
            return (response.status, "", response.headers.first("allow"))
        }
        return (response.status, String(decoding: bytes, as: UTF8.self), response.headers.first("allow"))
    }

    @Test(arguments: [
        ("/", "root []"), ("", "root []"), ("/?a=b", "root []"), ("/crawl/history", "history []"),
        ("//crawl///history/", "history []"), ("/crawl/x", #"crawl ["x"]"#),
        ("/crawl/x?history", #"crawl ["x"]"#),
        ("/crawl/a%2Fb", #"crawl ["a/b"]"#), ("/crawl/%68istory", "history []"),
        ("/crawl/+", #"crawl ["+"]"#),
        ("/crawl/history/pages", #"pages ["history"]"#), ("/crawl/x/pages", #"pages ["x"]"#),
    ])
    func pathsFindTheirRoutes(_ target: String, _ answer: String) async {
        let (status, text, _) = await Self.ask(.get, target)
        #expect(status == 200)
        #expect(text == answer)
    }

    @Test(arguments: ["/crawl", "/crawl/x/y", "/Crawl/x", "/crawl/x/pages/y/z", "/crawl/../crawl/x"])
    func unknownPathsAreNotFound(_ target: String) async {
        #expect(await Self.ask(.get, target).0 == 404)
    }

    @Test func eachRouteNamesItsOwnParameters() async {
        #expect(await Self.ask(.post, "/crawl/1/pages/2").1 == #"page ["2", "1"]"#)
    }

    @Test func aWrongMethodIsToldTheRightOnes() async {
        let (status, text, allow) = await Self.ask(.put, "/crawl/x")
        #expect(status == 405)
        #expect(text == "methodNotAllowed")
        #expect(allow == "DELETE, GET, HEAD, OPTIONS")
        #expect(await Self.ask(HTTPMethod(rawValue: "get"), "/crawl/x").0 == 405)
    }

    @Test func headAndOptionsNeedNoRoutes() async {
        #expect(await Self.ask(.head, "/crawl/x").0 == 200)
        #expect(await Self.ask(.head, "/crawl/1/pages/2").0 == 405)
        let (status, _, allow) = await Self.ask(.options, "/crawl/1/pages/2")
        #expect(status == 204)
        #expect(allow == "OPTIONS, POST")
        #expect(await Self.ask(.options, "/none").0 == 404)
        #expect(await Self.ask(.options, "*").allow == "DELETE, GET, HEAD, OPTIONS, POST")
    }

    @Test func queriesAreDecodedAsForms() {
        let request = HTTPRequest(
            method: .get, target: "/?a=1&b=x+y%21&c&=d&a=2&e=f=g&%zz=%4&h=%C3%A9&&i=%FF")
        #expect(request.query.map(\.name) == ["a", "b", "c", "", "a", "e", "%zz", "h", "i"])
        #expect(request.query.map(\.value) == ["1", "x y!", "", "d", "2", "f=g", "%4", "é", "\u{FFFD}"])
        #expect(request.query("a") == "1")
        #expect(request.query("none") == nil)
        #expect(HTTPRequest(method: .get, target: "/a").query.isEmpty)
    }
}
