import Batches
import CCurl

/// Speaks to a service that the operator configured, such as a model's endpoint.
///
/// The address policy does not judge it, redirects are not followed, and no proxy is used. It has an event loop of its
/// own, so that fetching pages never keeps it waiting.
package final class ServiceClient: Sendable {
    private let engine: TransferEngine

    /// `certificateFile` is a PEM file of trusted authorities in place of the system's.
    package init(maxConnections: Int, certificateFile: String? = nil) {
        var configuration = FetchConfiguration()
        configuration.certificateFile = certificateFile
        configuration.maxConnections = max(1, maxConnections)
        configuration.idleConnections = max(1, maxConnections)
        engine = TransferEngine.started(configuration)
    }

    /// Sends one request; an answer of any status is an answer. Cancelling the task ends it at once.
    package func send(_ request: ServiceRequest) async throws(ServiceError) -> ServiceAnswer {
        let address: WebAddress
        do throws(URLProblem) {
            address = try WebAddress(request.url)
        } catch {
            throw .badURL(error)
        }
        return try await engine.send(request, to: address)
    }
}

package struct ServiceRequest: Sendable {
    package var url: String
    /// Whole header lines; they may hold a key, and are logged nowhere.
    package var headers: [String] = []
    /// Posted; nil for a GET.
    package var body: [UInt8]?
    package var timeout = Duration.seconds(60)
    package var answerLimitBytes = 1 << 20

    package init(url: String) { self.url = url }
}

package struct ServiceAnswer: Sendable {
    package var statusCode: Int
    package var body: [UInt8]
    /// The body reached its limit and was left there, or broke off behind the headers of a refusal.
    package var isCut: Bool
    /// How long the service asked to be left alone, at most an hour.
    package var retryAfter: Duration?
}

/// Why a service gave no answer.
package enum ServiceError: Error, Equatable, Sendable {
    case badURL(URLProblem)
    case timedOut
    case cancelled
    case nameNotFound
    case notConnected
    case tlsFailed
    case connectionLost
    case failed(curlCode: UInt32)

    package var message: String {
        switch self {
        case .badURL(let problem): problem.message
        case .timedOut: "it did not answer in time"
        case .cancelled: "the request was cancelled"
        case .nameNotFound: "its name could not be resolved"
        case .notConnected: "it refused the connection or could not be reached"
        case .tlsFailed: "no trusted TLS connection could be made"
        case .connectionLost: "the connection broke before the answer was whole"
        case .failed(let code): "the request failed (code \(code))"
        }
    }
}
