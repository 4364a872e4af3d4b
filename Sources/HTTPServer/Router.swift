/// Finds the handler of a path and method.
///
/// A pattern is literal segments and `{name}` places, which match any one segment: `/batch/{id}/retry`. Literal
/// segments win over places. Duplicate slashes and a trailing one do not count. `HEAD` goes to the `GET`
/// handler (the server leaves the body out), `OPTIONS` answers with `Allow`.
package struct Router: Sendable {
    /// Why no route took a request.
    package enum Miss: Sendable, Equatable {
        case notFound
        /// The path is known, with these methods. The router adds `Allow` to the answer itself.
        case methodNotAllowed
    }

    private struct Route: Sendable {
        var method: HTTPMethod
        var parameterNames: [String]
        var handler: HTTPHandler
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var place: Int?
        var routes: [Route] = []
    }

    private var nodes = [Node()]
    private let onMiss: @Sendable (HTTPRequest, Miss) async -> HTTPResponse

    package init(onMiss: @escaping @Sendable (HTTPRequest, Miss) async -> HTTPResponse) {
        self.onMiss = onMiss
    }

    /// Adds a route; a second one for the same method and path is a mistake of ours.
    package mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping HTTPHandler) {
        var node = 0
        var names: [String] = []
        for segment in pattern.split(separator: "/") {
            if segment.first == "{", segment.last == "}" {
                names.append(String(segment.dropFirst().dropLast()))
                let next = nodes[node].place ?? addNode()
                nodes[node].place = next
                node = next
            } else {
                let literal = String(segment)
                let next = nodes[node].literals[literal] ?? addNode()
                nodes[node].literals[literal] = next
                node = next
            }
        }
        precondition(
            !nodes[node].routes.contains { $0.method == method }, "two routes for \(method) \(pattern)")
        nodes[node].routes.append(Route(method: method, parameterNames: names, handler: handler))
    }

    /// Answers `request` with its route's handler, or with what `onMiss` makes of it.
    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        if request.target == "*" {
            return HTTPResponse(status: 204, headers: ["Allow": allow(nodes.flatMap(\.routes))])
        }
        guard let (node, values) = find(request.segments) else { return await onMiss(request, .notFound) }
        let routes = nodes[node].routes
        let wanted =
            request.method == .head && !routes.contains { $0.method == .head } ? .get : request.method
        if let route = routes.first(where: { $0.method == wanted }) {
            var request = request
            request.parameters = PathParameters(names: route.parameterNames, values: values)
            return await route.handler(request)
        }
        if request.method == .options { return HTTPResponse(status: 204, headers: ["Allow": allow(routes)]) }
        var response = await onMiss(request, .methodNotAllowed)
        response.headers.set("Allow", allow(routes))
        return response
    }

    /// The node of a path that has routes, and what its places matched. Literals first; where a literal leads
    /// nowhere the place beside it is tried.
    private func find(_ segments: [String]) -> (node: Int, values: [String])? {
        struct Fork {
            var node: Int
            var depth: Int
            var values: [String]
        }
        var forks = [Fork(node: 0, depth: 0, values: [])]
        while let fork = forks.popLast() {
            guard fork.depth < segments.count else {
                if nodes[fork.node].routes.isEmpty { continue }
                return (fork.node, fork.values)
            }
            let segment = segments[fork.depth]
            if let place = nodes[fork.node].place {
                forks.append(Fork(node: place, depth: fork.depth + 1, values: fork.values + [segment]))
            }
            if let literal = nodes[fork.node].literals[segment] {
                forks.append(Fork(node: literal, depth: fork.depth + 1, values: fork.values))
            }
        }
        return nil
    }

    private func allow(_ routes: [Route]) -> String {
        var methods = Set(routes.map(\.method))
        if methods.contains(.get) { methods.insert(.head) }
        methods.insert(.options)
        return methods.map(\.rawValue).sorted().joined(separator: ", ")
    }

    private mutating func addNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }
}
