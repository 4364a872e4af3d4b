import Batches
import Glibc

/// Why a command does nothing, though it was given rightly; exit status 1.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Runs `body`; what a store cannot do there is told with the place, and with `advice` behind it.
func naming<Value>(
    _ place: String, advice: String = "", _ body: () async throws -> Value
) async throws -> Value {
    do {
        return try await body()
    } catch let error as StoreError {
        throw Refusal("\(place): \(error)\(advice)")
    }
}

/// Whether a file is there, not a folder.
func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Throws `Refusal` unless there is a database at `path` that may be read: "none" would be wrong where a folder may not be
/// looked into.
func requireDatabase(_ path: String) throws {
    var status = stat()
    let isThere = stat(path, &status) == 0
    if isThere ? access(path, R_OK) != 0 : errno != ENOENT && errno != ENOTDIR {
        throw Refusal("\(path) may not be read by user \(getuid()): \(String(cString: strerror(errno)))")
    }
    guard isThere, status.st_mode & S_IFMT == S_IFREG else {
        throw Refusal("there is no database at \(path)")
    }
}
