import Batches
import Testing

struct APIKeyTests {
    @Test(
        arguments: [
            (nil, nil, true), (5, nil, false), (nil, 10, false), (nil, 11, true), (5, 11, false),
        ] as [(Int64?, Int64?, Bool)])
    func aKeyIsUsableUntilItIsRevokedOrExpires(_ revokedAt: Int64?, _ expiresAt: Int64?, _ isUsable: Bool) {
        let key = APIKey(
            id: KeyID(1), name: "", prefix: "", monthlyCreditLimit: nil,
            createdAt: Timestamp(milliseconds: 0),
            expiresAt: expiresAt.map { Timestamp(milliseconds: $0) },
            revokedAt: revokedAt.map { Timestamp(milliseconds: $0) })
        #expect(key.isUsable(at: Timestamp(milliseconds: 10)) == isUsable)
    }
}
