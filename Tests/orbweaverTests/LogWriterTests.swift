import Foundation
import Glibc
import Testing

@testable import orbweaver

/// The log of a process whose reader is slow, stalled or gone. The reader is a pipe's other end.
struct LogWriterTests {
    private let reading: Int32
    private let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        // A page is the least that a pipe holds; F_SETPIPE_SZ is hidden from Swift.
        try #require(fcntl(writing, 1031, 4096) >= 4096)
    }

    private func writer(limitBytes: Int) -> LogWriter {
        LogWriter(descriptor: writing, limitBytes: limitBytes) { Array("lost \($0)\n".utf8) }
    }

    /// 100 bytes, so that it is seen when a part is missing.
    private func line(_ number: Int) -> String {
        let text = "\(number) "
        return text + String(repeating: "x", count: 99 - text.count) + "\n"
    }

    /// The lines that come until `isEnd`, which gets each of them and how many there are.
    private func read(until isEnd: (String, Int) -> Bool) -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(reading, &piece, piece.count)
            guard count > 0 else { return lines }
            for byte in piece[..<count] {
                line.append(byte)
                guard byte == UInt8(ascii: "\n") else { continue }
                lines.append(String(decoding: line, as: UTF8.self))
                line = []
                if isEnd(lines[lines.count - 1], lines.count) { return lines }
            }
        }
    }

    @Test func aReaderThatStallsHoldsUpNobodyAndIsToldWhatItMissed() {
        let log = writer(limitBytes: 20_000)
        // Far more than the pipe and the bound hold, while nobody reads.
        for number in 0..<1000 { log.append(Array(line(number).utf8)) }
        #expect(log.dropped >= 750)
        let dropped = log.dropped
        let lines = read { line, _ in line.hasPrefix("lost") }
        #expect(lines.last == "lost \(dropped)\n")
        #expect(lines.dropLast().elementsEqual((0..<(1000 - dropped)).map(line)))
        log.append(Array(line(1000).utf8))
        #expect(read { _, _ in true } == [line(1000)])
        #expect(log.dropped == dropped)
        close(writing)
        close(reading)
    }

    @Test func flushingWaitsForTheLinesButNotForever() {
        let log = writer(limitBytes: 20_000)
        for number in 0..<40 { log.append(Array(line(number).utf8)) }
        log.flush(for: .seconds(20))
        var waiting: Int32 = 0
        #expect(ioctl(reading, UInt(FIONREAD), &waiting) == 0 && waiting == 4000)
        // One line more than the pipe holds.
        log.append(Array(line(40).utf8))
        let begin = ContinuousClock.now
        log.flush(for: .milliseconds(50))
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(read { _, count in count == 41 }.last == line(40))
        close(writing)
        close(reading)
    }

    @Test func linesOfManyThreadsStayWhole() async {
        let log = writer(limitBytes: 1 << 20)
        let lines = await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    for number in 0..<500 { log.append(Array(line(thread * 500 + number).utf8)) }
                }
            }
            return read { _, count in count == 2000 }
        }
        #expect(Set(lines) == Set((0..<2000).map(line)))
        #expect(log.dropped == 0)
        close(writing)
        close(reading)
    }

    @Test func aFullDiskLosesLinesAndNothingElse() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        let log = LogWriter(descriptor: full) { _ in [] }
        for number in 0..<10 { log.append(Array(line(number).utf8)) }
        log.flush(for: .seconds(20))
        #expect(log.dropped == 10)
        close(full)
        close(writing)
        close(reading)
    }
}
