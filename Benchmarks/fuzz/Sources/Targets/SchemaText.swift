import JSON
import Structuring

extension FuzzTarget {
    /// A schema and a value: whatever comes out satisfies the schema.
    static let schema = FuzzTarget(name: "schema", stretchLength: 16 << 10, nanosecondsPerByte: 100_000) {
        input, _ in
        let parts = parts(input, 2)
        guard let json = (try? JSONParser.parse(parts[0])) ?? LenientJSON.parse(parts[0]) else { return }
        let check = Schema.check(json)
        guard let schema = check.schema else {
            require(!check.errors.isEmpty, "a schema is refused without a reason")
            return
        }
        require(check.errors.isEmpty, "a schema with errors is taken")
        let fitter = SchemaFitter(schema: schema, baseURL: "https://example.org/a/b?c")
        checkFit(fitter, LenientJSON.parse(parts[1]) ?? .string(text(parts[1])))
        checkFit(fitter, json)
    }

    static func checkFit(_ fitter: SchemaFitter, _ value: JSON) {
        let fitted = fitter.fit(value)
        // A root that nothing satisfies is answered as a page that holds nothing.
        require(
            fitter.schema.accepts(fitted) || fitted == fitter.fit(.null),
            "a value that does not fit its schema")
        checkRoundTrip(fitted)
    }

    /// A prompt's wishes make a schema that compiles again from its own text.
    static let prompt = FuzzTarget(name: "prompt", nanosecondsPerByte: 40_000) { input, _ in
        guard let schema = PromptReader.schema(for: text(input)) else { return }
        let check = Schema.check(schema.source)
        require(check.schema != nil && check.errors.isEmpty, "a prompt's schema does not compile")
    }
}
