import API
import Fetch
import HTTPServer
import JSON
import Structuring

extension FuzzTarget {
    /// What is read is written so that it reads the same.
    static let json = FuzzTarget(name: "json") { input, _ in
        guard let value = try? JSONParser.parse(input) else { return }
        checkRoundTrip(value)
        // Only containers are looked for.
        guard value.arrayValue != nil || value.objectValue != nil else { return }
        let lenient = LenientJSON.parse(input).map { JSONWriter.bytes(of: $0) }
        require(lenient == JSONWriter.bytes(of: value), "the lenient reader differs on strict JSON")
    }

    /// Anything like JSON gives a value that is JSON.
    static let lenientJSON = FuzzTarget(name: "lenient-json") { input, _ in
        guard let value = LenientJSON.parse(input) else { return }
        checkRoundTrip(value)
    }

    static func checkRoundTrip(_ value: JSON) {
        let text = JSONWriter.bytes(of: value)
        require(String(validating: text, as: UTF8.self) != nil, "written JSON is not UTF-8")
        // Compared as text: 1.0 is written as 1.
        let again = (try? JSONParser.parse(text, depthLimit: 80)).map { JSONWriter.bytes(of: $0) }
        require(again == text, "a value changes when it is written and read")
    }

    /// The body of a submission: refused with reasons, or within every rule.
    static let submission = FuzzTarget(name: "submission", nanosecondsPerByte: 40_000) { input, _ in
        let policy = AddressPolicy()
        let rules = SubmissionRules(
            maxURLs: 50,
            checkURL: { text in
                guard let address = try? SubmittedURL.validate(text, policy) else {
                    return .failure(.invalid(reason: "refused"))
                }
                return .success(address.politenessHost)
            },
            checkCookies: { text in (try? BoundCookies.validate(text)) == nil ? "refused" : nil },
            checkSchema: { schema in
                let check = Schema.check(schema)
                return SchemaVerdict(errors: check.errors, warnings: check.warnings)
            })
        do throws(APIError) {
            let submission = try BatchSubmission(body: input, rules: rules)
            require((1...50).contains(submission.entries.count), "\(submission.entries.count) URLs")
            for entry in submission.entries {
                let address = try? SubmittedURL.validate(entry.url, policy)
                require(address?.politenessHost == entry.host, "a URL that is not fetched")
            }
            if let schema = submission.options.schema {
                require(Schema.check(schema).schema != nil, "a schema that does not compile")
            }
        } catch {
            let answer = ErrorAnswer(error)
            require((400..<500).contains(answer.status), "status \(answer.status) for a bad body")
            require((try? JSONParser.parse(answer.body)) != nil, "an error's body is not JSON")
        }
    }
}
