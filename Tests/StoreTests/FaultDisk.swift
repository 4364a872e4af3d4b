import CFaultVFS
import Foundation

/// A disk for one test: fails on demand and forgets unsynced writes when its power is cut.
final class FaultDisk: Sendable {
    let name = "fault-\(UUID().uuidString)"
    /// The C side guards its state with a mutex of its own.
    private nonisolated(unsafe) let handle: OpaquePointer

    struct Operations: OptionSet {
        let rawValue: UInt32
        static let open = Operations(rawValue: UInt32(FAULTVFS_OPEN))
        static let read = Operations(rawValue: UInt32(FAULTVFS_READ))
        static let write = Operations(rawValue: UInt32(FAULTVFS_WRITE))
        static let truncate = Operations(rawValue: UInt32(FAULTVFS_TRUNCATE))
        static let sync = Operations(rawValue: UInt32(FAULTVFS_SYNC))
        static let delete = Operations(rawValue: UInt32(FAULTVFS_DELETE))
        static let sharedMemory = Operations(rawValue: UInt32(FAULTVFS_SHARED_MEMORY))
        static let lock = Operations(rawValue: UInt32(FAULTVFS_LOCK))
        static let size = Operations(rawValue: UInt32(FAULTVFS_SIZE))
        static let changing: Operations = [.open, .write, .truncate, .sync, .delete]
    }

    enum Fault: CaseIterable {
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
    enum Memory: CaseIterable {
        case all, none, some

        fileprivate var code: Int32 {
            switch self {
            case .all: Int32(FAULTVFS_KEEP_ALL)
            case .none: Int32(FAULTVFS_KEEP_NONE)
            case .some: Int32(FAULTVFS_KEEP_SOME)
            }
        }
    }

    init() { handle = faultvfs_create(name) }
    /// Every store on it must be closed and gone.
    deinit { faultvfs_destroy(handle) }

    func arm(_ operations: Operations, nth: Int, _ fault: Fault, sticky: Bool = false) {
        faultvfs_arm(handle, operations.rawValue, nth, fault.code, sticky ? 1 : 0)
    }
    func disarm() { faultvfs_disarm(handle) }
    var faults: Int { faultvfs_faults(handle) }
    var count: Int { faultvfs_count(handle) }

    func cutPower() { faultvfs_cut_power(handle) }
    var hasPower: Bool { faultvfs_has_power(handle) != 0 }
    func restorePower(keeping memory: Memory, seed: UInt64) {
        faultvfs_restore_power(handle, memory.code, seed)
    }
}
