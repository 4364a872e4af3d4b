import Synchronization

/// The place where a connection leaves body bytes for the handler that reads them.
final class BodyStream: Sendable {
    private struct State {
        var buffered: [UInt8] = []
        var end: Result<Void, HTTPBodyError>?
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    /// Asks the connection for more; called from any thread, each time the reader finds nothing waiting.
    private let onDemand: @Sendable () -> Void

    init(onDemand: @escaping @Sendable () -> Void) { self.onDemand = onDemand }

    /// Adds bytes. Returns how many wait now.
    func push(_ bytes: some Collection<UInt8>) -> Int {
        let (waiter, count) = state.withLock { state -> (UnsafeContinuation<Void, Never>?, Int) in
            state.buffered.append(contentsOf: bytes)
            return (state.waiter.take(), state.buffered.count)
        }
        waiter?.resume()
        return count
    }

    /// Ends the body; what waits is read before an error shows. Only the first end counts.
    func finish(_ end: Result<Void, HTTPBodyError>) {
        let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            if state.end == nil { state.end = end }
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// All that waits, after waiting for something; nil at the end. One reader at a time.
    func next() async throws(HTTPBodyError) -> [UInt8]? {
        while true {
            if let ready = takeReady() { return try ready.get() }
            onDemand()
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    let isReady = state.withLock { state in
                        guard state.buffered.isEmpty, state.end == nil, !Task.isCancelled else { return true }
                        precondition(state.waiter == nil, "a body has one reader")
                        state.waiter = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                state.withLock { $0.waiter.take() }?.resume()
            }
            if Task.isCancelled, let ready = takeReady() { return try ready.get() }
            if Task.isCancelled { throw .cancelled }
        }
    }

    private func takeReady() -> Result<[UInt8]?, HTTPBodyError>? {
        state.withLock { state in
            if !state.buffered.isEmpty {
                var taken: [UInt8] = []
                swap(&taken, &state.buffered)
                return .success(taken)
            }
            return state.end?.map { nil }
        }
    }
}
