// Measures how many schemas a second are filled from pages that are already parsed: reads requests of the batch
// protocol (one JSON object a line with `path`, `url` and `schema`) from the files named, and prints for each file
// the median of all rounds. Parsing and Markdown are done before the clock starts.
import Extraction
import Glibc
import HTML
import JSON
import Structuring

private struct Page {
    let document: Document
    let url: String?
    let schema: Schema
    let markdown: [UInt8]
}

@main
enum BenchmarkStructuring {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let rounds = arguments.first.flatMap { Int($0) }
        let files = rounds == nil ? arguments : arguments.dropFirst()
        guard !files.isEmpty else {
            print("usage: benchmark-structuring [ROUNDS] REQUESTS.ndjson...")
            exit(2)
        }
        for file in files { measure(file, rounds: rounds ?? 9) }
    }

    private static func measure(_ file: String, rounds: Int) {
        let pages = contents(of: file).split(separator: 0x0A).compactMap { page(Array($0)) }
        guard !pages.isEmpty else { return print("\(file): no pages with a schema") }
        var rates: [Double] = []
        // The best time of each page: other work on the machine only ever adds.
        var best = [Double](repeating: .infinity, count: pages.count)
        for _ in 0..<rounds {
            var total = 0.0
            for (index, page) in pages.enumerated() {
                let start = cpuSeconds()
                let result = Structurer().fill(
                    schema: page.schema, prompt: nil, document: page.document, url: page.url,
                    markdown: page.markdown)
                let time = cpuSeconds() - start
                withExtendedLifetime(result) { total += time }
                best[index] = min(best[index], time)
            }
            rates.append(Double(pages.count) / total)
        }
        let times = best.sorted()
        let name = file.split(separator: "/").last.map(String.init) ?? file
        print(
            name, "\(pages.count) pages,", "\(Int(median(rates))) fillings/s, median of \(rounds) rounds;",
            "a page: \(microseconds(median(times))) µs median,",
            "\(microseconds(times[times.count * 9 / 10])) µs p90, \(microseconds(times[times.count - 1])) µs slowest"
        )
    }

    private static func page(_ line: [UInt8]) -> Page? {
        guard let request = try? JSONParser.parse(line), let path = request["path"]?.stringValue,
            let schema = request["schema"].flatMap({ Schema.check($0).schema })
        else { return nil }
        let url = request["url"]?.stringValue
        let document = HTMLParser.parse(contents(of: path))
        let reading = Reader().read(document, url: url, mode: .article)
        return Page(document: document, url: url, schema: schema, markdown: reading.markdown)
    }

    private static func contents(of path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func microseconds(_ seconds: Double) -> Int { Int((seconds * 1e6).rounded()) }
}
