import Batches
import Foundation
import Store
import StoreModel
import Testing

/// The disk fails at the first, second, third … operation of a kind, until a whole workload passes without
/// meeting the fault. Nothing acknowledged may be lost, and the store must work again once the disk does.
@Suite(.serialized) struct StorageFaultTests {
    struct Kind: CustomTestStringConvertible {
        var operations: FaultDisk.Operations
        var name: String
        var fault: FaultDisk.Fault
        var sticky = false
        var testDescription: String { "\(name), \(fault)\(sticky ? ", lasting" : "")" }
    }

    static let kinds: [Kind] = [
        Kind(operations: .write, name: "write", fault: .fail),
        Kind(operations: .write, name: "write", fault: .full),
        Kind(operations: .write, name: "write", fault: .short),
        Kind(operations: .write, name: "write", fault: .failAfter),
        Kind(operations: .write, name: "write", fault: .fail, sticky: true),
        Kind(operations: .write, name: "write", fault: .full, sticky: true),
        Kind(operations: .write, name: "write", fault: .short, sticky: true),
        Kind(operations: .sync, name: "sync", fault: .fail),
        Kind(operations: .sync, name: "sync", fault: .full),
        Kind(operations: .sync, name: "sync", fault: .failAfter),
        Kind(operations: .sync, name: "sync", fault: .fail, sticky: true),
        Kind(operations: .truncate, name: "truncate", fault: .fail),
        Kind(operations: .truncate, name: "truncate", fault: .fail, sticky: true),
        Kind(operations: .open, name: "open", fault: .fail),
        Kind(operations: .open, name: "open", fault: .fail, sticky: true),
        Kind(operations: .delete, name: "delete", fault: .fail),
        Kind(operations: .read, name: "read", fault: .fail),
        Kind(operations: .read, name: "read", fault: .fail, sticky: true),
        Kind(operations: .sharedMemory, name: "shared memory", fault: .fail),
        Kind(operations: .sharedMemory, name: "shared memory", fault: .full, sticky: true),
        Kind(operations: .lock, name: "lock", fault: .fail),
        Kind(operations: .size, name: "size", fault: .fail),
    ]

    /// Every n-th operation only, to be quick; 1 in the long run.
    static let step = Int(ProcessInfo.processInfo.environment["ORBWEAVER_FAULT_STRIDE"] ?? "") ?? 29

    @Test(arguments: kinds)
    func nothingAcknowledgedIsLostWhenTheDiskFails(_ kind: Kind) async throws {
        var (nth, runs) = (1, 0)
        while try await faultIsMet(nth, kind) {
            runs += 1
            // The first ones all: opening is delicate.
            nth += nth < 12 ? 1 : Self.step
            try #require(nth < 100_000)
        }
        #expect(runs > 0 || kind.operations == .truncate || kind.operations == .delete)
        print("storage faults: \(kind.testDescription): \(runs) runs, \(nth - 1) operations")
    }

    /// False when the workload came to its end before the `nth` operation.
    private func faultIsMet(_ nth: Int, _ kind: Kind) async throws -> Bool {
        let comment: Comment = "at operation \(nth) of \(kind.testDescription)"
        let folder = TemporaryFolder()
        let disk = FaultDisk()
        let clock = TestClock()
        var workload = Workload(clock: clock)
        disk.arm(kind.operations, nth: nth, kind.fault, sticky: kind.sticky)
        do {
            let store = try await open(folder, disk, clock)
            await workload.run(on: store)
            let wasMet = disk.faults > 0
            if wasMet, kind.sticky, kind.operations == .write || kind.operations == .sync {
                // The disk stays as it is, so writing must fail, and for the right reason.
                await #expect(throws: StoreError.self, comment) { try await store.probe() }
            }
            if kind.fault == .full || kind.fault == .short {
                #expect(workload.errors.allSatisfy { $0 == .full }, "\(workload.errors) \(comment)")
            }
            disk.disarm()
            // A connection that went bad may fail once more before it is opened anew.
            try? await store.probe()
            try await store.probe()
            try await workload.check(store, "\(comment), same store")
            await store.close()
            guard wasMet else {
                #expect(workload.errors == [], comment)
                return false
            }
        } catch {
            // Opening met the fault: it said so and left nothing half done.
            try #require(disk.faults > 0, "\(error) \(comment)")
            disk.disarm()
        }
        let store = try await open(folder, disk, clock)
        try await workload.check(store, "\(comment), opened again")
        var again = Workload(after: workload)
        await again.run(on: store)
        #expect(again.errors == [], comment)
        try await again.check(store, "\(comment), used again")
        await store.close()
        return true
    }

    @Test(arguments: FaultDisk.Memory.allCases)
    func nothingAcknowledgedIsLostWhenThePowerIsCut(_ memory: FaultDisk.Memory) async throws {
        var (nth, runs) = (1, 0)
        while try await powerIsCut(nth, memory) {
            runs += 1
            nth += nth < 12 ? 1 : Self.step
        }
        #expect(runs > 20)
        print("power cuts: \(memory) of what was not synced kept: \(runs) runs, \(nth - 1) operations")
    }

