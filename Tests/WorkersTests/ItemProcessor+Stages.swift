import Batches

@testable import Workers

extension ItemProcessor {
    /// All stages, one after the other.
    func process(_ item: ClaimedItem) async -> ItemAttempt {
        switch await fetch(item) {
        case .ended(let attempt): return attempt
        case .next(let fetched):
            switch await read(fetched, of: item) {
            case .ended(let attempt): return attempt
            case .next(let open): return await complete(open, of: item)
            }
        }
    }
}
