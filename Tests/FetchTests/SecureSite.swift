import Foundation

/// nginx on loopback with a certificate for `site.example` of an authority of its own; ended with the object.
final class SecureSite {
    let port: Int
    /// PEM file of the authority.
    var authority: String { folder.appendingPathComponent("authority.pem").path }

    private let folder: URL
    /// nginx ends when this pipe does, be it with the test's process.
    private let lifeline = Pipe()

    private struct Failure: Error { let what: String }

    static var isPossible: Bool { program("nginx") != nil && program("openssl") != nil }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("orbweaver-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try Self.freePort()
        try Self.makeCertificates(in: folder)
        let configuration = """
            daemon off; master_process off; pid \(folder.path)/pid; error_log \(folder.path)/error.log;
            events {}
            http {
                access_log off;
                client_body_temp_path \(folder.path); proxy_temp_path \(folder.path);
                fastcgi_temp_path \(folder.path); uwsgi_temp_path \(folder.path); scgi_temp_path \(folder.path);
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate \(folder.path)/site.pem; ssl_certificate_key \(folder.path)/site.key;
                    default_type text/html;
                    location /short/ { keepalive_requests 3; return 200 "$server_protocol"; }
                    location /connection { return 200 "$connection $connection_requests"; }
                    location / { return 200 "$server_protocol"; }
                }
            }
            """
        let file = folder.appendingPathComponent("nginx.conf")
        try Data(configuration.utf8).write(to: file)
        guard let nginx = Self.program("nginx") else { throw Failure(what: "no nginx") }
        try Self.start(
            "sh",
            ["-c", #""$@" </dev/null & cat; kill -9 $!"#, "sh", nginx, "-c", file.path, "-p", folder.path],
            input: lifeline)
        guard Self.answers(port: port) else { throw Failure(what: "nginx does not listen") }
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func url(_ path: String) -> String { "https://site.example:\(port)\(path)" }

    private static func makeCertificates(in folder: URL) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
        try run(
            "openssl",
            ["req", "-x509", "-subj", "/CN=Authority of a test", "-out", file("authority.pem")]
                + ["-keyout", file("authority.key")] + key)
        try run(
            "openssl",
            ["req", "-x509", "-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example"]
                + ["-addext", "basicConstraints=critical,CA:FALSE"]
                + ["-CA", file("authority.pem"), "-CAkey", file("authority.key")]
                + ["-out", file("site.pem"), "-keyout", file("site.key")] + key)
    }

    private static func run(_ name: String, _ arguments: [String]) throws {
        let process = try start(name, arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(what: name) }
    }

    @discardableResult private static func start(
        _ name: String, _ arguments: [String], input: Pipe? = nil
    ) throws -> Process {
        guard let path = program(name) else { throw Failure(what: "no \(name)") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        if let input { process.standardInput = input }
        try process.run()
        return process
    }

    private static func program(_ name: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/usr/local/bin/"].map { $0 + name }
            .first(where: FileManager.default.isExecutableFile)
    }

    private static func freePort() throws -> Int {
        let (descriptor, address) = try bound()
        close(descriptor)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func bound() throws -> (Int32, sockaddr_in) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(what: "no free port") }
        return (descriptor, address)
    }

    /// Whether something listens within ten seconds.
    private static func answers(port: Int) -> Bool {
        for _ in 0..<500 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let isOpen = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if isOpen { return true }
            usleep(20_000)
        }
        return false
    }
}
