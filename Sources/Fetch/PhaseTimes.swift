import Batches
import CCurl

/// The phases of a fetch in microseconds, summed over its hops.
struct PhaseTimes {
    private var dns = 0
    private var connect = 0
    private var tls = 0
    private var firstByte = 0
    private var download = 0

    /// Adds a finished transfer. libcurl counts each moment from the start; a phase that was not reached,
    /// or was saved by a connection that was open already, is 0.
    mutating func add(_ easy: borrowing EasyHandle) {
        let resolved = easy.time(CURLINFO_NAMELOOKUP_TIME_T)
        let connected = easy.time(CURLINFO_CONNECT_TIME_T)
        let secured = easy.time(CURLINFO_APPCONNECT_TIME_T)
        let sent = easy.time(CURLINFO_PRETRANSFER_TIME_T)
        let started = easy.time(CURLINFO_STARTTRANSFER_TIME_T)
        let ended = easy.time(CURLINFO_TOTAL_TIME_T)
        dns += resolved
        connect += max(0, connected - resolved)
        tls += max(0, secured - connected)
        if started > 0 {
            firstByte += max(0, started - sent)
            download += max(0, ended - started)
        }
    }

    var itemTimings: ItemTimings {
        var timings = ItemTimings()
        timings.dns = dns / 1000
        timings.connect = connect / 1000
        timings.tls = tls / 1000
        timings.firstByte = firstByte / 1000
        timings.download = download / 1000
        return timings
    }
}
