/// How many items a claim may take of each host, so that no worker holds an item it may not fetch yet, and how many
/// that may come to wait for a model.
package struct HostPlaces: Sendable, Equatable {
    /// For each host that `named` does not have.
    package var usual: Int
    /// 0 leaves a host out.
    package var named: [String: Int]
    /// Of items that a model may be asked about, whatever their host.
    package var forModel = Int.max

    package init(usual: Int = .max, named: [String: Int] = [:]) {
        self.usual = usual
        self.named = named
    }

    /// No bound but for `hosts`, which are left out.
    package init(without hosts: Set<String>) {
        self.init(named: Dictionary(uniqueKeysWithValues: hosts.map { ($0, 0) }))
    }

    package subscript(host: String) -> Int { named[host] ?? usual }

    /// Takes one place at `host`, and one of those that may wait for a model.
    package mutating func take(_ host: String, mayAskModel: Bool = false) {
        let left = self[host]
        if left != .max { named[host] = left - 1 }
        if mayAskModel, forModel != .max { forModel -= 1 }
    }
}
