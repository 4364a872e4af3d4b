import Testing

@testable import HTTPServer

@Suite struct DescriptorShareTests {
    @Test(
        arguments: [
            (limit: 1_048_576, wanted: 16384, connections: 16384, surplus: 256),
            (4096, 16384, 2816, 256),
            (1024, 16384, 672, 96),
            (1024, 100, 100, 96),
            (80, 16384, 35, 5),
            (1, 16384, 1, 1),
        ])
    func theRestOfTheProcessKeepsItsPart(limit: Int, wanted: Int, connections: Int, surplus: Int) {
        let share = DescriptorShare(limit: limit, wanted: wanted)
        #expect((share.connections, share.surplus) == (connections, surplus))
    }
}
