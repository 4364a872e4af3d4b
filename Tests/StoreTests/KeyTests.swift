import Batches
import StoreModel
import Testing

@Suite struct KeyTests {
    @Test(arguments: StoreUnderTest.available)
    func aKeyIsFoundByItsHash(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        var new = NewKey.sample(7, creditLimit: 300)
        new.expiresAt = world.clock.now() + .seconds(60)
        let key = try await world.store.addKey(new)
        #expect(key.name == "key 7" && key.monthlyCreditLimit == 300 && key.expiresAt == new.expiresAt)
        #expect(try await world.store.key(withHash: new.hash) == key)
        #expect(try await world.store.key(withHash: Array(repeating: 9, count: 32)) == nil)
        #expect(try await world.store.key(withHash: []) == nil)
        #expect(try await world.store.keys().map(\.id) == [world.owner, key.id])
    }

    @Test(arguments: StoreUnderTest.available)
    func aRevokedKeyStaysInTheListWithItsFirstTime(_ kind: StoreUnderTest) async throws {
        var world = try await World(kind)
        let time = world.clock.now()
        #expect(try await world.store.revokeKey(world.owner))
        world.clock.advance(by: .seconds(5))
        #expect(try await world.store.revokeKey(world.owner))
        #expect(try await world.store.revokeKey(KeyID(99)) == false)
        try await world.reopen()
        let key = try await world.store.keys()[0]
        #expect(key.revokedAt == time && !key.isUsable(at: time))
    }

    @Test(arguments: StoreUnderTest.available)
    func oneHashIsOneKey(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        await #expect(throws: StoreError.self) { try await world.store.addKey(.sample(1)) }
        #expect(try await world.store.keys().count == 1)
        // The failure took nothing else with it.
        try await world.add()
    }

    @Test(arguments: StoreUnderTest.available)
    func aClosedStoreSaysSo(_ kind: StoreUnderTest) async throws {
        let world = try await World(kind)
        try await world.store.probe()
        await world.store.close()
        await world.store.close()
        await #expect(throws: StoreError.closed) { try await world.store.probe() }
        await #expect(throws: StoreError.closed) { try await world.store.keys() }
    }
}
