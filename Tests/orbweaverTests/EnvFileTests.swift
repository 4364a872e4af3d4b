import Testing

@testable import orbweaver

struct EnvFileTests {
    @Test(arguments: [
        ("A=b", "b"), ("A = b ", "b"), ("A=", ""), ("A=b=c", "b=c"), ("A=1\nA=2", "2"), ("A=b\r\n", "b"),
        ("\u{FEFF}A=b", "b"), ("# x\n; y\n\n \nA=b", "b"),
        ("A=\"b c\"", "b c"), ("A='b'", "b"), ("A=\"\"", ""), ("A=\" b \"", " b "), ("A='\"b\"'", "\"b\""),
        ("A=b\"", "b\""), ("A=it's", "it's"), ("A=b # note", "b # note"),
    ])
    func valuesAreWhatASupervisorWouldTakeThemFor(_ text: String, _ value: String) throws {
        #expect(try EnvFile(text).values == ["A": value])
    }

    @Test(arguments: [
        ("garbage line", 1), ("A=b\nexport A=c", 2), ("=b", 1), ("\n\n1A=b", 3), ("A-B=c", 1), ("Ä=b", 1),
        ("A=\"b", 1), ("A=\"b\" c", 1), ("A='b'c'", 1), ("A='", 1),
    ])
    func whatCannotBeReadIsNamedByItsLine(_ text: String, _ number: Int) {
        let bad = #expect(throws: EnvFile.BadLine.self) { try EnvFile(text) }
        #expect(bad?.number == number)
    }

    @Test(arguments: [
        ("", "A="), ("b c", "A=b c"), (" lead", "A=\" lead\""), ("\"b\"", "A='\"b\"'"), ("'", "A=\"'\""),
        ("a \"b\" 'c'", "A=a \"b\" 'c'"), ("#x", "A=#x"), ("\"a' b", nil), ("a\nb", nil), ("a\nB=c", nil),
    ])
    func aWrittenValueIsReadBack(_ value: String, _ line: String?) throws {
        #expect(EnvFile.line("A", value) == line)
        let shown = Config.line("A", value)
        #expect(try EnvFile(shown).values == (line == nil ? [:] : ["A": value]))
    }

    @Test func aMaskedSecretIsNoKey() throws {
        #expect(try EnvFile(Config.line("ORBWEAVER_API_KEY", nil)).values.isEmpty)
    }
}
