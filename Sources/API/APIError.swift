import Batches
import HTTPServer
import JSON

/// Why a request gets no success, as the routes tell cases apart.
package enum APIError: Error, Equatable {
    /// The body is not acceptable JSON.
    case malformedJSON(JSONError)
    /// Missing or unacceptable fields or parameters; at least one.
    case invalid([Problem])
    /// At least one error text.
    case invalidSchema([String])
    case missingKey
    case invalidKey
    case unknownRoute
    case unknownBatch
    case methodNotAllowed
    case alreadyTerminal(BatchStatus)
    case noFailedItems
    case rateLimited(retryAfterSeconds: Int)
    case store(StoreError)
    /// The server is up but cannot take work now.
    case notReady(reason: String)
    /// A submission for which there is no room beside what is waiting.
    case tooManyPending(limit: Int, pending: Int, adding: Int)
    /// The body is no JSON, and has a content coding that would explain that.
    case unsupportedCoding(String)
    /// The body did not arrive.
    case body(HTTPBodyError)
}
