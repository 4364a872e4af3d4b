import Batches

/// Who of the claimed items holds what: each a worker until it waits for a model, and those that a model may be asked
/// about one of the places for that, from the claim to the end, so that no page that was read is without one.
struct WorkerPlaces {
    private let workers: Int
    private let modelItems: Int
    private var working: Set<Lease> = []
    private var forModel: Set<Lease> = []
    private var asking: Set<Lease> = []

    /// `modelItems` is nil where there is no model.
    init(workers: Int, modelItems: Int?) {
        self.workers = workers
        self.modelItems = modelItems ?? .max
    }

    var freeWorkers: Int { workers - working.count }
    var freeForModel: Int { modelItems == .max ? .max : modelItems - forModel.count }
    var askingCount: Int { asking.count }

    mutating func take(_ item: ClaimedItem) {
        working.insert(item.lease)
        if modelItems != .max, item.options.mayAskModel { forModel.insert(item.lease) }
    }

    /// The item waits for the model now. True when more can be claimed than before.
    mutating func ask(_ lease: Lease) -> Bool {
        let wasFull = freeWorkers <= 0
        guard working.remove(lease) != nil else { return false }
        asking.insert(lease)
        return wasFull
    }

    /// The item is done with. True when more can be claimed than before.
    mutating func leave(_ lease: Lease) -> Bool {
        let wasFull = freeWorkers <= 0 || freeForModel <= 0
        let held = [working.remove(lease), forModel.remove(lease), asking.remove(lease)]
        return wasFull && held.contains { $0 != nil }
    }
}
