import ArgumentParser
import Batches
import JSON
import Structuring

/// What a result is to look like, as the commands that read pages take it.
struct ShapeOptions: ParsableArguments {
    @Option(help: "What to extract, in plain words.") var prompt: String?
    @Option(help: "File with the JSON Schema of the result.") var schema: String?
    @Option(help: "Form of the result: json, markdown, text or table.") var output: BatchOptions.Output?

    var isEmpty: Bool { prompt == nil && schema == nil && output == nil }

    /// Throws when the schema's file cannot be used.
    func batchOptions() throws -> BatchOptions {
        var options = BatchOptions()
        options.prompt = prompt
        options.output = output
        guard let schema else { return options }
        guard let text = readText(schema) else {
            throw Refusal("cannot read \(schema)")
        }
        do throws(JSONError) {
            options.schema = try JSONParser.parse(text)
        } catch {
            throw Refusal("\(schema): \(error)")
        }
        let faults = options.schema.map { Schema.check($0).errors } ?? []
        guard faults.isEmpty else { throw Refusal(faults.joined(separator: "\n")) }
        return options
    }
}

extension BatchOptions.Output: ExpressibleByArgument {}
