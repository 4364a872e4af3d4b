import Batches
import Foundation
import Testing

@testable import orbweaver

struct BatchLogTests {
    private let end = BatchEnd(
        batch: BatchID("b-1"), owner: KeyID(3), status: .completed, completedCount: 5, failedCount: 2,
        cancelledCount: 1, creditsUsed: 10, duration: .milliseconds(1234))

    @Test func anEndIsOneLineWithAllItsFacts() throws {
        let lines = LogLines()
        let log = BatchLog(logger: lines.logger(.json, .info), requests: BatchRequests())
        log.requests.keep("r-1", for: end.batch)
        log.ended(end)
        let facts = [
            "batch": "b-1", "key": "3", "status": "completed", "completed": "5", "failed": "2",
            "cancelled": "1", "credits": "10", "milliseconds": "1234", "request": "r-1",
        ]
        #expect(try lines.facts(of: "batch ended") == [facts])
        // The request is known for one end only.
        log.ended(end)
        #expect(try lines.facts(of: "batch ended").map { $0["request"] } == ["r-1", nil])
    }

    @Test func aRequestIsForgottenWhereEndsAreNotLogged() {
        let log = BatchLog(logger: LogLines().logger(.json, .warning), requests: BatchRequests())
        log.requests.keep("r-1", for: end.batch)
        log.ended(end)
        #expect(log.requests.take(end.batch) == nil)
    }

    @Test func aRequestThatQueuedNothingIsUndoneUnlessAnotherCame() {
        let (requests, batch) = (BatchRequests(), BatchID("b"))
        requests.keep("first", for: batch)
        let earlier = requests.keep("second", for: batch)
        requests.undo("second", for: batch, earlier: earlier)
        #expect(requests.take(batch) == "first")
        requests.undo("second", for: batch, earlier: "first")
        #expect(requests.take(batch) == nil)
        requests.keep("third", for: batch)
        requests.undo("second", for: batch, earlier: nil)
        #expect(requests.take(batch) == "third")
    }
}
