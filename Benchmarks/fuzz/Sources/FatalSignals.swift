import Glibc

/// Saves the input of the run that a signal ends. A run that takes 30 s is ended by one.
enum FatalSignals {
    /// Written and read by the one thread, in a signal handler that it runs itself.
    nonisolated(unsafe) private static var input = UnsafeRawBufferPointer(start: nil, count: 0)
    nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

    static func saveInput(in path: String) {
        self.path = strdup(path)
        for number in [SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(number) { number in FatalSignals.save(number) }
        }
    }

    static func withInput(_ bytes: [UInt8], _ body: () -> Void) {
        bytes.withUnsafeBytes {
            input = $0
            alarm(30)
            body()
            alarm(0)
            input = UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    /// Calls nothing but what a signal handler may.
    private static func save(_ number: CInt) {
        signal(number, SIG_DFL)
        if let path, let base = input.baseAddress {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            _ = write(file, base, input.count)
            close(file)
        }
        raise(number)
    }
}
