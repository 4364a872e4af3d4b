import Batches

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Connection.Settings {
    /// For reading a database that this process need not have the folder of: one that a server has open, or that lies on
    /// a file system mounted read-only.
    ///
    /// Throws `.readOnly` for one there whose log cannot be read, since what SQLite wants beside it cannot be made.
    init(reading path: String) throws(StoreError) {
        self.init(path: path)
        isReadOnly = true
        guard access(path, W_OK) != 0, errno == EROFS else { return }
        let hasLog = holdsBytes(path + "-wal")
        // The index of the log: a server that works on the same folder through another mount has one, too.
        let hasIndex = holdsBytes(path + "-shm")
        guard hasIndex || !hasLog else { throw .readOnly }
        isImmutable = !hasIndex
    }

    private func holdsBytes(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size > 0
    }

    /// The path as a URI that says so.
    var immutableURI: String {
        let absolute = path.hasPrefix("/") ? path : "./" + path
        var uri = "file:"
        for byte in absolute.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                uri += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return uri + "?immutable=1"
    }
}
