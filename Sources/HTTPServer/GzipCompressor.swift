import CZlib

/// Compresses one body in the gzip format.
final class GzipCompressor {
    private var stream = z_stream()
    private var isOpen = false

    /// Nil when zlib has no memory for it, some 256 KiB.
    init?(level: Int) {
        guard czlib_deflate_init_gzip(&stream, Int32(level)) == Z_OK else { return nil }
        isOpen = true
    }

    deinit { if isOpen { deflateEnd(&stream) } }

    /// The compressed form of all of `bytes` so far, so that the reader need not wait for more.
    func add(_ bytes: [UInt8]) -> [UInt8] { run(bytes, flush: Z_SYNC_FLUSH) }

    /// The rest of the compressed form, with `bytes` at its end.
    func finish(_ bytes: [UInt8] = []) -> [UInt8] { run(bytes, flush: Z_FINISH) }

    private func run(_ bytes: [UInt8], flush: Int32) -> [UInt8] {
        var output: [UInt8] = []
        bytes.withUnsafeBufferPointer { input in
            // zlib reads its input only; the header lacks the const. Its counts have 32 bits.
            var rest = input[...]
            repeat {
                let piece = UnsafeBufferPointer(rebasing: rest.prefix(1 << 30))
                rest = rest.dropFirst(piece.count)
                stream.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
                stream.avail_in = UInt32(piece.count)
                drain(into: &output, flush: rest.isEmpty ? flush : Z_NO_FLUSH)
            } while !rest.isEmpty
        }
        return output
    }

    private func drain(into output: inout [UInt8], flush: Int32) {
        var room = Int(deflateBound(&stream, UInt(stream.avail_in))) / 3 + 64
        repeat {
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                _ = deflate(&stream, flush)
                count = buffer.count - Int(stream.avail_out)
            }
            if output.isEmpty { output = piece } else { output += piece }
            room = max(room, 4096)
        } while stream.avail_out == 0
    }
}
