import Batches

/// A page of a status answer while it is being made from one read of the store after another.
struct StreamedPage {
    /// Where the next read goes on; nil when the page is complete.
    private(set) var last: Int?
    /// Items that it may still take.
    private(set) var left: Int
    private var writer: StatusWriter

    init(_ batch: Batch, _ query: StatusQuery, size: Int) {
        writer = StatusWriter(batch, query: query)
        left = size
    }

    /// Renders what was read. Throws `.unknownBatch` for the nil of a batch that is gone.
    mutating func add(_ snapshot: BatchSnapshot?) throws(APIError) {
        guard let snapshot else { throw .unknownBatch }
        writer.reserve(snapshot.items.reduce(0) { $0 + $1.byteCount })
        for item in snapshot.items { writer.add(item) }
        left -= snapshot.items.count
        last = snapshot.hasMore ? snapshot.items.last?.position : nil
        guard last == nil || left <= 0 else { return }
        writer.end(next: last)
        last = nil
    }

    /// The text since the last call.
    mutating func take() -> [UInt8] { writer.take() }
}
