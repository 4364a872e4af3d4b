import Batches

/// Who of the claimed items holds what: each a worker until it waits for a model, and those that a model may be asked
/// about one of the places for that, from the claim to the end, so that no page that was read is without one.
///
/// The last `reserved` workers are for batches that have none: a batch whose sites do not answer may hold all others.
struct WorkerPlaces {
    private let workers: Int
    private let reserved: Int
    private let modelItems: Int
    private var working: [Lease: BatchID] = [:]
    private var forModel: Set<Lease> = []
    private var asking: Set<Lease> = []

    /// `modelItems` is nil where there is no model.
    init(workers: Int, reserved: Int = 0, modelItems: Int?) {
        self.workers = workers
        self.reserved = reserved
        self.modelItems = modelItems ?? .max
    }

    var freeWorkers: Int { workers - working.count }
    var freeForModel: Int { modelItems == .max ? .max : modelItems - forModel.count }
    var askingCount: Int { asking.count }

    /// Puts what a claim has to keep to beside what it may take of each host.
    func bound(_ places: inout HostPlaces) {
        places.forModel = freeForModel
        places.reserved = reserved
        places.working = Set(working.values)
    }

    mutating func take(_ item: ClaimedItem) {
        working[item.lease] = item.batch
        if modelItems != .max, item.options.mayAskModel { forModel.insert(item.lease) }
    }

    /// The item waits for the model now. True when more can be claimed than before.
    mutating func ask(_ lease: Lease) -> Bool {
        let wasFull = freeWorkers <= reserved
        guard working.removeValue(forKey: lease) != nil else { return false }
        asking.insert(lease)
        return wasFull
    }

    /// The item is done with. True when more can be claimed than before.
    mutating func leave(_ lease: Lease) -> Bool {
        let wasFull = freeWorkers <= reserved || freeForModel <= 0
        let held = [
            working.removeValue(forKey: lease) != nil, forModel.remove(lease) != nil,
            asking.remove(lease) != nil,
        ]
        return wasFull && held.contains(true)
    }
}
