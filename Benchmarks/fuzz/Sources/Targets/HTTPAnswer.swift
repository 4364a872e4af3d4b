import Batches
import Fetch
import Workers

extension FuzzTarget {
    /// A site's answer as libcurl hands it over: header lines, then a body in pieces, within their limits.
    static let httpAnswer = FuzzTarget(name: "http-answer") { input, random in
        let (bodyLimit, headerLimit) = (1 + random.below(2000), 1 + random.below(2000))
        var answer = Answer(bodyLimitBytes: bodyLimit, headerLimitBytes: headerLimit, headerLimitLines: 20)
        let parts = parts(input, 2)
        var goesOn = true
        for line in parts[0].split(separator: 0x0A, omittingEmptySubsequences: false) where goesOn {
            goesOn = (line + [0x0A]).withUnsafeBytes { answer.take(headerLine: $0) }
        }
        if goesOn { goesOn = [0x0D, 0x0A].withUnsafeBytes { answer.take(headerLine: $0) } }
        var rest = parts[1][...]
        while goesOn, !rest.isEmpty {
            let piece = rest.prefix(1 + random.below(600))
            rest = rest.dropFirst(piece.count)
            goesOn = piece.withUnsafeBytes { answer.take(body: $0) }
        }
        if goesOn { goesOn = answer.finishBody() }
        require(goesOn == (answer.stop == nil), "an answer that is stopped without reason, or not stopped")
        require(answer.body.count <= bodyLimit, "a body beyond its limit")
        require((0...999).contains(answer.statusCode), "a status of more than three digits")
        for (name, value) in answer.headers {
            require(name == name.lowercased(), "a name in upper case")
            require(name.utf8.count + value.utf8.count <= 3 * headerLimit + 20, "a field beyond the limit")
        }
    }

    /// The values of single header fields.
    static let headers = FuzzTarget(name: "headers") { input, random in
        let text = text(input)
        let now = Timestamp(milliseconds: Int64(random.below(4_000_000_000_000)))
        if let wait = RetryAfter.parse(text, now: now) {
            require(wait >= .zero && wait <= RetryAfter.limit, "a wait of \(wait)")
        }
        let type = MediaType(text)
        require(type.charset?.contains("\"") != true, "a charset in quotation marks")
        let essence = ContentGate.essence(text)
        // By bytes: as a character, the Greek question mark equals the semicolon.
        let hasParameters = essence.utf8.contains(UInt8(ascii: ";"))
        require(!hasParameters && essence == essence.lowercased(), "an essence with parameters")
        _ = ContentGate.accepts(contentType: text)
        _ = ContentGate.looksLikeText(input, contentType: random.below(2) == 0 ? nil : text)
    }
}
