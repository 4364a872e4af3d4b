import Batches
import JSON
import Structuring

extension PageReading {
    /// Markdown or other text as the result.
    static func text(_ text: String, title: String?, facts: JSONObject = JSONObject()) -> PageReading {
        PageReading(
            ending: .result(JSONWriter.bytes(of: .string(text))), title: title,
            extra: facts.isEmpty ? nil : JSONWriter.bytes(of: .object(facts)))
    }

    /// Markdown in place of what a prompt asked for.
    static func fallback(_ markdown: [UInt8], title: String?, facts: JSONObject = JSONObject()) -> PageReading
    {
        var all = JSONObject([("ai_extraction_failed", true)])
        for (name, value) in facts { all[name] = value }
        return text(String(decoding: markdown, as: UTF8.self), title: title, facts: all)
    }

    /// Structured data as JSON or as a table.
    static func structured(
        _ result: StructuredResult, as output: BatchOptions.Output, title: String?,
        facts: JSONObject = JSONObject()
    ) -> PageReading {
        var all = JSONObject([
            ("provenance", result.provenance), ("extraction_empty", .bool(result.isEmpty)),
            ("missing", .array(result.missing.prefix(200).map(JSON.string))),
        ])
        for (name, value) in facts { all[name] = value }
        let value = output == .table ? JSON.string(MarkdownGrid.table(of: result.value)) : result.value
        return PageReading(
            ending: .result(JSONWriter.bytes(of: value)), title: title,
            extra: JSONWriter.bytes(of: .object(all)))
    }
}
