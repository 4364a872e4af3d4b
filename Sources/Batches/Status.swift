/// The life of a batch (contract section 12).
///
///     pending -> running -> completed        completed|failed -> (retry) running
///     pending|running -> cancelled           failed: part of the contract; nothing here ends so
package enum BatchStatus: String, Sendable, CaseIterable {
    case pending, running, completed, failed, cancelled

    package var isTerminal: Bool {
        switch self {
        case .pending, .running: false
        case .completed, .failed, .cancelled: true
        }
    }
}

/// The life of an item (contract section 12).
///
///     pending -> running -> completed|failed   failed -> (retry) pending
///     pending -> cancelled                     running -> pending when a lease is lost or an attempt is put off
package enum ItemStatus: String, Sendable, CaseIterable {
    case pending, running, completed, failed, cancelled

    package var isTerminal: Bool {
        switch self {
        case .pending, .running: false
        case .completed, .failed, .cancelled: true
        }
    }
}
