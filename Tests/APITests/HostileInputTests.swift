import Batches
import HTTPServer
import JSON
import Testing

@testable import API

/// Input that no client sends: each must come to an answer of ours, whatever it is.
struct HostileInputTests {
    private static let seed = Array(
        #"{"urls":["http://a.test/x",{"url":"https://b.test"}],"prompt":"é\u00e9","schema":{"a":[1.5e3,null]},"useProxy":true,"cookies":"a=b"}"#
            .utf8)
    private static let pieces: [[UInt8]] = [
        Array("{".utf8), Array("[".utf8), Array("\"".utf8), Array("\\u".utf8), Array("\\".utf8),
        Array(",".utf8),
        Array("null".utf8), Array("1e999".utf8), Array("-".utf8), Array("\\ud83d".utf8), [0], [0x80],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], Array("\"urls\":".utf8), [0xEF, 0xBB, 0xBF],
    ]

    @Test(arguments: UInt64(1)...4)
    func changedBodiesAreReadOrRefused(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let test = try await TestAPI()
        var statuses: Set<Int> = []
        for _ in 0..<1500 {
            var body = Self.seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0 where place < body.count: body[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1:
                    body.removeSubrange(
                        place..<min(body.count, place + Int.random(in: 1...9, using: &random)))
                default: body.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
                }
            }
            let request = HTTPRequest(
                method: .post, target: "/api/batch/scrape", headers: ["x-api-key": TestAPI.key],
                body: HTTPBody(body))
            let answer = await Answer(test.api.respond(to: request))
            statuses.insert(answer.status)
            if answer.status == 202 {
                #expect(try answer.json["batchId"]?.stringValue != nil)
            } else {
                #expect(try answer.json["status"] == "error")
            }
        }
        #expect(statuses.isSubset(of: [202, 400, 422]))
        #expect(statuses.isSuperset(of: [202, 400]))
    }

    @Test(arguments: UInt64(1)...4)
    func strangeTargetsAreAnswered(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let test = try await TestAPI()
        let id = try await test.submit(3)
        let words = [
            "/api", "/batch", "/scrape", "/\(id.rawValue)", "/retry", "//", "/..", "%2F", "%00", "%", "%zz",
            "?", "&", "=",
            "cursor", "limit", "status", "page", "include", "resultShape", "-1", "0", "9",
            "99999999999999999999",
            "+", "é", "\u{0}", "completed", ",", "\"", "<",
        ]
        let methods: [HTTPMethod] = [
            .get, .post, .delete, .head, .options, .put, HTTPMethod(rawValue: "BREW"),
        ]
        for _ in 0..<1500 {
            var target = "/api/batch/scrape"
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                target += words.randomElement(using: &random) ?? ""
            }
            let method = methods.randomElement(using: &random) ?? .get
            let answer = await test.send(method, target, "{}")
            #expect([200, 202, 204, 400, 404, 405, 409].contains(answer.status), "\(method) \(target)")
            if answer.status >= 400 { #expect(try answer.json["status"] == "error") }
        }
    }

    @Test(arguments: UInt64(1)...2)
    func strangeKeysAreRefused(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let test = try await TestAPI()
        for _ in 0..<500 {
            let key = String(
                decoding: (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt8.random(in: .min ... .max, using: &random)
                }, as: UTF8.self)
            for headers: HTTPHeaders in [
                ["x-api-key": key], ["authorization": key], ["authorization": "Bearer \(key)"],
            ] {
                let status = await test.send(.get, "/api/batch/scrape", headers: headers).status
                #expect(status == 401 || status == 403)
            }
        }
    }
}
