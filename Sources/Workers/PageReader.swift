import Batches

/// Turns a fetched page into an item's result.
package protocol PageReader: Sendable {
    /// Pure and bounded: no I/O, and time linear in the size of the page.
    func read(_ page: FetchedPage, for item: ClaimedItem) -> PageReading
}

/// What reading a page came to.
package struct PageReading: Sendable {
    package enum Ending: Sendable, Equatable {
        /// One JSON value's text.
        case result([UInt8])
        case refused(FailureReason, message: String)
    }

    package var ending: Ending
    package var title: String?
    /// As `Item.extra`.
    package var extra: [UInt8]?
    /// What a model may still add; nil when there is none or nothing is left open.
    package var draft: ModelDraft?

    package init(ending: Ending, title: String? = nil, extra: [UInt8]? = nil) {
        self.ending = ending
        self.title = title
        self.extra = extra
    }
}
