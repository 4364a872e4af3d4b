import Batches
import CSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Copies of the whole database: one file that needs nothing beside it.
extension SQLiteStore {
    /// As `backup(databaseAt:to:)`, of this store.
    @discardableResult
    package func backup(to path: String) async throws(StoreError) -> [String] {
        try await Self.copy(readers.settings, to: path)
    }

    /// Writes a copy of the database as it is at one moment to `path`. Reads and writes go on meanwhile, here and in
    /// a server that has it open; nothing is written to the database, whatever version wrote it.
    ///
    /// The copy is checked before it replaces a file at `path`: what is wrong with it is returned, one line each, and
    /// then nothing was replaced.
    package static func backup(databaseAt source: String, to path: String) async throws(StoreError)
        -> [String]
    {
        try await copy(Connection.Settings(reading: source), to: path)
    }

    /// Puts the copy at `path` into `folder`, made where it is absent, that holds no database. Returns what is wrong
    /// with the copy, and then nothing was restored.
    ///
    /// Throws `.inUse` when a server has the folder.
    package static func restore(from path: String, into folder: String) async throws(StoreError) -> [String] {
        let configuration = Configuration(folder: folder)
        try makeFolder(folder)
        let lock = try FileLock(path: configuration.lockPath)
        defer { withExtendedLifetime(lock) {} }
        guard configuration.databaseFiles.allSatisfy({ access($0, F_OK) != 0 }) else { throw .inUse }
        return try await copy(Connection.Settings(reading: path), to: configuration.databasePath)
    }

    private static func copy(_ source: Connection.Settings, to path: String) async throws(StoreError)
        -> [String]
    {
        removeLeftovers(of: path)
        // Its own name: two backups to one path must not write into each other's file.
        let partial = "\(path).partial-\(getpid())-\(UInt32.random(in: .min ... .max))"
        do throws(StoreError) {
            try makeFile(partial)
            // Nobody takes it for a leftover while it is held. Without locks nothing is ever taken for one.
            let lock = try? FileLock(path: partial)
            defer { withExtendedLifetime(lock) {} }
            try await Self.aside(source) { connection throws(StoreError) in
                // Inside the read transaction: one moment, however long the copy takes.
                try connection.run("SELECT count(*) FROM sqlite_schema")
                try connection.copy(to: partial)
            }
            let problems = try await verify(databaseAt: partial)
            guard problems.isEmpty else {
                remove(partial)
                return problems
            }
            guard rename(partial, path) == 0 else { throw StoreError(errno: errno) }
            try syncFolder(of: path)
            return []
        } catch {
            remove(partial)
            throw error
        }
    }

    /// Removes what copies to `path` left whose process ended before they did.
    private static func removeLeftovers(of path: String) {
        let (folder, name) = split(path)
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        var leftovers: Set<String> = []
        while let entry = readdir(listing) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard found.hasPrefix(name + ".partial-") else { continue }
            leftovers.insert(
                folder + "/"
                    + (besides.first { found.hasSuffix($0) }.map { String(found.dropLast($0.count)) } ?? found)
            )
        }
        for leftover in leftovers where (try? FileLock(path: leftover)) != nil { remove(leftover) }
    }

    /// Removes a copy that is not whole, with what SQLite put beside it.
    private static func remove(_ partial: String) {
        for suffix in [""] + besides { unlink(partial + suffix) }
    }

    private static let besides = ["-journal", "-wal", "-shm"]
}

/// The folder that `path` is in, and its name there.
private func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
}

/// Makes an empty file where there is none; results and hashes of keys are for its owner only.
func makeFile(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError(errno: errno) }
    close(descriptor)
}

/// Makes a rename in the folder of `path` last.
private func syncFolder(of path: String) throws(StoreError) {
    let descriptor = open(split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(errno: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(errno: errno) }
}

extension Connection {
    /// Copies every page into the empty file at `path`, synced when this returns.
    fileprivate func copy(to path: String) throws(StoreError) {
        var target: OpaquePointer?
        defer { sqlite3_close_v2(target) }
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &target, flags, nil)
        guard code == SQLITE_OK else {
            throw StoreError(sqlite: code, systemError: target.map { sqlite3_system_errno($0) } ?? 0)
        }
        sqlite3_exec(target, "PRAGMA synchronous = FULL", nil, nil, nil)
        let copy = sqlite3_backup_init(target, "main", database, "main")
        let copied = sqlite3_backup_step(copy, -1)
        let finished = sqlite3_backup_finish(copy)
        // Without a log of its own: reading a copy then leaves no files beside it.
        let converted =
            copied == SQLITE_DONE && finished == SQLITE_OK
            ? sqlite3_exec(target, "PRAGMA journal_mode = DELETE", nil, nil, nil) : SQLITE_OK
        guard copied == SQLITE_DONE, finished == SQLITE_OK, converted == SQLITE_OK else {
            let failure = finished != SQLITE_OK ? finished : converted != SQLITE_OK ? converted : copied
            throw StoreError(sqlite: failure, systemError: target.map { sqlite3_system_errno($0) } ?? 0)
        }
    }
}
