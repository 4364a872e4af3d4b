import Foundation
import HTML
import JSON
import Testing

@testable import Structuring

/// Samples of extruct, a reader of embedded data. Its other renderings of the same pages (flat, with text, with
/// node ids, white space kept) are not compared.
struct MicrodataConformanceTests {
    @Test func microdata() throws {
        var family = ConformanceFamily("extruct microdata", known: Self.knownMicrodata)
        let files = ConformanceSamples.files(below: "extruct/tests/samples")
        for sample in Self.microdataSamples {
            guard let html = files[sample + ".html"], let json = files[sample + ".json"] else { continue }
            let read = PageData(HTMLParser.parse(utf8: Array(html)), url: Self.urls[sample]).items.filter {
                $0.source == .microdata
            }
            let expected = try JSONParser.parse(Array(json))
            family.compare(
                sample, read: .array(read.map { .object($0.members) }), expected: Self.plain(expected))
        }
        family.finish()
    }

    private static let microdataSamples = [
        "misc/product_microdata", "schema.org/Event.001", "schema.org/Event.002", "schema.org/Event.003",
        "schema.org/Event.004", "schema.org/Event.008", "schema.org/LocalBusiness.002",
        "schema.org/LocalBusiness.003", "schema.org/MusicRecording.001", "schema.org/SearchAction.001",
        "schema.org/CreativeWork.001", "schema.org/product", "schema.org/product-ref",
        "w3c/microdata.4.2.data", "w3c/microdata.4.2.meter", "w3c/microdata.4.2.strings",
        "w3c/microdata.5.2", "w3c/microdata.5.3", "w3c/microdata.5.5", "w3c/microdata.7.1",
        "w3c/microdata.object", "websites/microdata-with-description",
    ]

    /// The addresses that the suite reads some pages with.
    private static let urls = [
        "w3c/microdata.7.1": "http://blog.example.com/progress-report",
        "w3c/microdata.object": "http://www.example.com/microdata/object",
    ]

    private static let knownMicrodata = [
        "schema.org/SearchAction.001":
            "constraints of an input (value-name and its like) are no microdata values",
        "schema.org/product-ref": "the standard takes nothing from a referenced item that is no property",
    ]

    private static func plain(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): return .array(elements.map(plain))
        case .object(let members):
            // Without properties the suite gives the item's text instead.
            let properties = members["properties"]?.objectValue ?? JSONObject()
            var item = JSONObject()
            if let types = members["type"] {
                item["@type"] = .array(
                    (types.arrayValue ?? [types]).compactMap(\.stringValue).map { .string(short($0)) })
            }
            if let id = members["id"] { item["@id"] = id }
            for (name, value) in properties { item[short(name)] = plain(value) }
            return .object(item)
        default: return value
        }
    }

    @Test func linkedData() throws {
        var family = ConformanceFamily("extruct JSON-LD", known: Self.knownLinkedData)
        let files = ConformanceSamples.files(below: "extruct/tests/samples")
        for (path, json) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".jsonld") {
            let sample = String(path.dropLast(7))
            guard let html = files[sample + ".html"] else { continue }
            let read = PageData(HTMLParser.parse(utf8: Array(html)), url: nil).items.filter {
                $0.source == .jsonLD
            }
            let expected = try JSONParser.parse(Array(json))
            family.compare(
                sample, read: .array(read.map { .object($0.members) }),
                expected: Self.unprefixed(expected["items"] ?? expected))
        }
        family.finish()
    }

    private static let knownLinkedData: [String: String] = [:]

    @Test func resourceDescriptions() throws {
        var family = ConformanceFamily("extruct RDFa", known: Self.knownRDFa)
        let files = ConformanceSamples.files(below: "extruct/tests/samples")
        for (path, json) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".expanded.json") {
            let sample = String(path.dropLast(".expanded.json".count))
            guard let html = files[sample + ".html"] else { continue }
            let read = RDFaReader.items(
                in: HTMLParser.parse(utf8: Array(html)), baseURL: "http://www.example.com/index.html",
                page: true)
            family.compare(
                sample, read: Self.sorted(read.map { .object($0.members) }),
                expected: Self.nested(try JSONParser.parse(Array(json))))
        }
        family.finish()
    }

    private static let knownRDFa: [String: String] = [:]

    private static func sorted(_ items: [JSON]) -> JSON {
        .array(items.sorted { ConformanceFamily.canonical($0) < ConformanceFamily.canonical($1) })
    }

    /// The subjects of expanded JSON-LD, each inside those that name it. Not compared: which vocabularies a
    /// page names, languages and datatypes of texts, the ids of nodes without an address.
    private static func nested(_ graph: JSON) -> JSON {
        var subjects: [String: JSONObject] = [:]
        for case .object(let members) in graph.arrayValue ?? [] {
            guard let id = members["@id"]?.stringValue else { continue }
            subjects[id] = JSONObject(members.filter { short($0.name) != "usesVocabulary" })
        }
        subjects = subjects.filter { $0.value.count > 1 }
        var named: Set<String> = []
        func nestedValue(_ value: JSON, _ open: [String]) -> JSON {
            switch value {
            case .array(let elements): return .array(elements.map { nestedValue($0, open) })
            case .object(let members):
                if let text = members["@value"] { return text }
                guard let id = members["@id"]?.stringValue else { return value }
                guard subjects[id] != nil, !open.contains(id) else { return .string(id) }
                named.insert(id)
                return item(id, open + [id])
            default: return value
            }
        }
        func item(_ id: String, _ open: [String]) -> JSON {
            var members = JSONObject()
            for (name, inner) in subjects[id] ?? JSONObject() {
                switch name {
                case "@id": if !id.hasPrefix("_:") { members["@id"] = .string(id) }
                case "@type":
                    members["@type"] = .array(
                        (inner.arrayValue ?? []).compactMap(\.stringValue).map { .string(short($0)) })
                default: members[short(name)] = nestedValue(inner, open)
                }
            }
            return .object(members)
        }
        let all = subjects.keys.sorted().map { ($0, item($0, [$0])) }
        return sorted(all.filter { !named.contains($0.0) }.map(\.1))
    }

    private static func unprefixed(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): return .array(elements.map(unprefixed))
        case .object(let members):
            return .object(
                JSONObject(
                    members.map {
                        ($0.name.hasPrefix("@") ? $0.name : short($0.name), unprefixed($0.value))
                    }))
        default: return value
        }
    }

    static func short(_ name: String) -> String {
        name.split(whereSeparator: { "/#:".contains($0) }).last.map(String.init) ?? name
    }
}
