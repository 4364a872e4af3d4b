import JSON

struct ChatMessage: Equatable, Sendable {
    enum Role: String, Sendable {
        case system, user, assistant
    }

    var role: Role
    var text: String
}

/// A request's body, and the tokens it may take at most.
package struct ChatRequest: Equatable, Sendable {
    package let body: [UInt8]
    package let estimate: Int
    /// The part of `estimate` that is taken in.
    let inputEstimate: Int

    init(
        model: String, messages: [ChatMessage], format: ChatFormat, schema: ChatSchema?, answerTokens: Int,
        traits: EndpointTraits
    ) {
        var writer = JSONWriter(reserving: 4096)
        writer.object {
            $0.member("model", model)
            $0.name("messages")
            $0.array {
                for message in messages {
                    $0.object {
                        $0.member("role", message.role.rawValue)
                        $0.member("content", message.text)
                    }
                }
            }
            $0.member(traits.namesCompletionTokens ? "max_completion_tokens" : "max_tokens", answerTokens)
            if traits.takesTemperature { $0.member("temperature", 0) }
            $0.member("stream", .bool(false))
            switch format {
            case .text: break
            case .jsonObject: $0.member("response_format", ["type": "json_object"])
            case .jsonSchema:
                if let schema {
                    $0.member(
                        "response_format",
                        [
                            "type": "json_schema",
                            "json_schema": [
                                "name": "answer", "strict": .bool(schema.isStrict), "schema": schema.json,
                            ],
                        ])
                }
            }
        }
        body = writer.bytes
        inputEstimate = messages.reduce(0) { $0 + TokenEstimate.tokens(in: $1.text.utf8) + 8 }
        estimate = inputEstimate + answerTokens
    }
}

/// A JSON Schema as endpoints take it.
struct ChatSchema: Equatable, Sendable {
    var json: JSON
    /// Every member is required and no other is allowed, as strict mode asks.
    var isStrict: Bool
}
