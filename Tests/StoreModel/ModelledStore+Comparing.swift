import Batches
import Store

extension ModelledStore {
    /// Reads every batch and holds it against the model.
    package func compare() async throws {
        for (index, expected) in model.batches.enumerated() {
            let snapshot = try await store.items(of: expected.id, of: expected.owner, ItemQuery(limit: 1000))
            guard let snapshot else { throw Disagreement("batch \(index) is gone") }
            let found = snapshot.batch
            let same =
                found.status == expected.status && found.totalURLs == expected.items.count
                && found.runningCount == expected.count(.running)
                && found.completedCount == expected.count(.completed)
                && found.failedCount == expected.count(.failed)
                && found.cancelledCount == expected.count(.cancelled)
                && found.creditsUsed == expected.creditsUsed
                && found.createdAt == expected.createdAt && found.finishedAt == expected.finishedAt
                && found.version == expected.version
            try agree(same, "batch \(index) is \(found), not \(expected)")
            try agree(snapshot.items.count == expected.items.count, "items of batch \(index)")
            for (item, wanted) in zip(snapshot.items, expected.items) {
                try compare(item, wanted, at: Model.Place(batch: index, position: item.position))
            }
        }
        for owner in owners {
            let page = try await store.batches(of: owner, page: 1, limit: 10_000)
            let expected = model.batches.filter { $0.owner == owner }.map(\.id)
            try agree(page.batches.map(\.id) == expected.reversed() && page.total == expected.count, "list")
        }
    }

    private func compare(_ item: Item, _ wanted: Model.Item, at place: Model.Place) throws {
        let same =
            item.url == wanted.url && item.status == wanted.status && item.attempts == wanted.attempts
            && item.creditsUsed == wanted.credits && item.startedAt == wanted.startedAt
            && item.finishedAt == wanted.finishedAt && item.result == wanted.result
            && item.errorCode == wanted.reason && (item.error != nil) == (wanted.reason != nil)
        try agree(same, "item \(place) is \(item), not \(wanted)")
        try agree(ids[place, default: item.id] == item.id, "item id changed")
        ids[place] = item.id
        try agree(
            jobs[place]?[wanted.retries, default: item.jobID] ?? item.jobID == item.jobID, "job id changed")
        jobs[place, default: [:]][wanted.retries] = item.jobID
        try agree(Set(jobs[place, default: [:]].values).count == jobs[place]?.count, "job id used again")
        if wanted.status.isTerminal {
            // An end stays as it is until the item is retried.
            let end = ends[place]?[wanted.retries]
            try agree(end == nil || end == wanted, "item \(place) ended twice: \(end as Any), \(wanted)")
            ends[place, default: [:]][wanted.retries] = wanted
        }
    }

    package func compareUsage() async throws {
        guard let store = store as? SQLiteStore else { return }
        for owner in owners {
            let days = try await store.usage(
                of: owner, from: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: 1 << 50))
            let expected = (model.usage[owner] ?? [:]).values.sorted { $0.day < $1.day }
            try agree(days == expected, "usage \(days), not \(expected)")
        }
    }
}
