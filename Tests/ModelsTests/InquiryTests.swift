import JSON
import Structuring
import Testing

@testable import Models

struct InquiryTests {
    private func inquiry(
        _ json: JSON = productSchema, page: String = "Tea for 3.50",
        endpoint: EndpointTraits = EndpointTraits(),
        _ configure: (inout ModelConfiguration) -> Void = { _ in }
    ) throws -> Inquiry {
        var configuration = ModelConfiguration(model: "m")
        configure(&configuration)
        return Inquiry(question(.fields(try wish(json)), page: page), configuration, endpoint: endpoint)
    }

    @Test(arguments: [
        // As asked.
        #"{"name":"Tea","price":3.5,"in_stock":true,"tags":["hot"]}"#,
        // Prose and a fence around it.
        "Sure! Here it is:\n```json\n{\"name\":\"Tea\",\"price\":3.5,\"in_stock\":true,\"tags\":[\"hot\"]}\n```\nBye [1].",
        // Thinking aloud, with braces.
        "<think>{\"name\": \"no\"}</think>{\"name\":\"Tea\",\"price\":3.5,\"in_stock\":true,\"tags\":[\"hot\"]}",
        // Texts in place of other types.
        #"{"name":"Tea","price":"£3.50","in_stock":"In stock","tags":"hot"}"#,
        // Other names for the same.
        #"{"Product Name":"Tea","cost":3.5,"availability":true,"Tags":["hot"]}"#,
        #"{"product":{"name":"Tea","price":3.5,"inStock":true,"tags":["hot"]}}"#,
        // Broken JSON, and members that nobody asked for.
        "{name: 'Tea', 'price': 3.5, in_stock: true, \"tags\": [\"hot\",], \"rating\": 5}",
        #"[{"name":"Tea","price":3.5,"in_stock":true,"tags":["hot"]}]"#,
    ])
    func readsWhatModelsWrite(content: String) throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([completion(content)])
        #expect(requests.count == 1)
        #expect(inquiry.answer == ["name": "Tea", "price": 3.5, "in_stock": true, "tags": ["hot"]])
        #expect(inquiry.error == nil && inquiry.usage == TokenUsage(input: 100, output: 10))
    }

    @Test func asksOnlyForWhatIsOpen() throws {
        let wish = try wish(productSchema, lackingIn: ["name": "Tea", "price": nil, "tags": ["a"]])
        let inquiry = Inquiry(
            question(.fields(wish)), ModelConfiguration(model: "m"), endpoint: EndpointTraits())
        let schema = inquiry.request?["response_format"]?["json_schema"]?["schema"]
        #expect(schema?["properties"]?.objectValue?.names == ["price", "in_stock"])
        #expect(schema?["properties"]?["price"]?["type"] == ["number", "null"])
        #expect(schema?["required"] == ["price", "in_stock"])
        #expect(inquiry.request?["model"] == "m" && inquiry.request?["temperature"] == 0)
        #expect(inquiry.request?.lastMessage.contains("tags") == false)
    }

    @Test func anEndpointThatRefusesTheFormatIsAskedInALooserOne() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([
            failure(400, #"{"error":"response_format json_schema is not supported"}"#),
            failure(422, "unknown field response_format"), completion(#"{"name":"Tea"}"#),
        ])
        #expect(requests.map(\.format) == ["json_schema", "json_object", nil])
        #expect(inquiry.answer == ["name": "Tea"])
        #expect(inquiry.endpoint.format == .text && inquiry.endpoint.isFormatProven)
        // Learned: the next question begins where this one ended.
        var next = try self.inquiry(endpoint: inquiry.endpoint)
        #expect(next.run([completion("{}")]).requests.first?.format == nil)
    }

    @Test func aProvenFormatIsNotUnlearnedByOneSchema() throws {
        var proven = EndpointTraits()
        proven.isFormatProven = true
        var inquiry = try inquiry(endpoint: proven)
        _ = inquiry.run([failure(400, "failed to parse grammar"), completion(#"{"name":"Tea"}"#)])
        #expect(inquiry.answer == ["name": "Tea"])
        #expect(inquiry.endpoint.format == .jsonSchema)
    }

    @Test func leavesOutParametersThatAreRefused() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([
            failure(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            failure(400, "Unsupported value: 'temperature'"), completion(#"{"name":"Tea"}"#),
        ])
        try #require(requests.count == 3)
        #expect(requests[0]["max_tokens"] != nil && requests[1]["max_tokens"] == nil)
        #expect(requests[1]["max_completion_tokens"] != nil && requests[1]["temperature"] != nil)
        #expect(requests[2]["temperature"] == nil && requests[2].format == "json_schema")
        #expect(inquiry.answer == ["name": "Tea"])
    }

    @Test(arguments: [
        (failure(500), ModelError.serverError(status: 500)), (failure(503), .serverError(status: 503)),
        (failure(429), .rateLimited), (.timedOut, .timedOut), (.unreachable, .unreachable),
    ])
    func waitsLongerEachTimeAndThenGivesUp(reply: ChatReply, error: ModelError) throws {
        var inquiry = try inquiry()
        let (requests, waits) = inquiry.run([reply])
        #expect(requests.count == 3)
        #expect(waits == [.milliseconds(375), .milliseconds(750)])
        #expect(inquiry.error == error && inquiry.answer == nil && inquiry.usage.total == 0)
    }

    @Test func aFailureThatPassesIsForgotten() throws {
        var inquiry = try inquiry()
        let (requests, waits) = inquiry.run([
            failure(429, retryAfter: .seconds(7)), .timedOut, completion(#"{"name":"Tea"}"#),
        ])
        #expect(requests.count == 3 && waits.first == .seconds(7))
        #expect(inquiry.answer == ["name": "Tea"] && inquiry.error == nil)
    }

    @Test(arguments: [
        (failure(429, retryAfter: .seconds(600)), ModelError.rateLimited),
        (failure(429, "insufficient_quota"), .refused(status: 429)), (failure(401), .refused(status: 401)),
        (failure(403), .refused(status: 403)), (failure(404), .refused(status: 404)),
        (.cancelled, .cancelled),
    ])
    func someFailuresAreFinal(reply: ChatReply, error: ModelError) throws {
        var inquiry = try inquiry()
        let (requests, waits) = inquiry.run([reply])
        #expect(requests.count == 1 && waits.isEmpty && inquiry.error == error)
    }

    @Test func aCutAnswerIsAskedForWithMoreRoom() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([
            completion(#"{"name":"Tea","pri"#, finish: "length"), completion(#"{"name":"Tea","price":3.5}"#),
        ])
        let limits = requests.compactMap { $0["max_tokens"]?.integerValue }
        #expect(limits.count == 2 && limits[1] == 2 * limits[0])
        #expect(inquiry.answer?["price"] == 3.5 && inquiry.error == nil)
    }

    @Test func anAnswerOfSingleValuesThatIsCutIsNotAskedForAgain() throws {
        var inquiry = try inquiry([
            "type": "object", "properties": ["name": ["type": "string"], "seats": ["type": "integer"]],
        ])
        let (requests, _) = inquiry.run([
            completion(#"{"name":"Tea","seats":9000000000000000000000000"#, finish: "length")
        ])
        #expect(requests.count == 1)
        #expect(inquiry.answer?["name"] == "Tea" && inquiry.error == .answerTooLong)
    }

    @Test func ofAnAnswerThatStaysCutTheWholeValuesAreKept() throws {
        var inquiry = try inquiry()
        _ = inquiry.run([completion(#"{"name":"Tea","price":3.5,"tags":["hot","swe"#, finish: "length")])
        #expect(inquiry.answer == ["name": "Tea", "price": 3.5, "tags": ["hot"]])
        #expect(inquiry.error == .answerTooLong)
    }

    @Test func anAnswerWithoutEndIsReadAsFarAsItGoes() throws {
        var inquiry = try inquiry()
        let body =
            #"{"choices":[{"message":{"content":"{\"name\":\"Tea\",\"price\":3.5,\"tags\":[\"a\",\"a\",\"a"#
        let (requests, _) = inquiry.run([
            .answer(ChatAnswer(status: 200, body: Array(body.utf8), isCut: true))
        ])
        #expect(requests.count == 1)
        #expect(inquiry.answer?["name"] == "Tea" && inquiry.error == .answerTooLong)
        #expect(inquiry.usage.total > 0)
    }

    @Test func objectsToWhatCannotBeUsed() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([
            completion(#"{"name":"Tea","price":"about a dozen","in_stock":"perhaps"}"#),
            completion(#"{"price":12,"in_stock":null}"#),
        ])
        try #require(requests.count == 2, "\(inquiry)")
        #expect(requests[1].lastMessage.contains("\"price\" must be a number"))
        #expect(requests[1].lastMessage.contains("\"in_stock\" must be true or false"))
        // What was right the first time stays.
        #expect(inquiry.answer?["name"] == "Tea" && inquiry.answer?["price"] == 12)
    }

    @Test(arguments: ["I cannot help with that.", "", #"{"a":1,"b":2,"c":3}"#, #"{"choices":"#])
    func objectsTwiceAndThenGivesUp(content: String) throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([completion(content)])
        #expect(requests.count == 3 && inquiry.answer == nil)
        #expect(inquiry.error == (content.isEmpty ? .noAnswer : .unusableAnswer))
        #expect(inquiry.usage == TokenUsage(input: 300, output: 30))
    }

    @Test func aModelThatKnowsNothingIsNotPressed() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([completion(#"{"name":null,"price":null,"in_stock":null,"tags":[]}"#)]
        )
        #expect(requests.count == 1 && inquiry.answer == nil && inquiry.error == nil)
    }

    @Test func whatIsNoChatCompletionIsNoAnswer() throws {
        var inquiry = try inquiry()
        let (requests, _) = inquiry.run([.answer(ChatAnswer(status: 200, body: Array("<html>".utf8)))])
        #expect(requests.count == 3 && inquiry.error == .noAnswer)
        #expect(inquiry.usage.total > 0)
    }

    @Test func theItemsBudgetIsHeldBeforeItIsSpent() throws {
        var inquiry = try inquiry { $0.maxTokensPerItem = 100 }
        #expect(inquiry.run([completion("{}")]).requests.isEmpty)
        #expect(inquiry.error == .budgetSpent(.item))
        // An endpoint that counts far more than was guessed is not asked again.
        var second = try self.inquiry { $0.maxTokensPerItem = 5000 }
        let (requests, _) = second.run([
            completion("no", usage: (4000, 10)), completion(#"{"name":"Tea"}"#),
        ])
        #expect(requests.count == 1 && second.error == .budgetSpent(.item))
    }

    @Test func aSmallerContextIsLearnedAndThePageCutToIt() throws {
        let page = (0..<400).map { "Line \($0) of a long page about nothing much.\n" }.joined()
        var inquiry = try inquiry(page: page)
        let told = #"{"error":{"message":"request exceeds the available context size","n_ctx":2048}}"#
        let (requests, _) = inquiry.run([
            failure(400, told), completion(#"{"name":"Tea","price":1,"tags":[]}"#),
        ])
        #expect(inquiry.endpoint.contextTokens == 1843)
        try #require(requests.count > 1)
        #expect(requests.dropFirst().allSatisfy { TokenEstimate.tokens(in: $0.lastMessage.utf8) < 1843 })
        #expect(inquiry.answer?["name"] == "Tea")
    }

    /// What an endpoint tells of its context only ever makes a request smaller.
    @Test(arguments: [
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308", "-1e308", "1e18", "-1",
        "0",
        "1", "511", "512", "8191", "8192", "8193", "100000", "0.5", "null", "\"8192\"", "[]",
    ])
    func noToldContextRaisesTheOneThatWasRefused(told: String) throws {
        let page = (0..<4000).map { "Line \($0) of a long page about nothing much.\n" }.joined()
        let body = #"{"error":{"message":"request exceeds the available context size","n_ctx":\#(told)}}"#
        for known in [nil, 4096] {
            var traits = EndpointTraits()
            traits.contextTokens = known
            var inquiry = try inquiry(page: page, endpoint: traits)
            let (requests, _) = inquiry.run([failure(400, body)])
            #expect(inquiry.error == .contextTooSmall)
            #expect(inquiry.endpoint.contextTokens ?? 8192 <= known ?? 8192)
            let sizes = requests.map { TokenEstimate.tokens(in: $0.lastMessage.utf8) }
            #expect(sizes == sizes.sorted(by: >))
            #expect(requests.count <= 4)
        }
    }

    @Test(arguments: [
        "4294967296", "9223372036854775807", "-9223372036854775808", "1e308", "-1", "1.5", "null", "{}",
        "\"5\"",
    ])
    func aCountOfTokensThatCannotBeIsGuessed(count: String) throws {
        let choices =
            #""choices":[{"message":{"content":"{\"name\":\"Tea\",\"price\":1}"},"finish_reason":"stop"}]"#
        for (input, output) in [(count, "10"), ("10", count), (count, count)] {
            let usage =
                #""usage":{"prompt_tokens":\#(input),"completion_tokens":\#(output),"completion_tokens_details":{"reasoning_tokens":\#(count)}}"#
            var inquiry = try inquiry()
            _ = inquiry.run([.answer(ChatAnswer(status: 200, body: Array("{\(choices),\(usage)}".utf8)))])
            #expect(inquiry.answer?["name"] == "Tea")
            #expect((1..<10_000).contains(inquiry.usage.total))
        }
    }

    @Test func longPagesAreAskedInPartsAndMerged() throws {
        let page = (0..<1200).map { "Tag \($0) is a tag of the product with some more words.\n\n" }.joined()
        var inquiry = try inquiry(page: page) { $0.contextTokens = 4096 }
        let (requests, _) = inquiry.run([
            completion(#"{"name":"Tea","price":3,"tags":["a","b"]}"#),
            completion(#"{"name":"Coffee","price":4,"tags":["b","c"]}"#),
            completion(#"{"name":null,"price":4,"tags":["d"]}"#), completion("{}"),
        ])
        #expect(requests.count == 4)
        #expect(inquiry.answer?["name"] == "Tea")
        #expect(inquiry.answer?["price"] == 4)
        #expect(inquiry.answer?["tags"] == ["a", "b", "c", "d"])
        for request in requests {
            #expect(TokenEstimate.tokens(in: request.lastMessage.utf8) < 4096)
        }
    }

    @Test func singleValuesAreAskedForOnlyUntilTheyAreThere() throws {
        let json: JSON = ["type": "object", "properties": ["warranty": ["type": "string"]]]
        let filler = (0..<3000).map { "Words that fill line \($0).\n\n" }.joined()
        var inquiry = try inquiry(json, page: filler + "The warranty lasts two years.\n\n" + filler)
        let (requests, _) = inquiry.run([completion(#"{"warranty":"two years"}"#)])
        #expect(requests.count == 1)
        #expect(requests.first?.lastMessage.contains("lasts two years") == true)
    }

    @Test func theMarkIsNoValue() throws {
        var inquiry = try inquiry()
        let message = try #require(inquiry.request?.lastMessage)
        let mark = try #require(message.split(separator: "\n").first { $0.hasPrefix("PAGE-") })
        _ = inquiry.run([completion(#"{"name":"\#(mark)","price":3.5}"#)])
        #expect(inquiry.answer?["name"] == nil && inquiry.answer?["price"] == 3.5)
    }

    @Test func singleValuesGetLittleRoom() throws {
        let json: JSON = [
            "type": "object", "properties": ["grower": ["type": "string"], "year": ["type": "integer"]],
        ]
        let limit = try inquiry(json).request?["max_tokens"]?.integerValue
        #expect(limit == 264)
        let prose: JSON = ["type": "object", "properties": ["summary": ["type": "string"]]]
        #expect(try inquiry(prose).request?["max_tokens"] == 2048)
    }

    @Test func aModelThatThinksGetsMoreRoom() throws {
        let json: JSON = ["type": "object", "properties": ["grower": ["type": "string"]]]
        let thoughts =
            #"{"choices":[{"message":{"content":null,"reasoning_content":"hm"},"finish_reason":"length"}]}"#
        var inquiry = try inquiry(json)
        let (requests, _) = inquiry.run([
            .answer(ChatAnswer(status: 200, body: Array(thoughts.utf8))), completion(#"{"grower":"Ann"}"#),
        ])
        #expect(requests.compactMap { $0["max_tokens"]?.integerValue } == [224, 2048])
        #expect(inquiry.answer == ["grower": "Ann"] && inquiry.endpoint.thinks)
    }

    @Test func aFreeWishGivesWhatTheModelAnswers() throws {
        let asked = question(.value, prompt: "Who is quoted?")
        var inquiry = Inquiry(asked, ModelConfiguration(model: "m"), endpoint: EndpointTraits())
        let (requests, _) = inquiry.run([completion(#"{"answer":[{"who":"Ann"}]}"#)])
        #expect(requests.first?.format == "json_object")
        #expect(inquiry.answer == [["who": "Ann"]])
        #expect(inquiry.endpoint.format == .jsonSchema)
    }

    @Test func proseComesWithoutItsFence() throws {
        let asked = question(.markdown, prompt: "Sum up")
        var inquiry = Inquiry(asked, ModelConfiguration(model: "m"), endpoint: EndpointTraits())
        let (requests, _) = inquiry.run([completion("```markdown\n# Tea\n\nGood.\n```")])
        #expect(requests.first?["response_format"] == nil)
        #expect(inquiry.answer == "# Tea\n\nGood.")
    }
}
