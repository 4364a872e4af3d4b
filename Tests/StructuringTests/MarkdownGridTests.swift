import JSON
import Testing

@testable import Structuring

struct MarkdownGridTests {
    private func record(_ name: String, _ value: String) -> JSON {
        .object(JSONObject([(name, .string(value))]))
    }

    @Test func recordsShareTheirColumns() {
        #expect(
            MarkdownGrid.table(of: .array([record("a", "1"), record("b", "2")]))
                == "| a | b |\n| --- | --- |\n| 1 |  |\n|  | 2 |")
    }

    @Test func recordsThatAreAllDifferentGrowTheTableByTheirOwnSize() {
        let records = (0..<2_000).map { record("name\($0)", "x") }
        let table = MarkdownGrid.table(of: .array(records))
        #expect(table.hasPrefix("| Value |\n| --- |\n| {\"name0\":\"x\"} |\n"))
        #expect(table.utf8.count < 2_000 * 30)
    }
}
