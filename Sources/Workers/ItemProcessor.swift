import Batches

/// Takes one claimed item through its stages, of which each needs something else: a place at the host, a worker, the
/// model. When its task is cancelled a stage ends early, with any failure.
package protocol ItemProcessor: Sendable {
    /// Asks the host. Nobody is at the site any more when this has returned.
    func fetch(_ item: ClaimedItem) async -> ItemStage<FetchedItem>
    /// Makes of the page what can be made of it here.
    func read(_ fetched: FetchedItem, of item: ClaimedItem) async -> ItemStage<OpenItem>
    /// Asks a model for what the page left open. May take minutes, but neither the site nor a reading thread waits.
    func complete(_ open: OpenItem, of item: ClaimedItem) async -> ItemAttempt
}

/// What a stage came to: the item's end, or what the next stage goes on with.
package enum ItemStage<Next: Sendable>: Sendable {
    case ended(ItemAttempt)
    case next(Next)
}

/// A page that has not been read yet.
package struct FetchedItem: Sendable {
    package var page: FetchedPage
    /// From asking to the whole page.
    package var time: Duration

    package init(page: FetchedPage, time: Duration) {
        self.page = page
        self.time = time
    }

    /// How long the host took to answer; nil when that is not known.
    var hostLatency: Duration? { page.timings.firstByte.map { .milliseconds($0) } }
}

/// A page that was read and left something for a model; the page itself is gone.
package struct OpenItem: Sendable {
    /// What the item comes to without the model.
    var attempt: ItemAttempt
    var reading: PageReading
    var draft: ModelDraft
    /// As the page came.
    var route: FetchRoute
}
