import Batches
import Foundation

/// A folder of its own for each test, removed with the last reference.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        path = NSTemporaryDirectory() + "orbweaver-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension NewKey {
    package static func sample(_ number: UInt8, creditLimit: Int? = nil) -> NewKey {
        NewKey(
            name: "key \(number)", hash: Array(repeating: number, count: 32), prefix: "ow_\(number)",
            monthlyCreditLimit: creditLimit)
    }
}
