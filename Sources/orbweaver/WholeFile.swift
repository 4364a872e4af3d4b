import Glibc

/// What a file holds, or a pipe gives until it ends; nil when it cannot be read, or gives more than `limitBytes`.
func readFile(_ path: String, limitBytes: Int = .max) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readAll(descriptor, limitBytes: limitBytes)
}

/// As `readFile`, for what people write by hand: 16 MiB of UTF-8 at most.
func readText(_ path: String) -> String? {
    readFile(path, limitBytes: 16 << 20).flatMap { String(validating: $0, as: UTF8.self) }
}

/// Everything a descriptor gives; nil when reading fails, or it is more than `limitBytes`.
func readAll(_ descriptor: Int32, limitBytes: Int = .max) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limitBytes {
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            return nil
        }
        bytes.append(contentsOf: chunk[..<count])
    }
    return nil
}
