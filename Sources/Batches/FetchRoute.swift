/// The way a fetch took.
package enum FetchRoute: Equatable, Sendable {
    case direct
    case proxy(country: String)
    /// A proxy was asked for and none is configured that fits, so it went direct.
    case directWithoutProxy
}
