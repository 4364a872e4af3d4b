/// One thing that can be configured: its environment name, its default and what it means.
///
/// `orbweaver config` prints this list, and the README's table and `config/orbweaver.env` follow it.
struct Setting: Sendable {
    /// Without the prefix `ORBWEAVER_`.
    let name: String
    /// The text that stands for an absent value; empty where absence means something of its own.
    let defaultText: String
    let meaning: String
    var isSecret = false

    var environmentName: String { Self.prefix + name }

    private static let prefix = "ORBWEAVER_"

    /// Whether a variable looks like a setting and is none, so that its value has no effect.
    static func isMisspelt(_ variable: String) -> Bool {
        guard variable.hasPrefix(prefix) else { return false }
        let name = variable.dropFirst(prefix.count)
        return !ofTests.contains(name)
            && !all.contains { $0.name == name || $0.isSecret && $0.name + "_FILE" == name }
    }

    /// What tests, scripts and benchmarks take from the same environment.
    private static let ofTests: Set<Substring> = [
        "BENCH", "BINARY", "CLIENTS", "DATASETS", "DEFECT", "FAULT_STRIDE", "FIRST", "FUZZ", "FUZZ_ROUNDS",
        "LOCAL_MODEL", "PROPERTY_CASES", "PROPERTY_SEED", "SEED", "SEEDS",
    ]
}

extension Setting {
    static let host = Setting(name: "HOST", defaultText: "127.0.0.1", meaning: "address to listen on")
    static let port = Setting(
        name: "PORT", defaultText: "4321", meaning: "port to listen on; 0 picks a free one")
    static let data = Setting(name: "DATA", defaultText: "./data", meaning: "folder that holds all state")
    static let apiKey = Setting(
        name: "API_KEY", defaultText: "",
        meaning: "a key accepted from the start, besides those made with `orbweaver keys`", isSecret: true)
    static let logLevel = Setting(
        name: "LOG_LEVEL", defaultText: "info", meaning: "debug, info, warning or error")
    static let logFormat = Setting(
        name: "LOG_FORMAT", defaultText: "auto", meaning: "text, json, or auto: text on a terminal only")
    static let shutdownGrace = Setting(
        name: "SHUTDOWN_GRACE_SECONDS", defaultText: "10",
        meaning: "how long items in flight may take to end after SIGTERM before they are given back")

    static let workers = Setting(
        name: "WORKERS", defaultText: "64", meaning: "items fetched and read at once, at most")
    static let extractionThreads = Setting(
        name: "EXTRACTION_THREADS", defaultText: "0",
        meaning: "threads that read pages; 0: one less than cores")

    static let httpMaxConnections = Setting(
        name: "HTTP_MAX_CONNECTIONS", defaultText: "16384", meaning: "open client connections at most")
    static let httpBodyLimit = Setting(
        name: "HTTP_BODY_LIMIT_BYTES", defaultText: "0",
        meaning: "size of a request body at most; 0: room for a batch of long URLs, 1 MiB at least")
    static let httpHeaderTimeout = Setting(
        name: "HTTP_HEADER_TIMEOUT_SECONDS", defaultText: "10",
        meaning: "time for a request's header to arrive")
    static let httpBodyTimeout = Setting(
        name: "HTTP_BODY_TIMEOUT_SECONDS", defaultText: "30", meaning: "time for a request's body to arrive")
    static let httpIdleTimeout = Setting(
        name: "HTTP_IDLE_TIMEOUT_SECONDS", defaultText: "75", meaning: "how long an idle connection is kept")
    static let httpWriteTimeout = Setting(
        name: "HTTP_WRITE_TIMEOUT_SECONDS", defaultText: "30",
        meaning: "how long a client may stop reading an answer")

    static let batchMaxURLs = Setting(
        name: "BATCH_MAX_URLS", defaultText: "50", meaning: "URLs in one batch at most")
    static let pendingItems = Setting(
        name: "PENDING_ITEMS_PER_KEY", defaultText: "1000000",
        meaning: "unfinished items of one key at most; more gives TOO_MANY_PENDING_JOBS")
    static let requestsPerMinute = Setting(
        name: "REQUESTS_PER_MINUTE", defaultText: "0", meaning: "requests of one key a minute; 0: no limit")
    static let invalidKeyStatus = Setting(
        name: "INVALID_KEY_STATUS", defaultText: "403", meaning: "answer to an unknown key: 403 or 401")
    static let resultShape = Setting(
        name: "RESULT_SHAPE", defaultText: "bare",
        meaning: "a batch item's result: bare, or wrapped as {content, data, ...}")
    static let creditsPerURL = Setting(
        name: "CREDITS_PER_URL", defaultText: "2", meaning: "credits reserved and charged for one URL")
    static let creditsMonthly = Setting(
        name: "CREDITS_MONTHLY_LIMIT", defaultText: "",
        meaning: "monthly credits of the key in ORBWEAVER_API_KEY; empty: no limit")

