import Batches
import JSON

extension BatchOptions {
    /// What differs from the default, as one JSON object's text.
    var jsonText: String {
        var members = JSONObject()
        members["prompt"] = prompt.map(JSON.string)
        members["output"] = output.map { .string($0.rawValue) }
        members["schema"] = schema
        if useProxy { members["useProxy"] = true }
        members["proxyCountry"] = proxyCountry.map(JSON.string)
        if extractContentOnly { members["extractContentOnly"] = true }
        if screenshot { members["screenshot"] = true }
        if fullPageScreenshot { members["fullPageScreenshot"] = true }
        if scrapeMode != .default { members["scrapeMode"] = .string(scrapeMode.rawValue) }
        if hasCookies { members["hasCookies"] = true }
        return String(decoding: JSONWriter.bytes(of: .object(members)), as: UTF8.self)
    }

    init(jsonText: String) throws(StoreError) {
        self.init()
        guard jsonText != "{}" else { return }
        let members = try parse(jsonText)
        prompt = members["prompt"]?.stringValue
        output = members["output"]?.stringValue.flatMap(Output.init)
        schema = members["schema"]
        useProxy = members["useProxy"]?.boolValue ?? false
        proxyCountry = members["proxyCountry"]?.stringValue
        extractContentOnly = members["extractContentOnly"]?.boolValue ?? false
        screenshot = members["screenshot"]?.boolValue ?? false
        fullPageScreenshot = members["fullPageScreenshot"]?.boolValue ?? false
        scrapeMode = members["scrapeMode"]?.stringValue.flatMap(ScrapeMode.init) ?? .default
        hasCookies = members["hasCookies"]?.boolValue ?? false
    }
}

/// The text of a list of strings and back, for `batches.schema_warnings`.
enum StringList {
    static func text(_ strings: [String]) -> String {
        String(decoding: JSONWriter.bytes(of: .array(strings.map(JSON.string))), as: UTF8.self)
    }

    static func strings(_ text: String) throws(StoreError) -> [String] {
        guard text != "[]" else { return [] }
        return try parse(text).arrayValue?.compactMap(\.stringValue) ?? []
    }
}

/// Reads what this module wrote: anything else means a damaged database. The depth allows for the wrapping
/// around a schema that was itself read within the default limit.
private func parse(_ text: String) throws(StoreError) -> JSON {
    do {
        return try JSONParser.parse(text, depthLimit: 128)
    } catch {
        throw .corrupt
    }
}
