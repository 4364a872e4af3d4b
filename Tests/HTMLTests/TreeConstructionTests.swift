import Foundation
import Testing

@testable import HTML

/// The tree construction tests of html5lib-tests.
struct TreeConstructionTests {
    struct Case {
        var data = ""
        var fragment: String?
        var document = ""
        var needsScripting = false
    }

    @Test
    func treesAreThoseOfTheStandard() throws {
        var passed = 0
        var scripted = 0
        var failures: [String] = []
        for file in ConformanceData.files(in: "tree-construction", suffix: ".dat") {
            for test in Self.cases(String(decoding: file.data, as: UTF8.self)) {
                if test.needsScripting {
                    scripted += 1
                    continue
                }
                let bytes = Array(test.data.utf8)
                let found: String
                if let context = test.fragment {
                    let document = try HTMLParser.parseFragment(utf8: bytes, context: context)
                    found = document.dump(below: try #require(document.root))
                } else {
                    found = HTMLParser.parse(utf8: bytes, composesShadowTrees: false).dump()
                }
                if found == test.document {
                    passed += 1
                } else {
                    failures.append(
                        "\(file.name) \(test.fragment ?? "")\n\(test.data)\nexpected\n\(test.document)\nfound\n\(found)"
                    )
                }
            }
        }
        print("tree construction: \(passed) passed, \(failures.count) failed, \(scripted) need scripting")
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n\n"))")
    }

    static func cases(_ text: String) -> [Case] {
        var cases: [Case] = []
        var section = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "#data" {
                cases.append(Case())
                section = "#data"
                continue
            }
            guard let last = cases.indices.last else { continue }
            if ["#errors", "#new-errors", "#document-fragment", "#document", "#script-on", "#script-off"]
                .contains(line)
            {
                section = String(line)
                if section == "#script-on" { cases[last].needsScripting = true }
                continue
            }
            switch section {
            case "#data": cases[last].data += line + "\n"
            case "#document-fragment": cases[last].fragment = String(line)
            case "#document": cases[last].document += line + "\n"
            default: break
            }
        }
        for index in cases.indices {
            cases[index].data = String(cases[index].data.dropLast())
            while cases[index].document.hasSuffix("\n") { cases[index].document.removeLast() }
        }
        return cases
    }
}
