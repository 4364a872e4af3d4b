import Fetch
import Models
import Workers

/// The model's endpoint and how it is asked.
struct ModelSettings {
    /// Without a slash at its end.
    let baseURL: String
    let key: String?
    let timeout: Duration
    let configuration: ModelConfiguration

    /// Nil when no endpoint is configured.
    init?(_ reader: SettingsReader) throws(SettingsError) {
        // Bad numbers are told even where no endpoint uses them yet.
        var configuration = ModelConfiguration(model: try reader.string(.llmModel) ?? "")
        let modes = ModelConfiguration.Mode.allCases
        configuration.mode =
            ModelConfiguration.Mode(rawValue: try reader.choice(.llmMode, of: modes.map(\.rawValue)))
            ?? .missing
        configuration.maxConcurrent = try reader.integer(.llmMaxConcurrent, in: 1...1000)
        configuration.contextTokens = try reader.integer(.llmContextTokens, in: 512...10_000_000)
        configuration.maxTokensPerItem = try reader.integer(.llmMaxTokensPerItem, in: 1...1_000_000_000)
        configuration.maxTokensPerBatch = try Self.limit(.llmMaxTokensPerBatch, reader)
        configuration.maxTokensPerKey = try Self.limit(.llmMaxTokensPerKey, reader)
        timeout = try reader.seconds(.llmTimeout, in: 0.1...3600)
        key = try reader.key(.llmAPIKey)
        self.configuration = configuration
        guard let url = try reader.string(.llmBaseURL) else { return nil }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw SettingsError(
                name: Setting.llmBaseURL.environmentName, problem: "must start with http:// or https://")
        }
        guard !Self.holdsUser(url) else {
            throw SettingsError(
                name: Setting.llmBaseURL.environmentName,
                problem: "must hold no user or password: a key goes into \(Setting.llmAPIKey.environmentName)"
            )
        }
        guard !configuration.model.isEmpty else {
            throw SettingsError(
                name: Setting.llmModel.environmentName, problem: "name the model that the endpoint serves")
        }
        baseURL = url
    }

    /// Whether a URL has a user, and with it perhaps a password, in front of its host.
    static func holdsUser(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        return text[scheme.upperBound...].drop { $0 == "/" }.prefix { !"/?#".contains($0) }.contains("@")
    }

    func makeClient(certificateFile: String?) -> ModelClient {
        let service = ServiceClient(
            maxConnections: configuration.maxConcurrent, certificateFile: certificateFile)
        return ModelClient(
            configuration,
            transport: ServiceChatTransport(client: service, baseURL: baseURL, key: key, timeout: timeout))
    }

    private static func limit(_ setting: Setting, _ reader: SettingsReader) throws(SettingsError) -> Int? {
        let limit = try reader.integer(setting, in: 0...1_000_000_000_000)
        return limit == 0 ? nil : limit
    }
}
