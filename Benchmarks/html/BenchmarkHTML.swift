import FoundationEssentials
import HTML

/// Times the HTML parser: `benchmark-html FOLDER [ROUNDS]` over the files of a folder, or
/// `benchmark-html --hostile` over made inputs that are meant to be slow.
@main
enum BenchmarkHTML {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "--hostile" { return hostile() }
        guard let folder = arguments.first else {
            print("usage: benchmark-html FOLDER [ROUNDS] | --hostile")
            return
        }
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 7
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let pages = names.compactMap {
            FileManager.default.contents(atPath: folder + "/" + $0).map { [UInt8]($0) }
        }
        let total = pages.reduce(0) { $0 + $1.count }

        var rates: [Double] = []
        var slowest = Duration.zero
        var nodes = 0
        for _ in 0..<rounds {
            nodes = 0
            var sum = Duration.zero
            for page in pages {
                let time = ContinuousClock().measure { nodes += HTMLParser.parse(page).count }
                sum += time
                slowest = max(slowest, time)
            }
            rates.append(Double(total) / 1e6 / (sum / .seconds(1)))
        }
        rates.sort()
        print(
            "ours \(Int(rates[rates.count / 2])) MB/s (median of \(rounds); \(Int(rates[0])) to",
            "\(Int(rates[rates.count - 1]))), \(pages.count) pages, \(total) bytes, \(nodes) nodes, slowest",
            slowest)
    }

    /// Made inputs of about a megabyte each, against an ordinary page of that size.
    private static func hostile() {
        let ordinary = time(String(repeating: ordinaryPart, count: 1_000_000 / ordinaryPart.utf8.count))
        print("ordinary page: \(ordinary)")
        for (name, page) in HostilePages.all {
            let taken = time(page)
            let factor = (taken / ordinary) * Double(1_000_000) / Double(page.utf8.count)
            print(name, taken, "\(page.utf8.count) bytes:", "x\((factor * 10).rounded() / 10)")
        }
    }

    private static let ordinaryPart = """
        <div class="card item"><h2><a href="/news/2024/story.html?a=1&amp;b=2">A headline of some words</a></h2>
        <p>Some text with <b>bold</b> and <i>italic</i> words &mdash; and a <a href="#x">link</a> in it.</p>
        <ul><li>one</li><li>two</li></ul><img src="/image.jpg" alt="An image" width="100"></div>

        """

    private static func time(_ page: String) -> Duration {
        let bytes = Array(page.utf8)
        var times: [Duration] = []
        for _ in 0..<3 {
            times.append(ContinuousClock().measure { _ = HTMLParser.parse(utf8: bytes).count })
        }
        return times.sorted()[1]
    }
}
