import Foundation
import HTML
import JSON
import Testing

@testable import Structuring

/// The community's tests of microformats parsers. Not compared: link relations apart from items, the markup
/// of embedded content, and the plain value that stands beside an item or a picture's alternative text.
struct MicroformatsConformanceTests {
    @Test func microformats2() throws {
        try check("microformats-v2", known: Self.knownOf2)
    }

    @Test func unitsOfMicroformats2() throws {
        try check("microformats-v2-unit", known: Self.knownUnits)
    }

    @Test func classicMicroformats() throws {
        try check("microformats-v1", known: [:])
    }

    @Test func bothInOnePage() throws {
        try check("microformats-mixed", known: [:])
    }

    private static let knownOf2 = Dictionary(
        uniqueKeysWithValues: [
            "duplicate-rels", "license", "nofollow", "rel-urls", "varying-text-duplicate-rels", "xfn-all",
            "xfn-elsewhere",
        ].map { ("rel/\($0)", "link relations apart from items are not kept: no field asks for them") })

    private static let knownUnits = [
        "names/tentative-names-properties-multi":
            "a class name written twice counts once, as in a set of classes"
    ]

    private func check(_ folder: String, known: [String: String]) throws {
        var family = ConformanceFamily(folder, known: known)
        let files = ConformanceSamples.files(below: "microformats-tests/tests/\(folder)")
        for (path, data) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".json") {
            let sample = String(path.dropLast(5))
            let html = try #require(files[sample + ".html"])
            let expected = try JSONParser.parse(Array(data))
            let url = folder.hasSuffix("unit") ? "http://example.test/" : "http://example.com/"
            let read = Self.items(in: Array(html), url: url)
            if sample.hasPrefix("rel/") {
                // Nothing but link relations is expected there.
                family.compare(sample, read: ["items": .array(read)], expected: Self.plain(expected))
            } else {
                let items = expected["items"]?.arrayValue ?? []
                family.compare(sample, read: .array(read), expected: .array(items.map(Self.plain)))
            }
        }
        family.finish()
    }

    private static func items(in html: [UInt8], url: String) -> [JSON] {
        let document = HTMLParser.parse(utf8: html)
        let data = PageData(document, url: url)
        return MicroformatsReader.items(in: document, baseURL: data.baseURL, roots: .any).map {
            .object($0.members)
        }
    }

    /// The expected value as items are held here: properties beside the type, items without their text.
    private static func plain(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): return .array(elements.map(plain))
        case .object(let members):
            guard let types = members["type"] else {
                // Embedded markup, or a picture with its alternative text.
                if members["html"] != nil || members["alt"] != nil { return members["value"] ?? nil }
                return .object(JSONObject(members.map { ($0.name, plain($0.value)) }))
            }
            var item = JSONObject([("@type", types)])
            if let id = members["id"] { item["@id"] = id }
            for (name, value) in members["properties"]?.objectValue ?? JSONObject() {
                item[name] = plain(value)
            }
            if let children = members["children"] { item["children"] = plain(children) }
            return .object(item)
        default: return value
        }
    }
}
