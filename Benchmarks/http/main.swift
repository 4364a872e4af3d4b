import Glibc
import HTTPServer
import Logging

// Serves fixed answers for `run`, which compares them with nginx serving the same bytes.
// usage: benchmark-http PORT [SHARDS]

let arguments = CommandLine.arguments
var configuration = HTTPServerConfiguration()
configuration.port = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0
configuration.shards = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0

/// What a finished batch of 50 items looks like, near enough: 2,000 bytes of JSON an item.
let item =
    #"{"url":"http://127.0.0.1/page","status":"completed","result":""#
    + String(repeating: "text ", count: 387) + #""}"#
let large = Array(("[" + Array(repeating: item, count: 50).joined(separator: ",") + "]").utf8)
let small = Array(#"{"status":"ok"}"#.utf8)

var router = Router { _, miss in HTTPResponse(status: miss == .notFound ? 404 : 405) }
router.on(.get, "/small") { _ in
    HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(small))
}
router.on(.get, "/batch/{id}") { _ in
    HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(large))
}
router.on(.get, "/stream") { _ in
    HTTPResponse(
        status: 200, headers: ["Content-Type": "application/octet-stream"],
        body: .stream { writer in for _ in 0..<50 { try await writer.write(item) } })
}
router.on(.post, "/echo") { request in
    guard let bytes = try? await request.body.collect() else { return HTTPResponse(status: 400) }
    return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
}

let routes = router
let server = HTTPServer(
    configuration: configuration, logger: Logger(label: "benchmark"),
    errorBody: { status, message in (["Content-Type": "text/plain"], Array("\(status) \(message)\n".utf8)) },
    handler: { await routes.respond(to: $0) })
let address = try await server.start()
print(address)
fflush(nil)
while true { try await Task.sleep(for: .seconds(3600)) }
