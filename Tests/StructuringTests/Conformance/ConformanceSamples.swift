import Foundation
import JSON

/// The samples of published test suites from the data sets beside the repository, if present.
enum ConformanceSamples {
    /// A folder's files by their paths below it; empty where the data is absent.
    static func files(below folder: String) -> [String: Data] {
        var files: [String: Data] = [:]
        for (path, data) in all {
            guard let range = path.range(of: folder + "/") else { continue }
            files[String(path[range.upperBound...])] = data
        }
        return files
    }

    private static let folders = ["extruct", "microformats-tests", "schemaorg-examples"]

    private static let all: [String: Data] = {
        let environment = ProcessInfo.processInfo.environment
        let root =
            environment["ORBWEAVER_DATASETS"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: "../shared/datasets")
        let archive = root.appendingPathComponent("extraction/conformance.tar.xz")
        guard FileManager.default.fileExists(atPath: archive.path) else {
            print("skipped: samples of markup for machines, since there is no \(archive.path)")
            return [:]
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conformance-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = ["tar", "xf", archive.path, "-C", folder.path]
            try tar.run()
            tar.waitUntilExit()
            var files: [String: Data] = [:]
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            where folders.contains(where: path.contains) {
                files[path] = FileManager.default.contents(atPath: folder.appendingPathComponent(path).path)
            }
            return files
        } catch {
            print("skipped: samples of markup for machines could not be unpacked: \(error)")
            return [:]
        }
    }()
}
