import Testing

@testable import Fetch

struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("fd00::/8", "fdab::1", true),
        ("fd00::/8", "fe80::1", false), ("::/0", "2001:db8::1", true), ("::1/128", "::1", true),
        ("2001:db8:0:1::/96", "2001:db8:0:1::ffff", true), ("2001:db8:0:1::/96", "2001:db8:0:1:0:1::", false),
        ("0.0.0.0/0", "::1", false),
    ])
    func containsWhatItsPrefixCovers(range: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(IPAddress(address))
        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: [
        "", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "a/8", "10.0.0.0/-1",
    ])
    func refusesWhatIsNoRange(text: String) { #expect(AddressRange(text) == nil) }
}
