import Foundation

/// The public conformance suites from the data sets beside the repository, if present.
enum ConformanceData {
    struct File: Sendable {
        let name: String
        let data: Data
    }

    /// The files of one folder of html5lib-tests whose names end so; none where the data is absent.
    static func files(in folder: String, suffix: String) -> [File] {
        let prefix = "html5lib-tests/\(folder)/"
        return all.filter { file in
            guard let range = file.name.range(of: prefix), file.name.hasSuffix(suffix) else { return false }
            return !file.name[range.upperBound...].contains("/")
        }
    }

    private static let all: [File] = {
        let environment = ProcessInfo.processInfo.environment
        let root =
            environment["ORBWEAVER_DATASETS"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: "../shared/datasets")
        let archive = root.appendingPathComponent("extraction/conformance.tar.xz")
        guard FileManager.default.fileExists(atPath: archive.path) else {
            print("skipped: html5lib-tests, since there is no \(archive.path)")
            return []
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
            let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            return paths.compactMap { path in
                guard path.contains("html5lib-tests") else { return nil }
                let data = FileManager.default.contents(atPath: folder.appendingPathComponent(path).path)
                return data.map { File(name: path, data: $0) }
            }
        } catch {
            print("skipped: html5lib-tests could not be unpacked: \(error)")
            return []
        }
    }()
}
