/// The page of a list, read leniently (contract section 2.3): what is no number or below 1 means the
/// default, and a limit above the maximum means the maximum.
package struct ListQuery: Equatable, Sendable {
    package let page: Int
    package let limit: Int

    package init(_ parameter: (String) -> String?) {
        func number(_ name: String) -> Int? {
            parameter(name).flatMap(WholeNumber.read).flatMap { $0 >= 1 ? $0 : nil }
        }
        page = min(number("page") ?? 1, Self.maxPage)
        limit = min(number("limit") ?? 20, 50)
    }

    /// Far beyond any list, and far from where `page * limit` overflows.
    private static let maxPage = 1_000_000_000
}
