import API
import Fetch
import FoundationEssentials
import HTTPServer
import Workers

/// All settings of a server, read and checked once.
struct ServerSettings {
    var data: String
    var environmentKey: String?
    var environmentKeyCredits: Int?
    var shutdownGrace: Duration
    /// How long finished batches are kept; nil for ever.
    var retention: Duration?
    var http = HTTPServerConfiguration()
    var api = APIConfiguration()
    var fetch = FetchConfiguration()
    var scheduler = SchedulerConfiguration()
    var extractionThreads = 1
    /// Nil without a model.
    var model: ModelSettings?
    var logging: LoggingSettings

    init(_ reader: SettingsReader) throws(SettingsError) {
        data = try reader.text(.data).text
        environmentKey = try reader.key(.apiKey)
        environmentKeyCredits =
            try reader.string(.creditsMonthly) == nil
            ? nil : reader.integer(.creditsMonthly, in: 0...1_000_000_000_000)
        shutdownGrace = try reader.seconds(.shutdownGrace, in: 0...3600)
        retention = try reader.days(.retentionDays, in: 0...36500)
        logging = try LoggingSettings(reader)
        try readHTTP(reader)
        try readAPI(reader)
        try readFetch(reader)
        try readWorkers(reader)
        model = try ModelSettings(reader)
    }

    private mutating func readHTTP(_ reader: SettingsReader) throws(SettingsError) {
        http.host = try reader.text(.host).text
        http.port = try reader.integer(.port, in: 0...65535)
        http.limits.connections = try reader.integer(.httpMaxConnections, in: 1...1_000_000)
        http.timeouts.header = try reader.seconds(.httpHeaderTimeout, in: 0.1...3600)
        http.timeouts.body = try reader.seconds(.httpBodyTimeout, in: 0.1...3600)
        http.timeouts.idle = try reader.seconds(.httpIdleTimeout, in: 0.1...86400)
        http.timeouts.writeStall = try reader.seconds(.httpWriteTimeout, in: 0.1...3600)
    }

    private mutating func readAPI(_ reader: SettingsReader) throws(SettingsError) {
        api.version = Orbweaver.version
        api.maxURLs = try reader.integer(.batchMaxURLs, in: 1...1_000_000)
        let bodyLimit = try reader.integer(.httpBodyLimit, in: 0...(1 << 30))
        api.bodyLimit = bodyLimit == 0 ? nil : bodyLimit
        http.limits.bodyBytes = api.bodyLimitBytes
        api.pendingLimit = try reader.integer(.pendingItems, in: 1...1_000_000_000)
        let requests = try reader.integer(.requestsPerMinute, in: 0...1_000_000_000)
        api.requestsPerMinute = requests == 0 ? nil : requests
        api.unauthorizedForInvalidKey = try reader.choice(.invalidKeyStatus, of: ["403", "401"]) == "401"
        let shapes = APIConfiguration.ResultShape.allCases
        let shape = try reader.choice(.resultShape, of: shapes.map(\.rawValue))
        api.resultShape = APIConfiguration.ResultShape(rawValue: shape) ?? .bare
        api.creditsPerItem = try reader.integer(.creditsPerURL, in: 0...1_000_000)
    }

    private mutating func readWorkers(_ reader: SettingsReader) throws(SettingsError) {
        scheduler.workers = try reader.integer(.workers, in: 1...10_000)
        // A fetch that waits for a connection would lose the time that its site has to answer.
        fetch.maxConnections = max(fetch.maxConnections, scheduler.workers + fetch.idleConnections)
        scheduler.retry.maxAttempts = try reader.integer(.fetchAttempts, in: 1...100)
        scheduler.politeness.concurrencyPerHost = try reader.integer(.fetchPerHost, in: 1...10_000)
        scheduler.politeness.minimumDelay = try reader.seconds(.fetchDelay, in: 0...3600)
        scheduler.politeness.isAdaptive = try reader.flag(.fetchAdaptiveDelay)
        // The first fetch from a host tells what the delay between the next ones is.
        scheduler.politeness.meetsHostsAlone = scheduler.politeness.isAdaptive || fetch.asksRobots
        scheduler.creditsPer1000Tokens = try reader.integer(.creditsPer1000Tokens, in: 0...1_000_000)
        let threads = try reader.integer(.extractionThreads, in: 0...1024)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        extractionThreads = threads == 0 ? max(1, cores - 1) : threads
    }

    private mutating func readFetch(_ reader: SettingsReader) throws(SettingsError) {
        fetch.connectTimeout = try reader.seconds(.fetchConnectTimeout, in: 0.1...3600)
        fetch.totalTimeout = try reader.seconds(.fetchTimeout, in: 0.1...3600)
        fetch.bodyLimitBytes = try reader.integer(.fetchBodyLimit, in: 1024...(1 << 30))
        fetch.maxRedirects = try reader.integer(.fetchMaxRedirects, in: 0...100)
        fetch.asksRobots = try reader.flag(.fetchRobots)
        if let userAgent = try reader.string(.fetchUserAgent) { fetch.userAgent = userAgent }
        try readHeaders(reader)
        fetch.certificateFile = try reader.string(.fetchCertificates)
        if let file = fetch.certificateFile, !FileManager.default.isReadableFile(atPath: file) {
            throw SettingsError(
                name: Setting.fetchCertificates.environmentName, problem: "cannot read \(file)")
        }
        fetch.allowNetworks = []
        for text in try reader.list(.fetchAllowNetworks) {
            guard let range = AddressRange(text) else {
                throw SettingsError(
                    name: Setting.fetchAllowNetworks.environmentName, problem: "'\(text)' is not a CIDR")
            }
            fetch.allowNetworks.append(range)
        }
        guard let proxies = ProxyTable(try reader.list(.fetchProxies)) else {
            throw SettingsError(
                name: Setting.fetchProxies.environmentName, problem: "entries must read country=URL")
        }
        fetch.proxies = proxies
    }

    /// Names that the fetcher itself must set, or that have a setting or a field of their own.
    private static let reservedHeaders: Set<String> = [
        "accept-encoding", "connection", "content-length", "cookie", "expect", "host", "te",
        "transfer-encoding",
        "upgrade", "user-agent",
    ]

    private mutating func readHeaders(_ reader: SettingsReader) throws(SettingsError) {
        for line in try reader.text(.fetchHeaders).text.split(separator: "|") {
            let line = line.trimming(while: \.isWhitespace)
            let name = line.prefix { $0 != ":" }.lowercased()
            let isToken =
                !name.isEmpty
                && name.utf8.allSatisfy {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                        || "!#$%&'*+-.^_`|~".utf8.contains($0)
                }
            // The value may be secret: it is not repeated.
            guard isToken, name.count < line.count, line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw SettingsError(
                    name: Setting.fetchHeaders.environmentName, problem: "entries must read Name: value")
            }
            guard !Self.reservedHeaders.contains(name) else {
                throw SettingsError(
                    name: Setting.fetchHeaders.environmentName, problem: "'\(name)' is not for this setting")
            }
            fetch.extraHeaders.removeAll { $0.lowercased().hasPrefix("\(name):") }
            fetch.extraHeaders.append(String(line))
        }
    }
}
