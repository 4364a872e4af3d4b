import CLinux
import Glibc

/// An epoll set and the memory that a shard reads into: its own until it goes.
final class PollSet {
    private static let eventsPerWait = 256
    private static let readBytes = 65536

    let descriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    /// Where every read goes first.
    let readBuffer: UnsafeMutableRawBufferPointer

    init() throws(HTTPServerError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .systemCall(name: "epoll_create1", errno: errno) }
        events = .allocate(capacity: Self.eventsPerWait)
        readBuffer = .allocate(byteCount: Self.readBytes, alignment: 16)
    }

    deinit {
        close(descriptor)
        events.deallocate()
        readBuffer.deallocate()
    }

    /// Watches `socket` for changes of its state: bytes, room, the peer's end. False when the kernel cannot.
    func add(_ socket: Int32, as word: UInt64) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        event.data.u64 = word
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0
    }

    /// The events there are now, as `subscript` tells them.
    func wait() -> Range<Int> {
        // A wait that fails (EINTR) leaves the set ready, so its watcher comes back.
        0..<Int(max(epoll_wait(descriptor, events, Int32(Self.eventsPerWait), 0), 0))
    }

    subscript(index: Int) -> (word: UInt64, flags: UInt32) { (events[index].data.u64, events[index].events) }
}
