import Batches
import HTTPServer
import Synchronization

extension StatusRoute {
    /// A page that is more than one read of the store, sent read by read.
    ///
    /// One read is in memory at a time, and while the client takes nothing only its text: neither the answer nor its
    /// task keeps hold of items that are rendered.
    func streamed(from first: BatchSnapshot, _ query: StatusQuery, pageSize: Int) -> HTTPResponse {
        let batch = first.batch
        var headers = HTTPResponse.jsonHeaders
        // Where a page ends is known beforehand only when positions are dense.
        let end = (query.after ?? -1) + pageSize
        if query.status == nil, end < batch.totalURLs - 1 {
            headers.add("Link", link(to: batch.id, query, after: end))
        }
        let first = Mutex(Optional(first))
        return HTTPResponse(
            status: 200, headers: headers,
            body: .stream { output in
                var page = StreamedPage(batch, query, size: pageSize)
                try page.add(first.withLock { $0.take() })
                while let last = page.last {
                    try await Self.send(page.take(), to: output)
                    let next = query.items(
                        after: last, limit: min(Self.itemsAtOnce, page.left), configuration)
                    try page.add(try await items(of: batch.id, owner: batch.owner, next))
                }
                try await Self.send(page.take(), to: output)
            })
    }

    /// Sends `text` in pieces, so that compressing it does not keep other connections waiting.
    private static func send(_ text: [UInt8], to output: HTTPBodyWriter) async throws(HTTPWriteError) {
        for start in stride(from: 0, to: text.count, by: pieceBytes) {
            try await output.write(Array(text[start...].prefix(pieceBytes)))
        }
    }

    private static let itemsAtOnce = 1000
    private static let pieceBytes = 1 << 17
}
