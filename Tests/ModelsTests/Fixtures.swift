import JSON
import Structuring
import Testing

@testable import Models

/// A schema with a few kinds of fields.
let productSchema: JSON = [
    "type": "object",
    "properties": [
        "name": ["type": "string"], "price": ["type": "number", "description": "in pounds"],
        "in_stock": ["type": "boolean"], "tags": ["type": "array", "items": ["type": "string"]],
    ],
    "required": ["name", "price"],
]

func schema(_ json: JSON) throws -> Schema { try #require(Schema.check(json).schema) }

func wish(_ json: JSON, lackingIn value: JSON = [:]) throws -> FieldWish {
    try #require(FieldWish(schema(json), lackingIn: value))
}

func question(_ wish: ModelQuestion.Wish, prompt: String? = nil, page: String = "Tea for 3.50")
    -> ModelQuestion
{
    ModelQuestion(wish: wish, prompt: prompt, page: Array(page.utf8), title: "Shop", url: "http://s.example/")
}

/// A chat completion with this content.
func completion(_ content: String, finish: String = "stop", usage: (Int, Int)? = (100, 10)) -> ChatReply {
    var members = JSONObject([
        (
            "choices",
            [
                [
                    "message": ["role": "assistant", "content": .string(content)],
                    "finish_reason": .string(finish),
                ]
            ]
        )
    ])
    if let usage {
        members["usage"] = [
            "prompt_tokens": .integer(Int64(usage.0)), "completion_tokens": .integer(Int64(usage.1)),
        ]
    }
    return .answer(ChatAnswer(status: 200, body: JSONWriter.bytes(of: .object(members))))
}

func failure(_ status: Int, _ text: String = "", retryAfter: Duration? = nil) -> ChatReply {
    .answer(ChatAnswer(status: status, body: Array(text.utf8), retryAfter: retryAfter))
}

extension Inquiry {
    /// The body of the request that is to be sent now.
    var request: JSON? {
        guard case .send(let request) = step else { return nil }
        return try? JSONParser.parse(request.body)
    }

    /// Runs to the end: each reply answers one request, the last one every further.
    mutating func run(_ replies: [ChatReply]) -> (requests: [JSON], waits: [Duration]) {
        var requests: [JSON] = []
        var waits: [Duration] = []
        var next = 0
        while requests.count < 100 {
            switch step {
            case .done: return (requests, waits)
            case .wait(let pause):
                waits.append(pause)
                resume()
            case .send:
                requests.append(request ?? .null)
                take(replies[min(next, replies.count - 1)])
                next += 1
            }
        }
        return (requests, waits)
    }
}

extension JSON {
    /// The text of a request's last message.
    var lastMessage: String { self["messages"]?.arrayValue?.last?["content"]?.stringValue ?? "" }
    var format: String? { self["response_format"]?["type"]?.stringValue }
}
