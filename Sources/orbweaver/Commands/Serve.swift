import ArgumentParser
import CLinux
import FoundationEssentials
import Logging
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server until SIGTERM, SIGINT or SIGHUP; a second signal ends it at once.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        // More arenas than processors spare no waiting, and each thread that comes and goes would leave one filled.
        clinux_bound_arenas(max(2, Int32(ProcessInfo.processInfo.activeProcessorCount)))
        let reader = try options.reader()
        let settings = try ServerSettings(reader)
        let log = settings.logging.makeWriter()
        // Whoever still reads it has the last lines then; whoever does not holds up nothing.
        defer { log.flush(for: .seconds(1)) }
        let logger = settings.logging.logger(label: "orbweaver", to: log)
        for name in reader.unknownNames {
            logger.warning("no such setting: `orbweaver config` lists all", metadata: ["name": "\(name)"])
        }
        let service = ServerService(settings: settings, logger: logger, log: log)
        EndSignals.outliveReaders()
        var quiet = logger
        quiet.logLevel = .error
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: EndSignals.all(), logger: quiet)
        ).run()
    }
}
