import Batches
import CCurl

/// The phases of a fetch in microseconds, summed over its hops; nil for one that no hop reached.
struct PhaseTimes {
    private var dns: Int?
    private var connect: Int?
    private var tls: Int?
    private var firstByte: Int?
    private var download: Int?

    /// Adds a finished transfer. libcurl counts each moment from the start, and leaves it 0 when it did not
    /// come, or long ago on a connection that was open already.
    mutating func add(_ easy: borrowing EasyHandle) {
        let resolved = easy.time(CURLINFO_NAMELOOKUP_TIME_T)
        let connected = easy.time(CURLINFO_CONNECT_TIME_T)
        let secured = easy.time(CURLINFO_APPCONNECT_TIME_T)
        let sent = easy.time(CURLINFO_PRETRANSFER_TIME_T)
        let started = easy.time(CURLINFO_STARTTRANSFER_TIME_T)
        let ended = easy.time(CURLINFO_TOTAL_TIME_T)
        let isAnswered = started > 0
        if resolved > 0 || isAnswered { Self.add(resolved, to: &dns) }
        if connected > 0 || isAnswered { Self.add(connected - resolved, to: &connect) }
        if secured > 0 { Self.add(secured - connected, to: &tls) }
        if isAnswered {
            Self.add(started - sent, to: &firstByte)
            Self.add(ended - started, to: &download)
        }
    }

    private static func add(_ time: Int, to sum: inout Int?) { sum = (sum ?? 0) + max(0, time) }

    var itemTimings: ItemTimings {
        var timings = ItemTimings()
        timings.dns = dns.map { $0 / 1000 }
        timings.connect = connect.map { $0 / 1000 }
        timings.tls = tls.map { $0 / 1000 }
        timings.firstByte = firstByte.map { $0 / 1000 }
        timings.download = download.map { $0 / 1000 }
        return timings
    }
}
