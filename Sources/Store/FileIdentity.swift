import Batches

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which file stands at a path. SQLite goes on writing into a file that was removed or renamed since it was opened, and
/// what it wrote there is lost with the process.
struct FileIdentity: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Nil when there is no file at `path`.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// Throws `.moved` when it is not there any more, or another one stands in its place.
    func check() throws(StoreError) {
        guard let now = FileIdentity(path: path), now.device == device, now.inode == inode else {
            throw .moved
        }
    }
}
