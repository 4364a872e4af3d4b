import Batches

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Holds a file, made where it is absent, for this process: an exclusive flock(2), given up when this goes away or the
/// process dies, however it dies.
final class FileLock: Sendable {
    private let descriptor: CInt

    /// Throws `.inUse` when another process, or another holder in this one, has the file, `.noLocks` where no file can
    /// be held.
    init(path: String) throws(StoreError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno) }
        var result: CInt
        repeat { result = flock(descriptor, LOCK_EX | LOCK_NB) } while result != 0 && errno == EINTR
        guard result == 0 else {
            // The descriptor is closed with the object, which is whole by now.
            let code = errno
            throw code == EWOULDBLOCK ? .inUse : StoreError(lockErrno: code)
        }
    }

    deinit { close(descriptor) }
}
