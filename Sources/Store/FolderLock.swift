import Batches

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Holds the data folder for this process: an exclusive flock(2) on a file in it, given up when this goes
/// away or the process dies, however it dies.
final class FolderLock: Sendable {
    private let descriptor: CInt

    /// Throws `.inUse` when another process, or another store of this one, holds the folder.
    init(path: String) throws(StoreError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno) }
        var result: CInt
        repeat { result = flock(descriptor, LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
        guard result == 0 else {
            // The descriptor is closed with the object, which is whole by now.
            let code = errno
            throw code == EWOULDBLOCK ? .inUse : StoreError(errno: code)
        }
    }

    deinit { close(descriptor) }
}
