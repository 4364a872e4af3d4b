/// One accepted socket. Lives on its shard's queue.
final class Connection {
    /// Names a connection in events, tasks and continuations, which may outlive it: a slot is used again, but
    /// never with the same generation.
    struct ID: Hashable, Sendable {
        let slot: UInt32
        let generation: UInt32

        init(slot: UInt32, generation: UInt32) {
            self.slot = slot
            self.generation = generation
        }

        init(_ word: UInt64) {
            self.init(slot: UInt32(truncatingIfNeeded: word), generation: UInt32(word >> 32))
        }

        var word: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    /// What the deadline is for.
    enum Wait {
        case idle
        case head
        case body
        /// For the handler: it takes the time it takes.
        case handler
        case write
        /// For the client to read its last answer and close; what it still sends is thrown away.
        case linger
    }

    let id: ID
    let socket: Int32
    let address: String
    var parser: RequestParser
    /// Bytes that came and could not be used yet. Empty while idle, so that an idle connection holds no buffer.
    var input: [UInt8] = []
    var output = OutputQueue()
    var exchange: Exchange?
    /// Exchanges begun, so that what one left behind cannot act on another.
    var exchangeCount = 0

    /// The socket may have bytes, or room: true until a call says otherwise (events come on edges).
    var isReadable = false
    var isWritable = true
    /// An event told that the client will send no more; what it sent may still have to be read.
    var isEndSeen = false
    var isClosed = false
    var wait = Wait.idle
    /// When `wait` is over, on the shard's clock; `.max` for never.
    var deadline = UInt64.max
    /// Bytes of answers that the socket took, and how many of them the client's system had when last asked.
    var written = 0
    var taken = 0
    /// Bytes that may still be thrown away while the last answer is read.
    var lingerBudget = 1 << 24
    /// When that is over, however steadily they come.
    var lingerEnd = UInt64.max

    init(id: ID, socket: Int32, address: String, limits: HTTPServerConfiguration.Limits) {
        self.id = id
        self.socket = socket
        self.address = address
        parser = RequestParser(limits: limits)
    }
}
