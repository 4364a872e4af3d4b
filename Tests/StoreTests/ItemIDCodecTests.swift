import Testing

@testable import Store

@Suite struct ItemIDCodecTests {
    @Test func idsLookLikeRandomUUIDsAndTellTheirContent() {
        var seen: Set<String> = []
        for secret: Int64 in [0, 1, -1, 0x1234_5678_9ABC_DEF0] {
            let codec = ItemIDCodec(secret: secret)
            for batch: Int64 in [1, 2, 77, 1 << 40] {
                for position in [0, 1, 49, 9_999, 1 << 31] {
                    for run in [0, 1, 2, 1000] {
                        let content = ItemIDCodec.Content(batch: batch, position: position, run: run)
                        let id = codec.id(content)
                        #expect(
                            id.wholeMatch(
                                of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                                != nil)
                        #expect(codec.content(of: id) == content)
                        #expect(seen.insert(id).inserted)
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "", "x", "00000000-0000-0000-0000-000000000000", "zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz",
        "00000000-0000-4000-0000-000000000000", "00000000-0000-4000-8000-0000000000000",
    ])
    func otherTextsAreNoIDs(_ text: String) {
        #expect(ItemIDCodec(secret: 5).content(of: text) == nil)
    }
}
