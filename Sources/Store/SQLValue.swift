import Batches

/// A value bound to a parameter.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// What can be bound to a parameter as it is.
protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension Int64: SQLBindable {
    var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension String: SQLBindable {
    var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    var sqlValue: SQLValue { .blob(self) }
}

extension Timestamp: SQLBindable {
    var sqlValue: SQLValue { .integer(milliseconds) }
}

extension KeyID: SQLBindable {
    var sqlValue: SQLValue { .integer(rawValue) }
}

extension BatchID: SQLBindable {
    var sqlValue: SQLValue { .text(rawValue) }
}

extension BatchStatus: SQLBindable {
    var sqlValue: SQLValue { .text(rawValue) }
}

extension ItemStatus: SQLBindable {
    var sqlValue: SQLValue { .text(rawValue) }
}

extension FailureReason: SQLBindable {
    var sqlValue: SQLValue { .text(rawValue) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
