import Testing

@testable import HTTPServer

/// The table of raw requests against a real server, over loopback.
struct RawRequestTests {
    private static let server = Task { try await TestServer() }

    @Test(arguments: RawRequests.all)
    func anyBytesGetOneOfTheirAllowedOutcomes(_ request: RawRequest) async throws {
        let client = try await Self.server.value.connect()
        await client.send(request.bytes)
        var rest: [UInt8] = []
        let response = try #require(await client.response(after: &rest))
        #expect(request.statuses.contains(response.status), "got \(response.status): \(response.text)")
        #expect(
            response["Date"] != nil && response["Content-Length"] != nil && response["Content-Type"] != nil)
        if let understood = request.understood, response.status == 200 {
            #expect(response.text == understood)
        }
        switch request.afterwards {
        case .closed:
            #expect(response["Connection"] == "close")
            #expect(rest.isEmpty)
            #expect(await client.receiveToEnd() == [])
        case .kept:
            await client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            let next = try #require(await client.response(after: &rest))
            #expect(next.status == 200)
            #expect(next.text == "GET /next ")
        }
    }

    @Test func theTableIsNotSmall() {
        #expect(RawRequests.all.count >= 150)
    }
}
