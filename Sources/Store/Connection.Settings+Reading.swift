#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Connection.Settings {
    /// For reading a database that this process need not have the folder of: one that a server has open, or that lies on
    /// a file system mounted read-only.
    init(reading path: String) {
        self.init(path: path)
        isReadOnly = true
        // What SQLite wants to put beside it cannot be made there. With a log, or what a server that works on another
        // mount of it shares with others, it is more than this file.
        isImmutable =
            access(path, W_OK) != 0 && errno == EROFS
            && ["-wal", "-shm"].allSatisfy { access(path + $0, F_OK) != 0 || isEmpty(path + $0) }
    }

    private func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size == 0
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
