import Batches
import JSON
import Testing

struct BatchOptionsTests {
    @Test(
        arguments: [
            // prompt, schema, output as sent -> the form of the results
            (nil, false, nil, BatchOptions.Output.markdown), (nil, false, .markdown, .markdown),
            (nil, false, .json, .json), (nil, false, .text, .markdown), ("", false, nil, .markdown),
            ("p", false, nil, .json), ("p", false, .json, .json), ("p", false, .markdown, .markdown),
            ("p", false, .text, .text), ("p", false, .table, .table), (nil, true, nil, .json),
            ("p", true, .markdown, .json), (nil, true, .table, .json),
        ] as [(String?, Bool, BatchOptions.Output?, BatchOptions.Output)])
    func theFormOfResultsFollowsFromWhatWasSent(
        _ prompt: String?, _ hasSchema: Bool, _ output: BatchOptions.Output?, _ effective: BatchOptions.Output
    ) {
        var options = BatchOptions()
        options.prompt = prompt
        options.schema = hasSchema ? ["type": "object"] : nil
        options.output = output
        #expect(options.effectiveOutput == effective)
    }
}
