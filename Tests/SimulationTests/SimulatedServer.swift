import Batches
import Logging
import StoreModel
import Synchronization

@testable import Workers

/// One life of the server: the real scheduler in a world that the simulation rules.
final class SimulatedServer {
    let world: World
    let scheduler: Scheduler
    private let executor = StepExecutor()
    private let progress: Progress
    private let working: Task<Void, Never>

    private final class Progress: Sendable {
        struct State {
            var hasEnded = false
            var hasDrained = false
        }
        let state = Mutex(State())
    }

    init(clock: TestClock, configuration: SchedulerConfiguration, random: SplitMix) {
        let (world, progress) = (World(clock: clock), Progress())
        var environment = SchedulerEnvironment()
        environment.clock = WorldClock(world: world)
        environment.random = random
        environment.executor = executor
        let scheduler = Scheduler(
            store: WorldStore(world: world), processor: WorldSites(world: world),
            configuration: configuration, environment: environment,
            logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
        self.world = world
        self.scheduler = scheduler
        self.progress = progress
        working = Task(executorPreference: executor) {
            await scheduler.run()
            progress.state.withLock { $0.hasEnded = true }
        }
    }

    /// Lets the scheduler go on until all of it waits for the world; false when it goes on for ever.
    func goOn() async -> Bool { await executor.runUntilIdle() }

    func beginDrain(grace: Duration) {
        Task(executorPreference: executor) { [scheduler, progress] in
            await scheduler.drain(grace: grace)
            progress.state.withLock { $0.hasDrained = true }
        }
    }

    var hasDrained: Bool { progress.state.withLock { $0.hasDrained && $0.hasEnded } }

    /// Ends it as SIGKILL does: without effect on anything.
    func kill() {
        world.die()
        working.cancel()
    }

    /// True when no task of it is left: its loop has ended and it waits for nothing.
    var isGone: Bool { progress.state.withLock { $0.hasEnded } && world.isIdle }
}
