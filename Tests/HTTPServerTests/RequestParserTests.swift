import Dispatch
import Foundation
import Testing

@testable import HTTPServer

/// The parser by itself: whatever pieces bytes come in, they mean the same, and no bytes break it.
struct RequestParserTests {
    /// What a connection said, with bodies joined.
    private enum Event: Equatable, CustomStringConvertible {
        case head(String)
        case body([UInt8])
        case end
        case refused(RequestError)

        var description: String {
            switch self {
            case .head(let head): "head \(head.debugDescription)"
            case .body(let bytes): "body of \(bytes.count)"
            case .end: "end"
            case .refused(let error): "refused \(error)"
            }
        }
    }

    /// Feeds `pieces` as a connection does: what was not used is given again in front of the next piece.
    private static func events(of pieces: [ArraySlice<UInt8>]) -> [Event] {
        var parser = RequestParser(limits: .init())
        var events: [Event] = []
        var waiting: [UInt8] = []
        for piece in pieces {
            waiting += piece
            let used = waiting.withUnsafeBufferPointer { input -> Int in
                var position = 0
                while true {
                    let before = position
                    switch parser.next(in: input, at: &position) {
                    case .needMore: return position
                    case .head(let head):
                        events.append(.head("\(head.method) \(head.target) \(head.framing) \(head.headers)"))
                    case .body(let range):
                        precondition(range.lowerBound == before || range.lowerBound > before)
                        if case .body(let start) = events.last {
                            events[events.count - 1] = .body(start + input[range])
                        } else {
                            events.append(.body(Array(input[range])))
                        }
                    case .end: events.append(.end)
                    case .refused(let error):
                        if events.last != .refused(error) { events.append(.refused(error)) }
                        return input.count
                    }
                    precondition(position >= before && position <= input.count)
                }
            }
            waiting.removeFirst(used)
        }
        return events
    }

    private static func split(_ bytes: [UInt8], using random: inout some RandomNumberGenerator)
        -> [ArraySlice<UInt8>]
    {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        let most = [1, 3, 16, 200].randomElement(using: &random)!
        while start < bytes.count {
            let end = min(start + Int.random(in: 1...most, using: &random), bytes.count)
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }

    @Test func piecesMeanWhatTheWholeMeans() {
        var random = SeededGenerator(seed: 7)
        for request in RawRequests.all where request.bytes.count < 20_000 {
            let bytes = request.bytes + Array(smuggled.utf8)
            let whole = Self.events(of: [bytes[...]])
            #expect(Self.events(of: bytes.indices.map { bytes[$0...$0] }) == whole, "\(request)")
            for _ in 0..<5 {
                #expect(Self.events(of: Self.split(bytes, using: &random)) == whole, "\(request)")
            }
        }
    }

    /// Mutated requests in pieces: the parser returns, keeps its promises on positions, and says the same as
    /// for the whole.
    @Test func mutationsNeitherBreakNorConfuseTheParser() async {
        await onThread(Self.feedMutations)
    }

    private static func feedMutations() {
        var random = SeededGenerator(seed: 20_26)
        let seeds = RawRequests.all.map(\.bytes).filter { $0.count < 400 }
        var refused = 0
        let rounds = ProcessInfo.processInfo.environment["ORBWEAVER_FUZZ_ROUNDS"].flatMap(Int.init) ?? 100_000
        for round in 0..<rounds {
            let bytes = Mutation.mutate(seeds, using: &random)
            let whole = Self.events(of: [bytes[...]])
            if case .refused = whole.last { refused += 1 }
            guard Self.events(of: Self.split(bytes, using: &random)) == whole else {
                Issue.record(
                    "round \(round) differs when split: \(String(decoding: bytes, as: UTF8.self).debugDescription)"
                )
                return
            }
        }
        // Both kinds must be there, or the mutations prove nothing.
        #expect(refused > rounds / 10 && refused < rounds * 99 / 100)
    }

    @Test func aHeadIsReadAsItWasSent() throws {
        var parser = RequestParser(limits: .init())
        let bytes = Array(
            "POST /a?b HTTP/1.1\r\nHost: h\r\nX-Y:  z \r\nContent-Length: 2\r\nx-y: w\r\n\r\nok".utf8)
        var position = 0
        let head = try bytes.withUnsafeBufferPointer { input in
            guard case .head(let head) = parser.next(in: input, at: &position) else {
                throw RequestError.badMethod
            }
            return head
        }
        #expect(head.method == .post)
        #expect(head.target == "/a?b")
        #expect(head.framing == .length(2))
        #expect(head.keepsAlive)
        #expect(head.headers.all("X-Y") == ["z", "w"])
        #expect(position == bytes.count - 2)
    }

    @Test func anEndlessHeadIsRefusedWithinItsLimit() {
        var parser = RequestParser(limits: .init())
        let line = Array("GET / HTTP/1.1\r\n".utf8)
        let field = Array("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".utf8)
        var fed = 0
        for piece in [line] + Array(repeating: field, count: 10_000) {
            var position = 0
            let step = piece.withUnsafeBufferPointer { parser.next(in: $0, at: &position) }
            fed += piece.count
            if case .refused(let error) = step {
                #expect(error == .headTooLarge)
                #expect(fed <= 65536 + 1024)
                return
            }
        }
        Issue.record("an endless head was taken")
    }
}

/// Runs long work off the threads that all tests share.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
}

/// The same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}

/// Small damage to requests, of the kinds that have broken parsers.
enum Mutation {
    private static let tokens: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ";", ",", "0", "ffffffffffffffff", "\u{0}", "chunked",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: a\r\n", "HTTP/1.1",
        "Expect: 100-continue\r\n",
    ].map { Array($0.utf8) }

    static func mutate(_ seeds: [[UInt8]], using random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random)!
        if Bool.random(using: &random) { bytes += seeds.randomElement(using: &random)! }
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: tokens.randomElement(using: &random)!, at: place)
            case 3: bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            case 4:
                let end = Int.random(in: place...bytes.count, using: &random)
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default: bytes.removeSubrange(place..<Int.random(in: place...bytes.count, using: &random))
            }
        }
        return bytes
    }
}
