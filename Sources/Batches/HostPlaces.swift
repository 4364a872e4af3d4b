/// How many items a claim may take of each host, so that no worker holds an item it may not fetch yet, how many that
/// may come to wait for a model, and which batches the last workers are for.
package struct HostPlaces: Sendable, Equatable {
    /// For each host that `named` does not have.
    package var usual: Int
    /// 0 leaves a host out.
    package var named: [String: Int]
    /// Of items that a model may be asked about, whatever their host.
    package var forModel = Int.max
    /// Workers kept for batches that have none, so that sites which do not answer never hold all of them.
    package var reserved = 0
    /// Batches that have a worker.
    package var working: Set<BatchID> = []

    package init(usual: Int = .max, named: [String: Int] = [:]) {
        self.usual = usual
        self.named = named
    }

    /// No bound but for `hosts`, which are left out.
    package init(without hosts: Set<String>) {
        self.init(named: Dictionary(uniqueKeysWithValues: hosts.map { ($0, 0) }))
    }

    package subscript(host: String) -> Int { named[host] ?? usual }

    /// Whether a batch may have another worker while `free` are left.
    package func isOpen(to batch: BatchID, free: Int) -> Bool { free > reserved || !working.contains(batch) }

    /// Takes one place at `host`, a worker, and one of the places for items that may wait for a model.
    package mutating func take(_ host: String, of batch: BatchID, mayAskModel: Bool = false) {
        working.insert(batch)
        let left = self[host]
        if left != .max { named[host] = left - 1 }
        if mayAskModel, forModel != .max { forModel -= 1 }
    }
}
