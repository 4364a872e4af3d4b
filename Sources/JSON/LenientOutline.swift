/// Where the values of a text stand, before any of them is made: most of what pages hold nobody asks for.
///
/// The text itself is the caller's, who hands it in again to make values of entries.
@usableFromInline
package struct LenientOutline: Sendable {
    @usableFromInline
    package enum Kind: UInt8, Sendable {
        case object, array, null
        /// A boolean.
        case yes, no
        /// A text, or a name of a member, between `start` and `end`; `escapedText` has backslashes in it.
        case text, escapedText
        /// A number or, in data, a text without quotation marks.
        case word
    }

    /// A value, or the name of the member that the next entry is.
    @usableFromInline
    package struct Entry: Sendable {
        package let kind: Kind
        /// Of objects and arrays: how many members or elements they hold.
        fileprivate(set) package var start: Int32
        fileprivate(set) package var end: Int32
        /// The entry after this one and all inside it.
        fileprivate(set) package var next: Int32
    }

    package private(set) var entries: [Entry] = []
    /// The entries of the values that stand by themselves.
    package private(set) var roots: [Int] = []

    package init() {}

    /// Adds the literal that begins at `start` of a script; tells where it ends or, where there is none, where
    /// reading stopped.
    package mutating func addLiteral(
        of script: UnsafeBufferPointer<UInt8>, at start: Int, valueLimit: Int
    ) -> (isFound: Bool, end: Int) {
        guard script.count < Int(Int32.max) else { return (false, start) }
        var reader = LenientJSON(bytes: script, dialect: .script, valueLimit: valueLimit)
        reader.offset = start
        let isFound = add { outline in reader.value(depth: 0, &outline) }
        return (isFound, reader.offset)
    }

    /// Adds the objects, arrays and strings that a text meant as JSON holds one after another.
    package mutating func addValues(
        of text: UnsafeBufferPointer<UInt8>, depthLimit: Int = LenientJSON.depthLimit,
        valueLimit: Int = LenientJSON.valueLimit
    ) {
        guard text.count < Int(Int32.max) else { return }
        var reader = LenientJSON(
            bytes: text, dialect: .data, depthLimit: depthLimit, valueLimit: valueLimit)
        while reader.findValue(), add({ outline in reader.value(depth: 0, &outline) }) {}
    }

    private mutating func add(_ read: (inout LenientOutline) -> Bool) -> Bool {
        let root = entries.count
        guard read(&self) else { return false }
        roots.append(root)
        return true
    }

    /// Takes back the root that was added last.
    package mutating func removeLastRoot() {
        guard let root = roots.popLast() else { return }
        remove(from: root)
    }

    // MARK: Building

    mutating func append(_ kind: Kind, _ start: Int = 0, _ end: Int = 0) {
        entries.append(
            Entry(kind: kind, start: Int32(start), end: Int32(end), next: Int32(entries.count + 1)))
    }

    /// Ends the object or array at `index` with all entries after it.
    mutating func close(_ index: Int, count: Int) {
        entries[index].start = Int32(count)
        entries[index].next = Int32(entries.count)
    }

    mutating func remove(from index: Int) { entries.removeLast(entries.count - index) }

    // MARK: Values

    /// The value at `index`; of two members with one name the first.
    package func value(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> JSON {
        let entry = entries[index]
        switch entry.kind {
        case .null: return .null
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .text, .escapedText: return .string(string(of: entry, in: text))
        case .word:
            let word = string(of: entry, in: text)
            return LenientJSON.number(word) ?? .string(word)
        case .array:
            var elements: [JSON] = []
            elements.reserveCapacity(Int(entry.start))
            var place = index + 1
            while place < entry.next {
                elements.append(value(at: place, in: text))
                place = Int(entries[place].next)
            }
            return .array(elements)
        case .object:
            var members = JSONObject(minimumCapacity: Int(entry.start))
            var place = index + 1
            while place < entry.next {
                members.add(string(of: entries[place], in: text)) { value(at: place + 1, in: text) }
                place = Int(entries[place + 1].next)
            }
            return .object(members)
        }
    }

    /// The name at `index` as the page writes it.
    package func name(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> String {
        string(of: entries[index], in: text)
    }

    private func string(of entry: Entry, in text: UnsafeBufferPointer<UInt8>) -> String {
        let range = UnsafeBufferPointer(rebasing: text[Int(entry.start)..<Int(entry.end)])
        return entry.kind == .escapedText
            ? LenientJSON.unescaped(range) : String(decoding: range, as: UTF8.self)
    }
}
