import Batches

extension Item {
    /// From `position, url, status, retries, attempts, credits_used, started_at, finished_at` of the item and
    /// `error_code, status_code, queue_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, download_ms,
    /// extract_ms, total_ms, error, final_url, title, extra, result` of its result, NULL where it has none.
    init(_ row: Row, batch: Int64, codec: ItemIDCodec) throws(StoreError) {
        let position = row.int(0)
        self.init(
            id: ItemID(codec.id(.init(batch: batch, position: position, run: 0))), position: position,
            url: row.text(1), jobID: codec.id(.init(batch: batch, position: position, run: row.int(3) + 1)),
            status: try row.value(2), result: row.optionalBlob(22), error: row.optionalText(18),
            errorCode: row.isNull(8) ? nil : try row.value(8), creditsUsed: row.int(5),
            startedAt: row.optionalTimestamp(6), finishedAt: row.optionalTimestamp(7), attempts: row.int(4),
            statusCode: row.optionalInt(9), finalURL: row.optionalText(19), title: row.optionalText(20),
            timings: ItemTimings(row), extra: row.optionalBlob(21))
    }
}

extension ItemTimings {
    fileprivate init(_ row: Row) {
        self.init()
        queue = row.optionalInt(10)
        dns = row.optionalInt(11)
        connect = row.optionalInt(12)
        tls = row.optionalInt(13)
        firstByte = row.optionalInt(14)
        download = row.optionalInt(15)
        extract = row.optionalInt(16)
        total = row.optionalInt(17)
    }
}
