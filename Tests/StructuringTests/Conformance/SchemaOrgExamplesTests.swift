import Foundation
import HTML
import JSON
import Testing

@testable import Structuring

/// schema.org gives its examples in microdata, RDFa and JSON-LD: each is read, and RDFa says what microdata says.
/// The JSON-LD of many examples says more or less than the two, so there it is only counted as read.
struct SchemaOrgExamplesTests {
    @Test func everyExampleIsRead() throws {
        var counts: [String: (read: Int, of: Int)] = [:]
        for (path, data) in ConformanceSamples.files(below: "schemaorg-examples/data")
        where path.hasSuffix(".txt") {
            for example in Self.examples(in: String(decoding: data, as: UTF8.self)) {
                for (syntax, source) in Self.syntaxes {
                    guard let text = example[syntax], Self.marks[syntax]!.contains(where: text.contains)
                    else { continue }
                    counts[syntax, default: (0, 0)].of += 1
                    let items = Self.data(text).items
                    if items.contains(where: { $0.source == source && $0.members.count > 1 }) {
                        counts[syntax]!.read += 1
                    }
                }
            }
        }
        for (syntax, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("conformance: schema.org examples in \(syntax) \(count.read)/\(count.of)")
            #expect(count.read == count.of)
        }
    }

    @Test func microdataAndRDFaAgree() throws {
        var family = ConformanceFamily(
            "schema.org examples, RDFa as microdata", known: Self.known)
        for (path, data) in ConformanceSamples.files(below: "schemaorg-examples/data").sorted(by: {
            $0.key < $1.key
        }) where path.hasSuffix(".txt") {
            for example in Self.examples(in: String(decoding: data, as: UTF8.self)) {
                guard let microdata = example["MICRODATA"], let rdfa = example["RDFA"],
                    microdata.contains("itemscope"), rdfa.contains("typeof")
                else { continue }
                family.compare(
                    "\(path)\(example["ID"] ?? "")", read: Self.items(in: rdfa, .rdfa),
                    expected: Self.items(in: microdata, .microdata))
            }
        }
        family.finish()
    }

    private static let known: [String: String] = {
        let written = "the authors wrote the two differently"
        let merged = "RDFa puts together what is said of one id, microdata keeps its items apart"
        return [
            "examples.txt#eg-0007": written, "examples.txt#eg-0023": written, "examples.txt#eg-0208": written,
            "ext/bib/bsdo-chapter-examples.txt#eg-0216": merged,
            "ext/bib/bsdo-collection-examples.txt#eg-0217": merged,
            "ext/bib/bsdo-newspaper-examples.txt#eg-0218": written,
            "ext/bib/bsdo-translation-examples.txt#eg-0220": merged,
            "ext/pending/issue-1779-examples.txt#eg-0260": written,
            "ext/pending/issue-1810-examples.txt#eg-0262": written,
            "ext/pending/issue-1810-examples.txt#eg-0263": written,
            "ext/pending/issue-1810-examples.txt#eg-0265": written,
        ]
    }()

    private static func items(in text: String, _ source: DataSource) -> JSON {
        .array(
            data(text).items.filter {
                $0.source == source
            }.map { .object($0.members) })
    }

    private static func data(_ text: String) -> PageData {
        // Some give the bare object without its script element.
        let isBare = !text.contains("<") || text.first { $0 != "\n" && $0 != " " } == "{"
        let html = isBare ? "<script type=application/ld+json>\(text)</script>" : text
        return PageData(HTMLParser.parse(utf8: Array(html.utf8)), url: nil)
    }

    private static let syntaxes: [(String, DataSource)] = [
        ("MICRODATA", .microdata), ("RDFA", .rdfa), ("JSON", .jsonLD),
    ]

    private static let marks = [
        "MICRODATA": ["itemscope"], "RDFA": ["typeof"], "JSON": ["{"],
    ]

    /// Sections by their names; `ID` holds the example's mark.
    private static func examples(in text: String) -> [[String: String]] {
        var examples: [[String: String]] = []
        var section = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("TYPES:") {
                let id = line.split(separator: " ").dropFirst().first { $0.hasPrefix("#") }
                examples.append(["ID": String(id ?? "")])
                section = ""
            } else if ["PRE-MARKUP:", "MICRODATA:", "RDFA:", "JSON:"].contains(where: line.hasPrefix) {
                section = String(line.prefix { $0 != ":" })
            } else if !examples.isEmpty, !section.isEmpty {
                examples[examples.count - 1][section, default: ""] += line + "\n"
            }
        }
        return examples
    }
}
