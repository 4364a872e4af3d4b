/// Why a selector could not be read. Offsets count bytes of its UTF-8.
package enum SelectorError: Error, Equatable {
    /// Something else was expected at `offset`.
    case syntax(offset: Int)
    /// A pseudo-class or namespace that is not supported, at `offset`.
    case unsupported(offset: Int)
    /// Longer, deeper or of more parts than is accepted.
    case tooComplex
}
