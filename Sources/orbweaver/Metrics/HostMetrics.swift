import Workers

/// What politeness does to hosts. Only so many have a label of their own: one for every host ever seen would be
/// without bound.
struct HostMetrics {
    let hosts: [String: Politeness.HostState]

    static let limit = 100

    /// Those in flight, held or dead; the busiest first, then those that are held longest.
    private var shown: [(key: String, value: Politeness.HostState)] {
        hosts.filter { $0.value.inFlight > 0 || $0.value.heldFor > .zero || $0.value.isBreakerOpen }
            .sorted {
                ($1.value.inFlight, $1.value.heldFor, $0.key) < (
                    $0.value.inFlight, $0.value.heldFor, $1.key
                )
            }
            .prefix(Self.limit).map { $0 }
    }

    func write(to text: inout PrometheusText) {
        text.gauge(
            "orbweaver_hosts_known", "Hosts that something is remembered of.", Double(hosts.count))
        text.gauge(
            "orbweaver_hosts_delayed", "Hosts that may not be asked now.",
            Double(hosts.values.count { $0.heldFor > .zero }))
        text.gauge(
            "orbweaver_hosts_dead", "Hosts whose breaker is open.",
            Double(hosts.values.count { $0.isBreakerOpen }))
        let shown = shown
        func gauge(_ name: String, _ help: String, _ value: (Politeness.HostState) -> Double) {
            text.gauge(name, help, shown.map { ([("host", $0.key)], value($0.value)) })
        }
        gauge("orbweaver_host_in_flight", "Transfers to a host; the \(Self.limit) busiest.") {
            Double($0.inFlight)
        }
        gauge("orbweaver_host_delay_seconds", "Time kept between fetches from a host.") {
            $0.delay / .seconds(1)
        }
        gauge("orbweaver_host_held_seconds", "Time until a host may be asked again.") {
            $0.heldFor / .seconds(1)
        }
        gauge("orbweaver_host_breaker_open", "1 when a host is taken for dead.") {
            $0.isBreakerOpen ? 1 : 0
        }
    }
}
