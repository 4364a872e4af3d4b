/// How the process's file descriptors are shared out: the database, transfers and logs need theirs, however many clients
/// there are.
struct DescriptorShare: Equatable {
    /// Connections that are served.
    let connections: Int
    /// Connections above those that get an answer before they are closed, at any one time.
    let surplus: Int

    /// Of `limit` descriptors a quarter is kept for the rest of the process, 256 at least where that is no more than half.
    init(limit: Int, wanted: Int) {
        let kept = min(max(limit / 4, 256), limit / 2)
        let clients = max(limit - kept, 2)
        surplus = min(256, max(1, clients / 8))
        connections = min(wanted, clients - surplus)
    }
}
