/// Why a request body could not be read to its end.
package enum HTTPBodyError: Error, Equatable {
    /// Longer than the limit in force: 413.
    case tooLarge(limitBytes: Int)
    /// Its chunked framing is broken: 400.
    case malformed
    /// It came too slowly: 408.
    case timedOut
    /// The client went away before the end; no answer will reach it.
    case connectionClosed
    /// The task that was reading was cancelled.
    case cancelled
}
