import CFaultVFS
import Foundation

/// A disk for one test: fails on demand and forgets unsynced writes when its power is cut.
package final class FaultDisk: Sendable {
    package let name = "fault-\(UUID().uuidString)"
    /// The C side guards its state with a mutex of its own.
    private nonisolated(unsafe) let handle: OpaquePointer

    package struct Operations: OptionSet {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let open = Operations(rawValue: UInt32(FAULTVFS_OPEN))
        package static let read = Operations(rawValue: UInt32(FAULTVFS_READ))
        package static let write = Operations(rawValue: UInt32(FAULTVFS_WRITE))
        package static let truncate = Operations(rawValue: UInt32(FAULTVFS_TRUNCATE))
        package static let sync = Operations(rawValue: UInt32(FAULTVFS_SYNC))
        package static let delete = Operations(rawValue: UInt32(FAULTVFS_DELETE))
        package static let sharedMemory = Operations(rawValue: UInt32(FAULTVFS_SHARED_MEMORY))
        package static let lock = Operations(rawValue: UInt32(FAULTVFS_LOCK))
        package static let size = Operations(rawValue: UInt32(FAULTVFS_SIZE))
        package static let changing: Operations = [.open, .write, .truncate, .sync, .delete]
    }

    package enum Fault: CaseIterable {
        case fail, full, short, failAfter, powerCut

        fileprivate var code: Int32 {
            switch self {
            case .fail: Int32(FAULTVFS_FAIL)
            case .full: Int32(FAULTVFS_FULL)
            case .short: Int32(FAULTVFS_SHORT)
            case .failAfter: Int32(FAULTVFS_FAIL_AFTER)
            case .powerCut: Int32(FAULTVFS_POWER_CUT)
            }
        }
    }

    /// What survives of writes that were not synced.
    package enum Memory: CaseIterable {
        case all, none, some

        fileprivate var code: Int32 {
            switch self {
            case .all: Int32(FAULTVFS_KEEP_ALL)
            case .none: Int32(FAULTVFS_KEEP_NONE)
            case .some: Int32(FAULTVFS_KEEP_SOME)
            }
        }
    }

    package init() { handle = faultvfs_create(name) }
    /// Every store on it must be closed and gone.
    deinit { faultvfs_destroy(handle) }

    package func arm(_ operations: Operations, nth: Int, _ fault: Fault, sticky: Bool = false) {
        faultvfs_arm(handle, operations.rawValue, nth, fault.code, sticky ? 1 : 0)
    }
    package func disarm() { faultvfs_disarm(handle) }
    package var faults: Int { faultvfs_faults(handle) }
    package var count: Int { faultvfs_count(handle) }

    package func cutPower() { faultvfs_cut_power(handle) }
    package var hasPower: Bool { faultvfs_has_power(handle) != 0 }
    package func restorePower(keeping memory: Memory, seed: UInt64) {
        faultvfs_restore_power(handle, memory.code, seed)
    }
}
