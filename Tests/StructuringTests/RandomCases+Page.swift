import JSON

/// Random pages that hold values for a schema's properties in every form that is read, whole or damaged.
extension RandomCases {
    mutating func page(for schema: JSON) -> [UInt8] {
        var html = "<!doctype html><html lang=en><title>\(word()) | \(word())</title><body><h1>\(word())</h1>"
        for _ in 0..<(1 + next(5)) {
            let properties = schema["properties"]?.objectValue ?? schema["items"]?["properties"]?.objectValue
            var members: [(String, JSON)] = [
                ("@type", .string(["Product", "NewsArticle", "Recipe", "Event"][next(4)]))
            ]
            for (name, node) in properties ?? JSONObject() where next(4) > 0 {
                members.append((name, value(near: node)))
            }
            members.append((["name", "offers", "author", "price"][next(4)], value(near: [:])))
            html += block(JSONObject(members))
        }
        var bytes = Array(html.utf8)
        if next(5) == 0, !bytes.isEmpty {
            // Damage anywhere: in tags, names, numbers, the middle of a character.
            for _ in 0..<(1 + next(6)) { bytes[next(bytes.count)] = UInt8(next(256)) }
            if next(3) == 0 { bytes.removeLast(next(bytes.count)) }
        }
        return bytes
    }

    private mutating func block(_ members: JSONObject) -> String {
        func text(_ value: JSON) -> String {
            value.stringValue ?? String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
        }
        func each(_ form: (String, String) -> String) -> String {
            members.filter { $0.name != "@type" }.map { form($0.name, text($0.value)) }.joined()
        }
        let type = members["@type"]?.stringValue ?? ""
        switch next(10) {
        case 0, 1:
            let json = String(decoding: JSONWriter.bytes(of: .object(members)), as: UTF8.self)
            let whole = next(3) == 0 ? "{\"@graph\":[\(json),\(json)]}" : json
            return
                "<script type=application/ld+json>\(next(4) == 0 ? String(whole.dropLast(next(9))) : whole)</script>"
        case 2:
            return "<div itemscope itemtype=https://schema.org/\(type)>"
                + each { "<span itemprop=\"\($0)\">\($1)</span>" } + "</div>"
        case 3:
            return "<div vocab=https://schema.org/ typeof=\(type)>"
                + each { "<b property=\"\($0)\" content=\"\($1)\"></b>" } + "</div>"
        case 4: return "<table>" + each { "<tr><th>\($0)<td>\($1)" } + "</table>"
        case 5: return "<dl>" + each { "<dt>\($0)<dd>\($1)" } + "</dl>"
        case 6: return each { "<p>\($0): \($1)</p>" }
        case 7:
            return
                "<script>window.state = {\"page\": \(String(decoding: JSONWriter.bytes(of: .object(members)), as: UTF8.self))};</script>"
        case 8:
            let card =
                "<li class=card><h3><a href=\"/p\">\(word())</a></h3>"
                + each { "<i class=\"\($0)\">\($1)</i>" }
            return "<ul>" + String(repeating: card, count: 2 + next(4)) + "</ul>"
        default:
            return
                "<div class=hproduct><b class=fn>\(word())</b><i class=price>£\(next(999)).\(next(99))</i></div>"
                + each { "<meta property=\"og:\($0)\" content=\"\($1)\">" }
        }
    }

    private mutating func word() -> String {
        ["Blue kettle", "Über 3,50 €", "2024-02-30", "In stock", "{}", "\u{1F600} &amp; <b>bold</b>", ""][
            next(7)]
    }
}
