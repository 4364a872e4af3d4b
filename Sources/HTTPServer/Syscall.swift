import CLinux
import Glibc

/// System calls as the server needs them: EINTR is tried again, a failure comes as its `errno`.
enum Syscall {
    enum Outcome {
        case done(Int)
        /// Nothing to read, or no room to write, now.
        case wouldBlock
        case failed(Int32)
    }

    static func read(_ socket: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        outcome { Glibc.read(socket, buffer.baseAddress, buffer.count) }
    }

    /// Writes the parts one after another, without a signal when the peer is gone.
    static func write(_ socket: Int32, _ parts: UnsafeMutableBufferPointer<iovec>) -> Outcome {
        var message = msghdr()
        message.msg_iov = parts.baseAddress
        message.msg_iovlen = parts.count
        return outcome { Glibc.sendmsg(socket, &message, Int32(MSG_NOSIGNAL)) }
    }

    static func accept(_ listener: Int32, _ address: inout sockaddr_storage) -> Outcome {
        outcome {
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            return withUnsafeMutablePointer(to: &address) { storage in
                storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Int(clinux_accept(listener, $0, &length))
                }
            }
        }
    }

    /// Bytes that were written to `socket` and not yet acknowledged by its peer's system.
    static func unacknowledged(_ socket: Int32) -> Int {
        var count: Int32 = 0
        return ioctl(socket, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    static func setOption(_ socket: Int32, _ level: Int32, _ name: Int32, _ value: Int32) -> Int32 {
        var value = value
        return setsockopt(socket, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Whether the end of `socket` is to be an error to its peer, whatever is still to be sent.
    static func setReset(_ isReset: Bool, atEndOf socket: Int32) {
        var option = linger(l_onoff: isReset ? 1 : 0, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Nanoseconds of a clock that only goes forward.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds since 1970.
    static func wallClock() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return time.tv_sec
    }

    private static func outcome(_ call: () -> Int) -> Outcome {
        while true {
            let result = call()
            guard result < 0 else { return .done(result) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failed(code)
            }
        }
    }
}

extension Duration {
    /// As nanoseconds; negative counts as none, and what does not fit as the most there is.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1 << 33 else { return 1 << 63 }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
