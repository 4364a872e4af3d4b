/// Header fields in the order they came or were added; names compare without regard to ASCII case.
///
/// They are kept as the bytes that go over the wire, so that a request's fields cost two allocations however
/// many there are, and an answer's fields are written with one copy.
package struct HTTPHeaders: Sendable {
    /// Where one field lies in `wire`: `name: value` without its line end.
    struct Field: Sendable {
        var start: Int32
        var nameEnd: Int32
        var end: Int32

        var name: Range<Int> { Int(start)..<Int(nameEnd) }
        var value: Range<Int> { Int(nameEnd) + 2..<Int(end) }
    }

    /// Every field as `name: value CR LF`.
    private(set) var wire: [UInt8] = []
    private(set) var fields: [Field] = []

    package init() {}

    package var count: Int { fields.count }
    package var isEmpty: Bool { fields.isEmpty }

    /// The value of the first field called `name`; bytes that are not UTF-8 come as U+FFFD.
    package func first(_ name: String) -> String? {
        var found: String?
        visit(name) { value in
            found = String(decoding: wire[value], as: UTF8.self)
            return false
        }
        return found
    }

    /// The values of every field called `name`, in order. Lists inside a value are not split.
    package func all(_ name: String) -> [String] {
        var values: [String] = []
        visit(name) { value in
            values.append(String(decoding: wire[value], as: UTF8.self))
            return true
        }
        return values
    }

    package func contains(_ name: String) -> Bool {
        var found = false
        visit(name) { _ in
            found = true
            return false
        }
        return found
    }

    /// Adds a field after those of the same name. CR, LF and NUL in `value` become spaces, so that no value
    /// can end its line; `name` must be a token.
    package mutating func add(_ name: String, _ value: String) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy(FieldSyntax.isToken), "a field name must be a token")
        var name = name
        var value = value
        name.withUTF8 { name in value.withUTF8 { append(name: name, value: $0) } }
    }

    /// Replaces every field called `name` by one.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    package mutating func remove(_ name: String) {
        guard contains(name) else { return }
        var kept = HTTPHeaders()
        for field in fields where !matches(field, name) {
            wire.withUnsafeBufferPointer { bytes in
                kept.append(
                    name: .init(rebasing: bytes[field.name]), value: .init(rebasing: bytes[field.value]))
            }
        }
        self = kept
    }

    mutating func reserve(fields count: Int, bytes: Int) {
        fields.reserveCapacity(count)
        wire.reserveCapacity(bytes)
    }

    /// Appends a field whose name is known to be a token.
    mutating func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        let start = wire.count
        wire.append(contentsOf: name)
        let nameEnd = wire.count
        wire.append(UInt8(ascii: ":"))
        wire.append(UInt8(ascii: " "))
        if value.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) {
            wire.append(contentsOf: value.lazy.map { $0 == 13 || $0 == 10 || $0 == 0 ? 32 : $0 })
        } else {
            wire.append(contentsOf: value)
        }
        fields.append(Field(start: Int32(start), nameEnd: Int32(nameEnd), end: Int32(wire.count)))
        wire.append(13)
        wire.append(10)
    }

    /// Calls `body` with the place of each value of `name` until it returns false.
    private func visit(_ name: String, _ body: (Range<Int>) -> Bool) {
        for field in fields where matches(field, name) {
            guard body(field.value) else { return }
        }
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        let range = field.name
        guard range.count == name.utf8.count else { return false }
        return wire.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            for byte in name.utf8 {
                guard FieldSyntax.lowercased(bytes[index]) == FieldSyntax.lowercased(byte) else {
                    return false
                }
                index += 1
            }
            return true
        }
    }
}

extension HTTPHeaders: Sequence {
    package func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var next = fields.makeIterator()
        return AnyIterator {
            next.next().map { field in
                (
                    String(decoding: wire[field.name], as: UTF8.self),
                    String(decoding: wire[field.value], as: UTF8.self)
                )
            }
        }
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}

extension HTTPHeaders: CustomStringConvertible {
    package var description: String { String(decoding: wire, as: UTF8.self) }
}
