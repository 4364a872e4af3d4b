/// Why a command does nothing, though it was given rightly; exit status 1.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
