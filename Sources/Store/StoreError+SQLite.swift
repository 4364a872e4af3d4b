import Batches
import CSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension StoreError {
    /// What SQLite's extended result `code` means to a caller; `systemError` is the errno behind an I/O error.
    init(sqlite code: Int32, systemError: Int32 = 0) {
        switch code & 0xFF {
        case SQLITE_FULL: self = .full
        case SQLITE_READONLY, SQLITE_PERM: self = .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_IOERR, SQLITE_CANTOPEN:
            self = StoreError(knownErrno: systemError) ?? .sqlite(code: code)
        default: self = .sqlite(code: code)
        }
    }

    /// The failure of a system call on the data folder.
    init(errno code: Int32) { self = StoreError(knownErrno: code) ?? .sqlite(code: SQLITE_CANTOPEN) }

    /// The failure of flock(2), on a file that is open.
    init(lockErrno code: Int32) {
        switch code {
        // What Linux's file systems say that cannot, or whose server does not answer.
        case ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL, EIO: self = .noLocks
        default: self = StoreError(errno: code)
        }
    }

    private init?(knownErrno code: Int32) {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: self = .full
        case EMFILE, ENFILE: self = .busy
        case EROFS, EACCES, EPERM: self = .readOnly
        case ENOLCK: self = .noLocks
        default: return nil
        }
    }

    /// True when the database itself gave the error, so that the connection is better opened anew.
    var taintsConnection: Bool {
        switch self {
        case .full, .readOnly, .corrupt: true
        case .sqlite(let code): code & 0xFF != SQLITE_CONSTRAINT
        case .busy, .inUse, .creditLimitReached, .tooManyPending, .newerSchema, .olderSchema, .foreign,
            .moved, .noLocks, .closed:
            false
        }
    }
}
