/// How many items of each host a claim may take, so that no worker holds an item it may not fetch yet.
package struct HostPlaces: Sendable, Equatable {
    /// For each host that `named` does not have.
    package var usual: Int
    /// 0 leaves a host out.
    package var named: [String: Int]

    package init(usual: Int = .max, named: [String: Int] = [:]) {
        self.usual = usual
        self.named = named
    }

    /// No bound but for `hosts`, which are left out.
    package init(without hosts: Set<String>) {
        self.init(named: Dictionary(uniqueKeysWithValues: hosts.map { ($0, 0) }))
    }

    package subscript(host: String) -> Int { named[host] ?? usual }

    /// Takes one place at `host`.
    package mutating func take(_ host: String) {
        let left = self[host]
        if left != .max { named[host] = left - 1 }
    }
}
