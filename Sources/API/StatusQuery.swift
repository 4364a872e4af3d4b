import Batches

/// What a status request asks for besides the batch.
package struct StatusQuery: Hashable, Sendable {
    /// Only items behind this position.
    package var after: Int?
    /// Nil: all items of a small batch, the default page of a big one.
    package var limit: Int?
    package var status: ItemStatus?
    package var shape: APIConfiguration.ResultShape
    package var includesProvenance = false

    /// Reads `cursor`, `limit`, `status`, `resultShape` and `include`; others are ignored, and so is an
    /// empty value. Throws `.invalid` naming each parameter that cannot be understood.
    package init(_ parameter: (String) -> String?, configuration: APIConfiguration) throws(APIError) {
        var problems: [Problem] = []
        func value(_ name: String) -> String? { parameter(name).flatMap { $0.isEmpty ? nil : $0 } }

        shape = configuration.resultShape
        if let text = value("cursor") {
            after = Int(text).flatMap { $0 >= 0 && $0 <= Int(Int32.max) ? $0 : nil }
            if after == nil { problems.append(Problem(field: "cursor", reason: "is not one that was given")) }
        }
        if let text = value("limit") {
            limit = WholeNumber.read(text).flatMap { $0 >= 1 ? min($0, configuration.maxPageSize) : nil }
            if limit == nil {
                problems.append(Problem(field: "limit", reason: "must be a whole number from 1"))
            }
        }
        if let text = value("status") {
            status = ItemStatus(rawValue: text)
            if status == nil {
                let allowed = ItemStatus.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append(Problem(field: "status", reason: "must be one of \(allowed)"))
            }
        }
        if let text = value("resultShape") {
            if let shape = APIConfiguration.ResultShape(rawValue: text) {
                self.shape = shape
            } else {
                problems.append(Problem(field: "resultShape", reason: "must be bare or wrapped"))
            }
        }
        if let text = value("include") {
            for word in text.split(separator: ",") {
                if word == "provenance" {
                    includesProvenance = true
                } else {
                    problems.append(Problem(field: "include", reason: "can be provenance only"))
                }
            }
        }
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    /// The page of `batch` that is meant.
    func pageSize(of batch: Batch, _ configuration: APIConfiguration) -> Int {
        if let limit { return limit }
        return batch.totalURLs > configuration.pagingThreshold
            ? configuration.defaultPageSize : max(1, batch.totalURLs)
    }

    /// The read of the store that gives up to `limit` of the items behind `position`.
    func items(after position: Int?, limit: Int, _ configuration: APIConfiguration) -> ItemQuery {
        // The wrapped shape may hold a result twice.
        let share = shape == .wrapped ? 2 : 1
        return ItemQuery(
            after: position, limit: limit, status: status, maxBytes: configuration.bytesPerRead / share)
    }

    /// This query for the items behind `position`, as a URL's query text.
    package func continued(after position: Int, configuration: APIConfiguration) -> String {
        var text = "cursor=\(position)"
        if let limit { text += "&limit=\(limit)" }
        if let status { text += "&status=\(status.rawValue)" }
        if shape != configuration.resultShape { text += "&resultShape=\(shape.rawValue)" }
        if includesProvenance { text += "&include=provenance" }
        return text
    }
}