    static let fetchConnectTimeout = Setting(
        name: "FETCH_CONNECT_TIMEOUT_SECONDS", defaultText: "10", meaning: "time to connect to a site")
    static let fetchTimeout = Setting(
        name: "FETCH_TIMEOUT_SECONDS", defaultText: "30", meaning: "time for one attempt, redirects included")
    static let fetchBodyLimit = Setting(
        name: "FETCH_BODY_LIMIT_BYTES", defaultText: "10485760", meaning: "size of a page at most, decoded")
    static let fetchMaxRedirects = Setting(
        name: "FETCH_MAX_REDIRECTS", defaultText: "10", meaning: "redirects followed at most")
    static let fetchPerHost = Setting(
        name: "FETCH_PER_HOST_CONCURRENCY", defaultText: "8", meaning: "transfers to one host at most")
    static let fetchDelay = Setting(
        name: "FETCH_PER_HOST_DELAY_SECONDS", defaultText: "0",
        meaning: "time between two fetches from one host")
    static let fetchAdaptiveDelay = Setting(
        name: "FETCH_ADAPTIVE_DELAY", defaultText: "false",
        meaning: "true: that time also follows the host's latency, for about 4 fetches in flight")
    static let fetchAttempts = Setting(
        name: "FETCH_ATTEMPTS", defaultText: "3", meaning: "attempts for an item whose failures are transient"
    )
    static let fetchUserAgent = Setting(
        name: "FETCH_USER_AGENT", defaultText: "",
        meaning: "User-Agent header; empty: that of a normal browser")
    static let fetchHeaders = Setting(
        name: "FETCH_HEADERS", defaultText: "",
        meaning: "request headers beside or in place of a browser's: Name: value | Name: value",
        isSecret: true)
    static let fetchCertificates = Setting(
        name: "FETCH_CA_FILE", defaultText: "",
        meaning: "PEM file of the certificate authorities to trust; empty: the system's")
    static let fetchAllowNetworks = Setting(
        name: "FETCH_ALLOW_NETWORKS", defaultText: "",
        meaning: "CIDRs that may be fetched besides public addresses, comma separated")
    static let fetchProxies = Setting(
        name: "FETCH_PROXIES", defaultText: "",
        meaning: "proxies by country: us=http://host:port,de=...,default=...", isSecret: true)
    static let fetchRobots = Setting(
        name: "FETCH_ROBOTS", defaultText: "false", meaning: "true: fetch only what robots.txt allows")

    static let llmBaseURL = Setting(
        name: "LLM_BASE_URL", defaultText: "", meaning: "OpenAI-compatible endpoint; empty: no model is used")
    static let llmModel = Setting(name: "LLM_MODEL", defaultText: "", meaning: "the model's name there")
    static let llmAPIKey = Setting(
        name: "LLM_API_KEY", defaultText: "", meaning: "bearer key for the endpoint", isSecret: true)
    static let llmMode = Setting(
        name: "LLM_MODE", defaultText: "missing",
        meaning: "missing: the model fills what the page's own data leaves open; always: every field")
    static let llmTimeout = Setting(
        name: "LLM_TIMEOUT_SECONDS", defaultText: "60", meaning: "time for one answer of the model")
    static let llmMaxConcurrent = Setting(
        name: "LLM_MAX_CONCURRENT", defaultText: "4", meaning: "requests to the model at once, at most")
    static let llmContextTokens = Setting(
        name: "LLM_CONTEXT_TOKENS", defaultText: "8192",
        meaning: "tokens of one request and its answer; longer pages are cut or asked in parts")
    static let llmMaxTokensPerItem = Setting(
        name: "LLM_MAX_TOKENS_PER_ITEM", defaultText: "50000", meaning: "tokens spent on one URL at most")
    static let llmMaxTokensPerBatch = Setting(
        name: "LLM_MAX_TOKENS_PER_BATCH", defaultText: "0",
        meaning: "tokens spent on one batch at most; 0: no limit")
    static let llmMaxTokensPerKey = Setting(
        name: "LLM_MAX_TOKENS_PER_KEY", defaultText: "0",
        meaning: "tokens spent by one key in a calendar month at most; 0: no limit")
    static let creditsPer1000Tokens = Setting(
        name: "CREDITS_PER_1000_TOKENS", defaultText: "0",
        meaning: "credits charged for a thousand tokens of the model, begun thousands counted whole")

    static let retentionDays = Setting(
        name: "RETENTION_DAYS", defaultText: "0",
        meaning: "days that finished batches are kept, 0.5 for half of one; 0: for ever")

    static let all: [Setting] = [
        host, port, data, apiKey, logLevel, logFormat, shutdownGrace, workers, extractionThreads,
        httpMaxConnections, httpBodyLimit, httpHeaderTimeout, httpBodyTimeout, httpIdleTimeout,
        httpWriteTimeout, batchMaxURLs, pendingItems, requestsPerMinute, invalidKeyStatus, resultShape,
        creditsPerURL, creditsMonthly, fetchConnectTimeout, fetchTimeout, fetchBodyLimit, fetchMaxRedirects,
        fetchPerHost, fetchDelay, fetchAdaptiveDelay, fetchAttempts, fetchUserAgent, fetchHeaders,
        fetchCertificates, fetchAllowNetworks, fetchProxies,
        fetchRobots,
        llmBaseURL, llmModel, llmAPIKey, llmMode, llmTimeout, llmMaxConcurrent, llmContextTokens,
        llmMaxTokensPerItem, llmMaxTokensPerBatch, llmMaxTokensPerKey, creditsPer1000Tokens, retentionDays,
    ]
}
