import Synchronization

/// The files that hold secrets, each read when it is first asked for and never again: a pipe gives its text only once.
final class SecretFiles: Sendable {
    private let texts = Mutex<[String: String?]>([:])

    /// Nil when it cannot be read.
    func text(at path: String) -> String? {
        texts.withLock { texts in
            if let text = texts[path] { return text }
            let text = readText(path)
            texts[path] = .some(text)
            return text
        }
    }
}