    private func powerIsCut(_ nth: Int, _ memory: FaultDisk.Memory) async throws -> Bool {
        let comment: Comment = "power cut at operation \(nth), keeping \(memory)"
        let folder = TemporaryFolder()
        let disk = FaultDisk()
        let clock = TestClock()
        var workload = Workload(clock: clock)
        disk.arm(.changing, nth: nth, .powerCut)
        do {
            let store = try await open(folder, disk, clock)
            await workload.run(on: store)
            await store.close()
        } catch {
            try #require(!disk.hasPower, "\(error) \(comment)")
        }
        guard !disk.hasPower else { return false }
        disk.restorePower(keeping: memory, seed: UInt64(nth))
        let store = try await open(folder, disk, clock)
        try await store.reclaim(all: true)
        try await workload.check(store, comment)
        try await store.probe()
        await store.close()
        return true
    }

    @Test func readsGoOnWhileTheDiskIsFull() async throws {
        let folder = TemporaryFolder()
        let disk = FaultDisk()
        let clock = TestClock()
        let store = try await open(folder, disk, clock)
        let owner = try await store.addKey(.sample(1)).id
        let entries = [NewBatch.Entry(url: "http://a.example/", host: "a.example")]
        let batch = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 9)
        disk.arm(.write, nth: 1, .full, sticky: true)
        for _ in 0..<3 {
            await #expect(throws: StoreError.full) {
                try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 9)
            }
            #expect(try await store.batch(batch.id, of: owner) == batch)
            #expect(try await store.keys().count == 1)
        }
        disk.disarm()
        _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 9)
        #expect(try await store.batches(of: owner, page: 1, limit: 9).total == 2)
        await store.close()
    }

    @Test func aDiskWithoutRoomForALargeSubmissionIsCalledFullBeforeItIs() async throws {
        let folder = TemporaryFolder()
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.reserveBytes = .max
        let store = try await SQLiteStore.open(configuration)
        await #expect(throws: StoreError.full) { try await store.probe() }
        let owner = try await store.addKey(.sample(1)).id
        let entries = [NewBatch.Entry(url: "http://a.example/", host: "a.example")]
        _ = try await store.add(NewBatch(owner: owner, urls: entries), pendingLimit: 9)
        await store.close()
    }

    @Test func whenACommitFailsAllOfItsGroupAreToldAndNoneIsStored() async throws {
        let folder = TemporaryFolder()
        let disk = FaultDisk()
        let clock = TestClock()
        let store = try await open(folder, disk, clock)
        let owner = try await store.addKey(.sample(1)).id
        let entries = [NewBatch.Entry(url: "http://a.example/", host: "a.example")]
        for nth in 1..<8 {
            disk.arm(.sync, nth: nth, .fail)
            let told = await withTaskGroup(of: (BatchID, Bool).self) { group in
                for _ in 0..<60 {
                    let batch = NewBatch(owner: owner, urls: entries)
                    group.addTask {
                        (batch.id, (try? await store.add(batch, pendingLimit: 10_000)) != nil)
                    }
                }
                return await group.reduce(into: [BatchID: Bool]()) { $0[$1.0] = $1.1 }
            }
            disk.disarm()
            for (id, wasStored) in told {
                let isThere = try await store.batch(id, of: owner) != nil
                #expect(isThere == wasStored)
            }
            #expect(try await store.verify() == [])
        }
        await store.close()
    }

    @Test(arguments: [FaultDisk.Memory.none, .some])
    func submissionsOfManyCallersSurviveAPowerCutIfTheyWereAcknowledged(_ memory: FaultDisk.Memory)
        async throws
    {
        var cuts = 0
        for nth in stride(from: 1, to: 400, by: Self.step) {
            let folder = TemporaryFolder()
            let disk = FaultDisk()
            let entries = (0..<5).map { NewBatch.Entry(url: "http://a.example/\($0)", host: "a.example") }
            var told: [BatchID: Bool] = [:]
            let owner: KeyID
            do {
                let store = try await open(folder, disk, TestClock())
                owner = try await store.addKey(.sample(1)).id
                disk.arm(.changing, nth: nth, .powerCut)
                told = await withTaskGroup(of: [(BatchID, Bool)].self) { group in
                    for _ in 0..<16 {
                        group.addTask {
                            var told: [(BatchID, Bool)] = []
                            for _ in 0..<6 {
                                let batch = NewBatch(owner: owner, urls: entries)
                                told.append(
                                    (batch.id, (try? await store.add(batch, pendingLimit: 1000)) != nil))
                            }
                            return told
                        }
                    }
                    return await group.reduce(into: [:]) { all, some in
                        for (id, done) in some { all[id] = done }
                    }
                }
                await store.close()
            }
            cuts += told.values.contains(false) ? 1 : 0
            disk.restorePower(keeping: memory, seed: UInt64(nth))
            let store = try await open(folder, disk, TestClock())
            #expect(try await store.verify() == [])
            for (id, wasAcknowledged) in told where wasAcknowledged {
                let snapshot = try await store.items(of: id, of: owner, ItemQuery(limit: 9))
                #expect(snapshot?.items.count == 5, "acknowledged batch lost, power cut at \(nth)")
            }
            await store.close()
        }
        #expect(cuts > 3)
    }

    private func open(
        _ folder: TemporaryFolder, _ disk: FaultDisk, _ clock: TestClock
    ) async throws(StoreError) -> SQLiteStore {
        var configuration = SQLiteStore.Configuration(folder: folder.path)
        configuration.vfs = disk.name
        configuration.readers = 1
        configuration.busyTimeout = .zero
        // Small, so that the log is folded in often and large writes spill.
        configuration.cacheKilobytes = 40
        configuration.checkpointPages = 25
        configuration.deletionPortion = 7
        return try await SQLiteStore.open(configuration, clock: clock)
    }
}
