import Batches
import StoreModel

@testable import Workers

/// Clocks that are set, disks that fail, and ends of the process.
extension Simulation {
    /// By a little, by hours or by weeks.
    func setClock() {
        let most = [5000, 3_600_000, 40 * 86_400_000][random.below(3)]
        let change = Duration.milliseconds(random.below(2 * most) - most)
        both.note("clock set by \(change)")
        figures.clockChanges += 1
        both.clock.set(forwardBy: change)
    }

    func failSoon() {
        let fault: FaultDisk.Fault = [.fail, .full, .short, .failAfter][random.below(4)]
        both.note("fault \(fault)")
        figures.faults += 1
        both.disk.arm(.changing, nth: 1 + random.below(12), fault)
    }

    func failLastingly() {
        both.note("lasting fault \(lastingFault)")
        figures.faults += 1
        both.disk.arm(.write, nth: 1, lastingFault, sticky: true)
    }

    /// The disk fails for longer than a lease lasts: what ends meanwhile is given up, and must be freed later.
    func failForALease() async throws {
        let (end, old) = (now + configuration.leaseDuration * 2, server)
        figures.outages += 1
        failLastingly()
        while now < end {
            switch random.below(8) {
            case 0..<4: try await answerCall()
            case 4: try await endFetch()
            case 5: try await endQuestion()
            default: passTime()
            }
            try await settle()
            guard server === old else { return }
        }
        both.note("the fault ends")
        both.disk.disarm()
    }

    func cutPowerSoon() {
        both.note("power cut soon")
        both.disk.arm(.changing, nth: 1 + random.below(12), .powerCut)
    }

    /// The process ends, its disk forgets what was not synced, and another one starts.
    func crash() async throws {
        if both.disk.hasPower { figures.kills += 1 } else { figures.powerCuts += 1 }
        both.note("crash")
        server.kill()
        try await checkThatNothingIsLeft()
        both.disk.cutPower()
        if random.below(4) == 0 { setClock() }
        try await both.restart()
        start()
    }

    /// SIGTERM: what is in flight has some seconds to end, the rest is given back.
    func drain() async throws {
        both.note("drain")
        figures.drains += 1
        let grace = Duration.seconds(random.below(20))
        let begin = now
        server.beginDrain(grace: grace)
        isDraining = true
        let old = server
        try await settle()
        guard server === old else { return }
        for _ in 0..<10_000 where !old.hasDrained {
            switch random.below(4) {
            case 0: try await answerCall()
            case 1: try await endFetch()
            case 2: try await endQuestion()
            default: passTime()
            }
            try await settle()
            // The power may go meanwhile.
            guard server === old else { return }
            try both.agree(
                now - begin <= grace
                    || old.world.current.fetches.allSatisfy(\.isCancelled)
                        && old.world.current.questions.allSatisfy(\.isCancelled),
                "what is in flight was not cancelled when the drain's time was up")
        }
        try both.agree(server.hasDrained, "the drain does not end")
        try await checkThatNothingIsLeft()
        // What the store could not take is left to the next start.
        let running = leases.filter { lease in
            both.places[lease.item].map { both.model[$0].token == lease.token } ?? false
                && !unstored.contains(lease)
        }
        try both.agree(running.isEmpty, "\(running.count) items were not given back")
        try await both.reopen()
        start()
    }
}
