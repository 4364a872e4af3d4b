// Writes the block model's training rows: reads requests of the batch protocol (one JSON object a line with
// `id`, `path`, `url`), answers each with a line {"id", "texts", "words", "columns"}, and appends the rows as
// little-endian 32-bit floats to the file named by the first argument.
import Extraction
import Glibc
import HTML
import JSON

guard CommandLine.arguments.count == 2, let output = fopen(CommandLine.arguments[1], "wb") else {
    print("usage: extraction-features OUTPUT < requests")
    exit(2)
}

func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}

while let line = readLine() {
    guard let request = try? JSONParser.parse(Array(line.utf8)) else { continue }
    let document = HTMLParser.parse(contents(of: request["path"]?.stringValue ?? ""))
    let rows = MainContent.trainingRows(of: document, url: request["url"]?.stringValue)
    _ = rows.values.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, output) }
    let answer: JSON = [
        "id": request["id"] ?? .null, "columns": .integer(Int64(rows.columns)),
        "texts": .array(rows.texts.map { JSON.string($0) }),
        "words": .array(rows.words.map { JSON.integer(Int64($0)) }),
    ]
    print(String(decoding: JSONWriter.bytes(of: answer), as: UTF8.self))
}
fclose(output)
