import JSON
import Synchronization
import Testing

@testable import Models

struct ModelClientTests {
    /// Answers one request after the other; the last reply answers all further ones.
    private final class ScriptedTransport: ChatTransport {
        private let replies: [ChatReply]
        private let next = Mutex(0)

        init(_ replies: [ChatReply]) { self.replies = replies }

        var count: Int { next.withLock { $0 } }

        func post(_ body: [UInt8]) async -> ChatReply {
            let number = next.withLock { next in
                next += 1
                return next - 1
            }
            return replies[min(number, replies.count - 1)]
        }
    }

    private let payer = ModelClient.Payer(batch: .batch("b"), owner: .owner(1, month: 0))

    private func client(
        _ transport: ScriptedTransport, _ configure: (inout ModelConfiguration) -> Void = { _ in }
    ) -> ModelClient {
        var configuration = ModelConfiguration(model: "m")
        configure(&configuration)
        return ModelClient(configuration, transport: transport, sleep: { _ in })
    }

    @Test func whatOneQuestionLearnedTheNextOneKnows() async throws {
        let transport = ScriptedTransport([
            failure(400, "no response_format"), completion(#"{"name":"Tea"}"#),
        ])
        let client = client(transport)
        let asked = question(.fields(try wish(productSchema)))
        #expect(await client.ask(asked, for: payer).answer?["name"] == "Tea")
        #expect(client.endpoint.format == .jsonObject && client.endpoint.isFormatProven)
        _ = await client.ask(asked, for: payer)
        #expect(transport.count == 3)
        #expect(client.statistics().requests == [.refused: 1, .answered: 2])
    }

    @Test func accountsAreKeptOnlyWhereTheyHaveLimits() async throws {
        let transport = ScriptedTransport([completion("{}")])
        let free = client(transport)
        let asked = question(.fields(try wish(productSchema)))
        _ = await free.ask(asked, for: payer)
        #expect(!free.ledger.knows(payer.batch) && !free.ledger.knows(payer.owner))
        let limited = client(transport) { $0.maxTokensPerKey = 100_000 }
        _ = await limited.ask(asked, for: payer)
        #expect(!limited.ledger.knows(payer.batch) && limited.ledger.knows(payer.owner))
    }

    @Test func aDeadEndpointIsNotAskedForEveryItem() async throws {
        let transport = ScriptedTransport([.unreachable])
        let client = client(transport)
        let asked = question(.fields(try wish(productSchema)))
        var errors: [ModelError?] = []
        for _ in 0..<20 { errors.append(await client.ask(asked, for: payer).error) }
        #expect(transport.count == EndpointRest.failureLimit)
        #expect(errors.first == .unreachable && errors.last == .resting)
        #expect(client.statistics().isResting)
    }
}
