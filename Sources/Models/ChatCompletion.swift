import JSON

/// What an endpoint's answer holds for us; read leniently, as endpoints differ.
struct ChatCompletion {
    let text: String
    let usage: TokenUsage?
    /// The model stopped at its limit, or the body ends early.
    let isCut: Bool
    /// The model thinks before it answers, and its thoughts count as output.
    let hasThoughts: Bool

    /// Nil when it is no chat completion with a text.
    init?(_ answer: ChatAnswer) {
        let parsed =
            answer.isCut
            ? LenientJSON.parse(answer.body, depthLimit: 16)
            : (try? JSONParser.parse(answer.body)) ?? LenientJSON.parse(answer.body, depthLimit: 64)
        guard let choice = parsed?["choices"]?[0], choice.objectValue != nil else { return nil }
        let message = choice["message"]
        text = Self.text(of: message?["content"] ?? choice["text"] ?? .null) ?? ""
        let thoughts = message?["reasoning_content"] ?? message?["reasoning"] ?? .null
        let thinking = parsed?["usage"]?["completion_tokens_details"]?["reasoning_tokens"]?.integerValue
        hasThoughts = thoughts.stringValue?.isEmpty == false || thinking ?? 0 > 0 || text.hasPrefix("<think>")
        isCut = answer.isCut || choice["finish_reason"] == "length"
        let input = parsed?["usage"]?["prompt_tokens"]?.integerValue
        let output = parsed?["usage"]?["completion_tokens"]?.integerValue
        usage =
            if let input, let output, input >= 0, output >= 0, input < 1 << 32, output < 1 << 32 {
                TokenUsage(input: Int(input), output: Int(output))
            } else {
                nil
            }
    }

    /// Some endpoints send the content in pieces.
    private static func text(of content: JSON) -> String? {
        switch content {
        case .string(let text): text
        case .array(let pieces):
            pieces.compactMap { $0["text"]?.stringValue ?? $0.stringValue }.joined()
        case .object: String(decoding: JSONWriter.bytes(of: content), as: UTF8.self)
        default: nil
        }
    }
}
