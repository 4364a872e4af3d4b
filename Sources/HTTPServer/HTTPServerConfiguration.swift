/// What the server binds, what it bears, and how long it waits.
package struct HTTPServerConfiguration: Sendable {
    package struct Limits: Sendable {
        /// The request line without its line end; longer gets 414.
        package var requestLineBytes = 8192
        /// More fields, or more bytes of fields, get 431.
        package var headerCount = 100
        package var headerBytes = 65536
        /// What a body may have when its handler sets no limit of its own.
        package var bodyBytes = 1 << 20
        /// Fewer where the process may not open as many files. The next ones get 503.
        package var connections = 16384

        package init() {}
    }

    package struct Timeouts: Sendable {
        /// From a request's first byte to the end of its head.
        package var header: Duration = .seconds(10)
        /// For more of a body: a KiB a second keeps it going.
        package var body: Duration = .seconds(30)
        /// Between requests, and before the first.
        package var idle: Duration = .seconds(75)
        /// For a client to take more of an answer: a KiB a second keeps it going, counted as its system acknowledges
        /// it, which may be a good part of a receive buffer at a time.
        package var writeStall: Duration = .seconds(30)

        package init() {}
    }

    /// An address or a name; a name binds one address, IPv4 where it has one.
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 0
    package var backlog = 4096
    /// Serial queues that connections are spread over; 0 makes one for each core.
    package var shards = 0
    package var limits = Limits()
    package var timeouts = Timeouts()
    /// Bodies of fewer bytes are not compressed.
    package var compressionThresholdBytes = 1024
    /// zlib's 1 (fast) to 9 (small); 0 turns compression off.
    package var compressionLevel = 1

    package init() {}
}
