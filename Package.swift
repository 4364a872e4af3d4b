// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A module of the daemon.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of one module: `Tests/<Module>Tests`.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: strict)
}

let package = Package(
    name: "orbweaver",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .target(name: "CLinux"),

        module("JSON"),
        module("Batches", ["JSON"]),
        module("HTTPServer", ["CLinux", "CZlib", logging]),
        module("Fetch", ["Batches", "CCurl", "CLinux", logging]),
        module("HTML"),
        module("Extraction", ["HTML", "JSON"]),
        module("Structuring", ["Extraction", "HTML", "JSON"]),
        module("Models", ["Batches", "JSON", "Structuring"]),
        module(
            "Store", ["Batches", "CSQLite", "JSON"], resources: [.embedInCode("migrations")]),
        module(
            "Workers",
            ["Batches", "CLinux", "Fetch", "Extraction", "HTML", "JSON", "Models", "Structuring", logging]),
        module("API", ["Batches", "HTTPServer", "JSON", logging]),
        .executableTarget(
            name: "orbweaver",
            dependencies: [
                "API", "Batches", "CLinux", "Extraction", "Fetch", "HTML", "HTTPServer", "JSON", "Models",
                "Store",
                "Structuring", "Workers", crypto, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "benchmark-html", dependencies: ["HTML"], path: "Benchmarks/html",
            exclude: ["peers", "run"], swiftSettings: strict),
        .systemLibrary(name: "CFuzzer", path: "Benchmarks/fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "API", "Batches", "CFuzzer", "Extraction", "Fetch", "HTML", "HTTPServer", "JSON", "Models",
                "Store",
                "Structuring", "Workers",
            ],
            path: "Benchmarks/fuzz/Sources", swiftSettings: strict),
        .executableTarget(
            name: "benchmark-http", dependencies: ["HTTPServer", logging], path: "Benchmarks/http",
            exclude: ["idle", "run"], swiftSettings: strict),
        .executableTarget(
            name: "benchmark-store", dependencies: ["Batches", "Store"], path: "Benchmarks/store",
            swiftSettings: strict),

        .executableTarget(
            name: "benchmark-structuring", dependencies: ["Extraction", "HTML", "JSON", "Structuring"],
            path: "Benchmarks/structuring", swiftSettings: strict),

        .executableTarget(
            name: "extraction-features", dependencies: ["Extraction", "HTML", "JSON"],
            path: "Benchmarks/extraction/features", swiftSettings: strict),

        tests(of: "JSON"),
        tests(
            of: "orbweaver",
            ["API", "Batches", "HTTPServer", "JSON", "Store", "StoreModel", "Workers", logging]),
        tests(of: "Extraction", ["HTML", "JSON"]),
        tests(of: "Batches"),
        tests(of: "Fetch", ["Batches", "CZlib"]),
        tests(of: "HTTPServer", ["CZlib", logging]),
        tests(of: "Structuring", ["JSON"]),
        tests(of: "HTML"),
        tests(of: "Models", ["JSON", "Structuring"]),
        tests(of: "API", ["Batches", "HTTPServer", "JSON", "Store", logging]),
        tests(of: "Workers", ["Batches", "Fetch", "HTTPServer", "JSON", "Models", "Store", logging]),
        // A SQLite VFS that fails on demand and forgets what was not synced; for tests only.
        .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/CFaultVFS"),
        // A reference model of the store, and what drives both side by side; for tests only.
        .target(
            name: "StoreModel", dependencies: ["Batches", "CFaultVFS", "Store"], path: "Tests/StoreModel",
            swiftSettings: strict),
        tests(of: "Store", ["Batches", "JSON", "StoreModel"]),
        // Scheduler and store together, driven by one seed.
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Batches", "Models", "Store", "StoreModel", "Workers", logging],
            swiftSettings: strict),
    ]
)
