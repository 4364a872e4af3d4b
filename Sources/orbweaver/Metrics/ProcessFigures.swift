import FoundationEssentials
import Glibc

/// What /proc says about this process.
struct ProcessFigures {
    let residentBytes: Int
    let threads: Int
    let openDescriptors: Int
    let cpuSeconds: Double

    /// Nil where there is no /proc.
    init?() {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
            return nil
        }
        func number(_ name: String) -> Int? {
            status.split(separator: "\n").first { $0.hasPrefix(name) }?.split(whereSeparator: \.isWhitespace)
                .dropFirst().first.flatMap { Int($0) }
        }
        guard let kilobytes = number("VmRSS:"), let threads = number("Threads:") else { return nil }
        residentBytes = kilobytes * 1024
        self.threads = threads
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        openDescriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
