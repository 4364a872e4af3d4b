import HTTPServer

extension HTTPResponse {
    static let jsonType = "application/json; charset=utf-8"

    /// A JSON answer, which no cache may keep: what it tells changes.
    static func json(_ status: Int, _ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: jsonHeaders, body: .bytes(bytes))
    }

    static let jsonHeaders: HTTPHeaders = ["Content-Type": jsonType, "Cache-Control": "no-store"]
}
