import Extraction
import HTML

/// Numbers the different values of class attributes, so that what one says is worked out once: a page repeats
/// a few hundred.
struct ClassValues: Sendable {
    /// For each attribute of the page the number of its value; 0 for all but classes, and for empty ones.
    private var numbers: [UInt32]
    private var byHash = HashedBits(minimumCapacity: 512)
    /// How many different values there are: they are numbered from 1.
    private(set) var count = 0

    init(attributeCount: Int) { numbers = Array(repeating: 0, count: attributeCount) }

    /// Numbers the value of the class attribute at `position`; true when it is met for the first time.
    mutating func add(_ value: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let key = WordHash(of: value)
        guard !key.isEmpty else { return false }
        let known = byHash[key]
        guard known == 0 else {
            numbers[position] = known
            return false
        }
        count += 1
        byHash[key] = UInt32(count)
        numbers[position] = UInt32(count)
        return true
    }

    /// The number of the class at that position among the page's attributes; 0 when it is empty or no class.
    @inline(__always)
    func number(at position: Int) -> Int { Int(numbers[position]) }
}
