/// The parts of a path that a route's `{name}` places matched.
package struct PathParameters: Sendable {
    var names: [String] = []
    var values: [String] = []

    package init() {}

    init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    package subscript(name: String) -> String? { names.firstIndex(of: name).map { values[$0] } }
}
