import Synchronization

/// The place where a connection leaves body bytes for the handler that reads them.
final class BodyStream: Sendable {
    private struct State {
        var buffered: [UInt8] = []
        var end: Result<Void, HTTPBodyError>?
        var waiter: UnsafeContinuation<Void, Never>?
        /// The connection sends nothing more until it is asked.
        var isHeld: Bool
    }

    /// Bytes that wait for the reader before the connection is held.
    private static let roomBytes = 65536

    private let state: Mutex<State>
    /// Asks a connection that is held to go on; called from any thread.
    private let onDemand: @Sendable () -> Void

    /// A stream that is held from the start gives its first bytes only after a reader asked.
    init(isHeld: Bool, onDemand: @escaping @Sendable () -> Void) {
        state = Mutex(State(isHeld: isHeld))
        self.onDemand = onDemand
    }

    /// Adds bytes. False when the connection must hold the rest back until `onDemand`.
    func push(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let (waiter, goesOn) = state.withLock { state -> (UnsafeContinuation<Void, Never>?, Bool) in
            state.buffered.append(contentsOf: bytes)
            state.isHeld = state.buffered.count > Self.roomBytes
            return (state.waiter.take(), !state.isHeld)
        }
        waiter?.resume()
        return goesOn
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
            if isHeld() { onDemand() }
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

    private func isHeld() -> Bool {
        state.withLock { state in
            defer { state.isHeld = false }
            return state.isHeld
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
