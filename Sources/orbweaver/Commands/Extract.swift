import ArgumentParser
import Extraction
import FoundationEssentials
import Glibc
import HTML
import Structuring

struct Extract: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a page from a file or standard input and print its Markdown.",
        discussion: "With --ndjson it answers one JSON request a line, as extraction benchmarks ask.")

    @Argument(help: "An HTML file, or - for standard input.") var file: String?
    @Option(help: "The page's URL, to make links absolute.") var url: String?
    @Flag(help: "Only the main content: no navigation, header, footer or sidebars.") var contentOnly = false
    @Flag(help: "Answer requests from standard input, one JSON object a line.") var ndjson = false

    func validate() throws {
        if ndjson == (file != nil) { throw ValidationError("give a file (or -), or --ndjson") }
    }

    func run() async throws {
        guard let file else { return answerRequests() }
        guard let bytes = file == "-" ? readAll(STDIN_FILENO) : Self.load(file) else {
            throw ValidationError("cannot read \(file)")
        }
        let reading = Reader().read(HTMLParser.parse(bytes), url: url, mode: contentOnly ? .article : .full)
        print(String(decoding: reading.markdown, as: UTF8.self))
    }

    private func answerRequests() {
        let engine = NDJSONEngine(load: Self.load) { document, url, schema in
            guard let schema = Schema.check(schema).schema else { return nil }
            return Structurer().fill(schema: schema, prompt: nil, document: document, url: url).value
        }
        while let line = readLine() {
            var answer = engine.answer(Array(line.utf8))
            answer.append(UInt8(ascii: "\n"))
            writeAll(answer, to: STDOUT_FILENO)
        }
    }

    private static func load(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return readAll(descriptor)
    }
}

/// Everything a descriptor gives; nil when reading fails.
private func readAll(_ descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            return nil
        }
        bytes.append(contentsOf: chunk[..<count])
    }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            return
        }
        rest = rest.dropFirst(count)
    }
}
