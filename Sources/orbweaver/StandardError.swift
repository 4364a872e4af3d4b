import Glibc

func writeToStandardError(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

/// Waits for as long as the descriptor takes nothing. Returns how much was written, and the `errno` that hindered the rest.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> (count: Int, problem: Int32?) {
    bytes.withUnsafeBytes { bytes in
        var start = 0
        while start < bytes.count {
            let count = write(descriptor, bytes.baseAddress! + start, bytes.count - start)
            if count >= 0 {
                start += count
                continue
            }
            switch errno {
            case EINTR: break
            case EAGAIN:
                // Whoever shares the descriptor may have made it so.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            case let problem: return (start, problem)
            }
        }
        return (start, nil)
    }
}
