import Foundation
import Testing

@testable import Fetch

@Suite(.serialized)
struct EngineTests {
    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    private func threads() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }

    /// Waits for a thread or socket of another test, or of the system, to be gone; bounded.
    private func settles(_ isSettled: () throws -> Bool) async throws -> Bool {
        for _ in 0..<400 {
            if try isSettled() { return true }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }

    @Test func aFetcherThatIsGoneLeavesNothingBehind() async throws {
        let site = try FixtureSite { $0.path == "/hang" ? .init(steps: [.hang]) : .response(body: "x") }
        func round() async {
            let fetcher = CurlFetcher(.loopback)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    let url = site.url(number % 2 == 0 ? "/" : "/hang")
                    group.addTask { _ = try? await fetcher.fetch(FetchRequest(url: url)) }
                }
                for _ in 0..<8 { await group.next() }
                group.cancelAll()
            }
        }
        await round()
        let (fds, tasks) = (try descriptors(), try threads())
        for _ in 0..<30 { await round() }
        // Other tests run beside this one: a leak would be hundreds.
        #expect(try await settles { try descriptors() < fds + 60 })
        #expect(try await settles { try threads() < tasks + 60 })
    }

    @Test func manyFetchesAtOnceAllEnd() async throws {
        let site = try FixtureSite { request in
            switch (Int(request.path.dropFirst()) ?? 0) % 5 {
            case 0: .response(body: "x")
            case 1: .init(steps: [.reset])
            case 2: .response("500 Oops")
            case 3: .redirect(to: "/0")
            default: .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
            }
        }
        var configuration = FetchConfiguration.loopback
        configuration.maxConnections = 16
        let fetcher = CurlFetcher(configuration)
        let pages = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask { (try? await fetcher.fetch(FetchRequest(url: site.url("/\(number)")))) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(pages == 400)
    }
}
