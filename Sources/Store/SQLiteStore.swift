import Batches

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The store in one SQLite database inside the data folder: write-ahead log, synced with every commit,
/// one connection that writes and a few that read.
package final class SQLiteStore: Store {
    package struct Configuration: Sendable {
        /// The data folder; made when it is absent.
        package var folder: String
        /// Connections that read.
        package var readers = 2
        package var busyTimeout = Duration.seconds(5)
        /// Page cache of each connection at most.
        package var cacheKilobytes = 1024
        /// Pages of 4 KiB in the write-ahead log after which a commit copies them into the database.
        package var checkpointPages = 1000
        /// Free space without which `probe` calls the disk full: what the largest submissions need, in the log and
        /// in the database.
        package var reserveBytes = 32 << 20
        /// Items that one transaction deletes at most: bounds its memory, its log, and how long other writes wait for it.
        package var deletionPortion = 1000
        /// The longest that an item is ever put off: a due time further away, at start, is of a clock that was set.
        package var longestDelay = Duration.seconds(300)
        /// The SQLite VFS to use; nil for the system's own. Tests put faults there.
        package var vfs: String?
        /// Take the folder for this process alone, as a server must. Without it a command may work beside a
        /// running server, as far as SQLite's own locks let it.
        package var isExclusive = true
        /// Bring a database of an older version up to date; else it is refused.
        package var migrates = true

        package init(folder: String) { self.folder = folder }

        package var databasePath: String { folder + "/orbweaver.db" }
        package var lockPath: String { folder + "/orbweaver.lock" }
        /// The database and what SQLite keeps beside it: a log that belongs to another database would spoil one.
        package var databaseFiles: [String] { ["", "-wal", "-shm", "-journal"].map { databasePath + $0 } }
    }

    let configuration: Configuration
    /// The time of day, for what is shown; due times and leases are in steady time.
    let clock: any SteadyClock
    let steady: SteadyTime
    let writer: Writer
    let readers: Readers
    let codec: ItemIDCodec
    let turns = ClaimTurns()
    let onBatchEnd: @Sendable (BatchEnd) -> Void
    private let lock: FileLock?

    /// Opens the store, making or migrating the database as needed.
    ///
    /// `onBatchEnd` is called after the commit that ended a batch, on whatever thread asked for it.
    /// Throws `.inUse` when another process has the folder, `.newerSchema` when a newer version wrote it, `.foreign`
    /// when another program did.
    package static func open(
        _ configuration: Configuration, clock: any SteadyClock = SystemWallClock(),
        onBatchEnd: @escaping @Sendable (BatchEnd) -> Void = { _ in }
    ) async throws(StoreError) -> SQLiteStore {
        try makeFolder(configuration.folder)
        let lock = configuration.isExclusive ? try FileLock(path: configuration.lockPath) : nil
        var settings = Connection.Settings(path: configuration.databasePath, vfs: configuration.vfs)
        settings.busyTimeout = configuration.busyTimeout
        settings.cacheKilobytes = configuration.cacheKilobytes
        settings.checkpointPages = configuration.checkpointPages
        // What SQLite makes beside it has the same mode. Only made, never opened here: closing it again would let go
        // of SQLite's own locks.
        if configuration.vfs == nil { try? makeFile(configuration.databasePath) }
        let writer = try Writer(
            settings, migrates: configuration.migrates, besides: configuration.lockPath)
        let secret = try await writer.write { connection throws(StoreError) in
            try connection.run(
                "INSERT INTO meta (name, value) VALUES ('item_id_secret', ?1) ON CONFLICT DO NOTHING",
                Int64.random(in: .min ... .max))
            return try connection.first("SELECT value FROM meta WHERE name = 'item_id_secret'") {
                $0.int64(0)
            }
        }
        guard let secret else { throw .corrupt }
        settings.isReadOnly = true
        return SQLiteStore(
            configuration, clock: clock, writer: writer,
            readers: Readers(settings, count: configuration.readers), codec: ItemIDCodec(secret: secret),
            lock: lock, onBatchEnd: onBatchEnd)
    }

    /// Makes the folder and those above it that are absent, for this user only.
    static func makeFolder(_ path: String) throws(StoreError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
            if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST, end == path.endIndex {
                throw StoreError(errno: errno)
            }
        }
    }

    private init(
        _ configuration: Configuration, clock: any SteadyClock, writer: Writer, readers: Readers,
        codec: ItemIDCodec, lock: FileLock?, onBatchEnd: @escaping @Sendable (BatchEnd) -> Void
    ) {
        self.configuration = configuration
        self.clock = clock
        steady = SteadyTime(from: clock)
        self.writer = writer
        self.readers = readers
        self.codec = codec
        self.lock = lock
        self.onBatchEnd = onBatchEnd
    }

    package func probe() async throws(StoreError) {
        // A write as small as this one may find room in the log when a submission would not.
        var disk = statvfs()
        guard statvfs(configuration.folder, &disk) == 0 else { throw StoreError(errno: errno) }
        // Some file systems give a debt as a huge number.
        let (free, isHuge) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        guard isHuge || free >= configuration.reserveBytes else { throw .full }
        try await writer.write { connection throws(StoreError) in
            // A count, since SQLite does not write a page that would stay as it is.
            try connection.run(
                """
                INSERT INTO meta (name, value) VALUES ('probes', 1)
                ON CONFLICT (name) DO UPDATE SET value = value + 1
                """)
        }
    }

    /// Ends reads and writes that are under way, folds the log into the database and lets go of the files.
    /// The folder stays locked until the store itself goes away.
    package func close() async {
        await readers.close()
        // Beside a server that is not this process's to do: it would hold up the server's writes.
        await writer.close(foldingLog: configuration.isExclusive)
    }
}
