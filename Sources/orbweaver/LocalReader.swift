import Batches
import Models
import Workers

/// Reads pages that are at hand as the server would, and asks the configured model what they leave open.
struct LocalReader {
    private let reader: HTMLPageReader
    private let model: ModelStage?

    init(model client: ModelClient?) {
        reader = HTMLPageReader(modelMode: client?.configuration.mode)
        model = client.map { ModelStage(client: $0) }
    }

    /// The reading, and what hindered the model.
    func read(_ bytes: [UInt8], url: String?, _ options: BatchOptions) async -> (
        reading: PageReading, error: ModelError?
    ) {
        let page = FetchedPage(body: bytes, statusCode: 200, finalURL: url ?? "", contentType: nil)
        let item = item(url ?? "", options)
        let reading = reader.read(page, for: item)
        return await model?.complete(reading, for: item) ?? (reading, nil)
    }

    /// All pages of a run are one batch's to the model's budgets.
    private func item(_ url: String, _ options: BatchOptions) -> ClaimedItem {
        let now = Timestamp(milliseconds: 0)
        return ClaimedItem(
            lease: Lease(item: ItemID("page"), token: 0), batch: BatchID("local"), owner: KeyID(0), url: url,
            host: "", options: options, attempt: 1, dueAt: now, startedAt: now, creditsReserved: 0)
    }
}
