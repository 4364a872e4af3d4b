import Batches
import FoundationEssentials
import Glibc
import Store

/// Whether a data folder can hold what is acknowledged.
struct StorageChecks {
    let folder: String
    /// What is looked at: the folder, or before the first start the nearest one above it that is there. Without links
    /// and dots, since mounts are listed by such paths.
    let place: String

    init(folder: String) {
        self.folder = folder
        place = Self.place(of: folder)
    }

    private static func place(of folder: String) -> String {
        var path = folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder
        while path != "/", access(path, F_OK) != 0 {
            let above = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            path = above.isEmpty ? "/" : String(above)
        }
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    func findings() async -> [Finding] {
        [permission(), space(), fileSystem(), locks(), speed(), await database()]
    }

    private func permission() -> Finding {
        var status = stat()
        guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return .failure("data folder", "\(place) is no folder", mend: "choose another with --data")
        }
        guard access(place, W_OK | X_OK) == 0 else {
            return Self.notWritable(place, errno)
        }
        guard FileManager.default.fileExists(atPath: folder) else {
            return .fine("data folder", "\(folder) is made at the first start")
        }
        if status.st_mode & 0o007 != 0 {
            return .warning(
                "data folder", "every user of this machine can look into \(folder)",
                mend: "chmod 700 \(folder)")
        }
        return .fine("data folder", folder)
    }

    /// `code` is what `access` gave.
    static func notWritable(_ place: String, _ code: Int32) -> Finding {
        if code == EROFS {
            return .failure(
                "data folder", "\(place) is on a file system that is mounted read-only",
                mend: "mount it for writing, or choose another with --data")
        }
        return .failure(
            "data folder", "\(place) is not writable for user \(getuid())",
            mend: "chown it to the user who runs the server, or choose another with --data")
    }

    private func space() -> Finding {
        var status = statvfs()
        guard statvfs(place, &status) == 0 else {
            return .failure("disk space", "\(place) cannot be looked at", mend: "choose another with --data")
        }
        let megabytes = (Int(status.f_bavail) * Int(status.f_frsize)) >> 20
        let mend = "free some, set ORBWEAVER_RETENTION_DAYS, or move --data to another disk"
        // Some file systems have no fixed number of files, and say 0 of 0.
        if status.f_files > 0, status.f_favail < 100 {
            return .failure("disk space", "the file system has no room for more files", mend: mend)
        }
        let text = "\(megabytes) MB are free"
        if megabytes < 100 { return .failure("disk space", text, mend: mend) }
        return megabytes < 1024 ? .warning("disk space", text, mend: mend) : .fine("disk space", text)
    }

    /// SQLite's write-ahead log needs memory that processes share, and locks that hold.
    private func fileSystem() -> Finding {
        let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
        guard let kind = Self.fileSystem(of: place, in: mounts) else {
            return .fine("file system", "unknown")
        }
        let isShared = ["nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.s3fs"].contains {
            kind.hasPrefix($0)
        }
        if kind == "tmpfs" || kind == "ramfs" {
            return .warning(
                "file system", "\(place) is on \(kind), which a restart of the machine empties",
                mend: "move --data to a disk")
        }
        guard isShared else { return .fine("file system", kind) }
        return .warning(
            "file system", "\(place) is on \(kind), where locks and syncs may not hold",
            mend: "move --data to a disk of this machine")
    }

    /// A server holds its folder with a lock; some network file systems and containers' mounts have none.
    private func locks() -> Finding {
        let path = place + "/.orbweaver-doctor-lock-\(getpid())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return .failure(
                "locks", "nothing can be written to \(place): \(String(cString: strerror(errno)))",
                mend: "check owner, mode, quota and mount of \(place)")
        }
        defer {
            close(descriptor)
            unlink(path)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            return .failure(
                "locks", "this file system has no locks that hold: \(String(cString: strerror(errno)))",
                mend: "move --data to a disk of this machine, or mount it with locks")
        }
        return .fine("locks", "files can be held")
    }

    /// The type of the innermost mount that `path` is under, from the text of `/proc/self/mountinfo`: the fifth field
    /// is the mount's place, the first behind a lone dash its type.
    static func fileSystem(of path: String, in mounts: String) -> String? {
        var best: (place: String, kind: Substring)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else {
                continue
            }
            let place = withoutEscapes(fields[4])
            let isAbove = place == "/" || path == place || path.hasPrefix(place + "/")
            // A later mount on the same place hides the earlier one.
            if isAbove, place.count >= best?.place.count ?? 0 { best = (place, fields[dash + 1]) }
        }
        return best.map { String($0.kind) }
    }

    /// A field of that text, where blanks and backslashes stand as a backslash and three octal digits.
    private static func withoutEscapes(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(Substring(rest.prefix(3))), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// How long a small write takes to be on disk: every submission waits for one.
    private func speed() -> Finding {
        let path = place + "/.orbweaver-doctor-\(getpid())"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return .failure(
                "disk writes", "nothing can be written to \(place): \(String(cString: strerror(errno)))",
                mend: "check owner, mode, quota and mount of \(place)")
        }
        defer {
            close(descriptor)
            unlink(path)
        }
        var times: [Duration] = []
        let page = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<9 {
            let start = ContinuousClock.now
            guard write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0 else {
                return .failure(
                    "disk writes", "a write did not reach the disk: \(String(cString: strerror(errno)))",
                    mend: "check the disk and its quota; `dmesg` may say more")
            }
            times.append(ContinuousClock.now - start)
        }
        let median = times.sorted()[4] / .milliseconds(1)
        let text = "4 KB are on disk after \((median * 10).rounded() / 10) ms"
        if median > 50 {
            return .warning(
                "disk writes", "\(text), and every submission waits for that",
                mend: "use a faster disk for --data")
        }
        return .fine("disk writes", text)
    }

    private func database() async -> Finding {
        let path = SQLiteStore.Configuration(folder: folder).databasePath
        guard access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR) else {
            return .fine("database", "none yet")
        }
        do {
            let statistics = try await SQLiteStore.withSharedStore(in: folder) { store in
                try await store.probe()
                return try await store.statistics()
            }
            return .fine(
                "database",
                "\(statistics.databaseBytes >> 20) MB, \(statistics.pendingItems + statistics.runningItems) items to do"
            )
        } catch StoreError.olderSchema(let found, let supported) {
            return .fine("database", "schema \(found) of \(supported): `serve` brings it up to date")
        } catch {
            return .failure("database", "\(path): \(error)", mend: Self.mend(error, path))
        }
    }

    private static func mend(_ error: any Error, _ path: String) -> String {
        switch error as? StoreError {
        case .full: "free space on the disk, or move --data to another one"
        case .readOnly:
            "chown the folder and all files in it to the user who runs the server; check the mount"
        case .corrupt:
            "`orbweaver verify` says what is broken; `orbweaver restore` puts a backup into an empty folder"
        case .noLocks: "move --data to a disk of this machine"
        case .foreign: "name another folder with --data"
        case .newerSchema: "use the version of orbweaver that wrote it, or a newer one"
        case .busy, .inUse: "another process holds it: end that one, or wait for it"
        default: "check owner, mode and mount of \(path); `orbweaver verify` checks its contents"
        }
    }
}
