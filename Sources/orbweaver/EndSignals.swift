import CLinux
import Glibc
import ServiceLifecycle
import UnixSignals

/// What signals mean to the server: the first of these ends it in order, the second at once.
enum EndSignals {
    /// A closed terminal ends it too, unless the caller had that ignored, as `nohup` does.
    static func all() -> [UnixSignal] {
        [.sigterm, .sigint] + (clinux_ignores(SIGHUP) == 1 ? [] : [.sighup])
    }

    /// A log whose reader has gone away must not end the server; writes to it fail, and that is all.
    static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

    /// Ends the process as the signal does where nobody asked for it.
    static func end(by number: Int32) -> Never {
        signal(number, SIG_DFL)
        kill(getpid(), number)
        // Threads that hold signals back leave it to another one, which takes a moment.
        sleep(1)
        exit(128 + number)
    }

    /// From here on each of them ends the process as if nobody had ever asked for it.
    static func endAtOnce() {
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        if clinux_ignores(SIGHUP) == 0 { signal(SIGHUP, SIG_DFL) }
    }
}
