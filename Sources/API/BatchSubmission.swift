import Batches
import JSON

/// A submit body that passed every check (contract section 2.1).
package struct BatchSubmission: Equatable, Sendable {
    package var entries: [NewBatch.Entry]
    package var options: BatchOptions
    /// For the `CookieVault` alone.
    package var cookies: String?
    package var schemaWarnings: [String]
}

extension BatchSubmission {
    /// Reads and checks `body`. Throws `.malformedJSON`, `.invalid` with every problem found, or, when all
    /// else is well, `.invalidSchema`.
    package init(body: [UInt8], rules: SubmissionRules) throws(APIError) {
        guard body.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw .invalid([Problem(field: "body", reason: "is empty; urls is required")])
        }
        let json: JSON
        do throws(JSONError) {
            json = try JSONParser.parse(body)
        } catch {
            // However deep a schema is, that is a fault of the schema (contract section 14).
            if case .tooDeep = error.reason, error.member == "schema" {
                throw .invalidSchema(["schema: \(error)"])
            }
            throw .malformedJSON(error)
        }
        guard case .object(let object) = json else {
            throw .invalid([Problem(field: "body", reason: "must be a JSON object, not \(json.typeName)")])
        }
        var fields = SubmissionFields(object)

        let entries = fields.entries(rules)
        var options = BatchOptions()
        options.prompt = fields.prompt()
        options.output = fields.choice("output", emptyIsAbsent: true)
        options.useProxy = fields.flag("useProxy")
        // Without a proxy its country means nothing, whatever it says.
        if options.useProxy { options.proxyCountry = fields.proxyCountry() }
        options.extractContentOnly = fields.flag("extractContentOnly")
        options.fullPageScreenshot = fields.flag("fullPageScreenshot")
        options.screenshot = fields.flag("screenshot") || options.fullPageScreenshot
        options.scrapeMode = fields.choice("scrapeMode", emptyIsAbsent: false) ?? .default
        let cookies = fields.cookies(rules)
        options.hasCookies = cookies != nil
        guard fields.problems.isEmpty else { throw .invalid(fields.problems) }

        var warnings: [String] = []
        if let schema = object["schema"], !schema.isNull {
            let verdict = rules.checkSchema(schema)
            guard verdict.errors.isEmpty else { throw .invalidSchema(verdict.errors) }
            options.schema = schema
            warnings = verdict.warnings
        }
        self.init(entries: entries, options: options, cookies: cookies, schemaWarnings: warnings)
    }
}
