import ArgumentParser
import Batches
import Extraction
import FoundationEssentials
import Glibc
import HTML
import JSON
import Models
import Structuring
import Workers

struct Extract: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Read a page from a file or standard input and print its Markdown, or what a schema or prompt asks for.",
        discussion: """
            With --ndjson it answers one JSON request a line, as extraction benchmarks ask. What a page leaves open of a \
            schema or prompt is asked of the model that ORBWEAVER_LLM_BASE_URL and ORBWEAVER_LLM_MODEL name, if any.
            """)

    @Argument(help: "An HTML file, or - for standard input.") var file: String?
    @Option(help: "The page's URL, to make links absolute.") var url: String?
    @Flag(help: "Only the main content: no navigation, header, footer or sidebars.") var contentOnly = false
    @OptionGroup var shape: ShapeOptions
    @Flag(help: "Answer requests from standard input, one JSON object a line.") var ndjson = false
    @Flag(help: "Ask no model, whatever the settings say.") var noModel = false
    @Option(help: "File with ORBWEAVER_... lines, for what the environment does not set.") var config: String?

    func validate() throws {
        if ndjson == (file != nil) { throw ValidationError("give a file (or -), or --ndjson") }
        if ndjson, !shape.isEmpty { throw ValidationError("with --ndjson each request says what it wants") }
    }

    func run() async throws {
        guard let file else { return try await answerRequests(model(SettingsReader(file: config))) }
        guard let bytes = file == "-" ? readAll(STDIN_FILENO) : readFile(file) else {
            throw Refusal("cannot read \(file)")
        }
        guard shape.isEmpty else { return try await printShaped(bytes) }
        let reading = Reader().read(HTMLParser.parse(bytes), url: url, mode: contentOnly ? .article : .full)
        if let limit = reading.exceededLimit {
            throw Refusal("the Markdown would take more than \(limit) bytes")
        }
        try say(String(decoding: reading.markdown, as: UTF8.self))
    }

    /// The configured model; nil without one, or when none is to be asked.
    func model(_ reader: SettingsReader) throws(SettingsError) -> ModelClient? {
        if noModel { return nil }
        return try ModelSettings(reader)?.makeClient(certificateFile: reader.string(.fetchCertificates))
    }

    private func printShaped(_ bytes: [UInt8]) async throws {
        var options = try shape.batchOptions()
        options.extractContentOnly = contentOnly
        let local = LocalReader(model: try model(SettingsReader(file: config)))
        let (reading, error) = await local.read(bytes, url: url, options)
        if let error { Self.tell(error) }
        switch reading.ending {
        case .result(let result):
            let value = try? JSONParser.parse(result, depthLimit: 512)
            try say(value?.stringValue ?? String(decoding: result, as: UTF8.self))
        case .refused(_, let message):
            writeToStandardError("\(message)\n")
            throw ExitCode(1)
        }
    }

    private func answerRequests(_ model: ModelClient?) async throws {
        let engine = NDJSONEngine(load: { readFile($0) }, fill: Self.filling(model))
        while let line = readLine() {
            try say(await engine.answer(Array(line.utf8)))
        }
    }

    /// With a model as the server does; without one from the page's own data alone, whatever page it is.
    static func filling(_ model: ModelClient?) -> NDJSONEngine.Filling {
        guard let model else {
            return { page, url, schema in
                guard let schema = Schema.check(schema).schema else { return nil }
                return Structurer().fill(
                    schema: schema, prompt: nil, document: HTMLParser.parse(page), url: url
                ).value
            }
        }
        let local = LocalReader(model: model)
        return { page, url, schema in
            guard Schema.check(schema).schema != nil else { return nil }
            var options = BatchOptions()
            options.schema = schema
            let (reading, error) = await local.read(page, url: url, options)
            if let error { tell(error) }
            guard case .result(let result) = reading.ending else { return nil }
            return try? JSONParser.parse(result, depthLimit: 128)
        }
    }

    private static func tell(_ error: ModelError) {
        writeToStandardError("\(error.message)\n")
    }
}
