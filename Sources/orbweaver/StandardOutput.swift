import Glibc

/// What was to be written to standard output is lost, or a part of it.
struct OutputError: Error, CustomStringConvertible {
    /// The `errno` of the write.
    let code: Int32

    var description: String { "cannot write to standard output: \(String(cString: strerror(code)))" }
    /// The reader has all that it wanted.
    var isReaderGone: Bool { code == EPIPE }
}

/// Writes a line to standard output, whole by the time this returns. `print` would not say that nobody gets it.
func say(_ line: String) throws(OutputError) { try say(Array(line.utf8)) }

func say(_ line: [UInt8]) throws(OutputError) {
    if let problem = writeAll(line + [UInt8(ascii: "\n")], to: STDOUT_FILENO).problem {
        throw OutputError(code: problem)
    }
}
