/// What may stand in `Host`: a name or address and a port (RFC 9110 §7.2).
enum HostSyntax {
    /// No user information, no blanks; an IPv6 address in brackets; a port of at most 65535 or none.
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var port = 0
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close > 2 else { return false }
            guard bytes[1..<close].allSatisfy(isAddress), bytes[1..<close].contains(UInt8(ascii: ":")) else {
                return false
            }
            port = close + 1
        } else {
            while port < bytes.count, bytes[port] != UInt8(ascii: ":") {
                if bytes[port] == UInt8(ascii: "%") {
                    guard port + 2 < bytes.count, FieldSyntax.hexValue(bytes[port + 1]) != nil,
                        FieldSyntax.hexValue(bytes[port + 2]) != nil
                    else { return false }
                } else if !FieldSyntax.isHost(bytes[port]) {
                    return false
                }
                port += 1
            }
            // An empty host is what a client sends whose URL has none; with a port it means nothing.
            if port == 0 { return bytes.isEmpty }
        }
        guard port < bytes.count else { return true }
        guard bytes[port] == UInt8(ascii: ":") else { return false }
        let digits = bytes[(port + 1)...]
        guard digits.count <= 5, digits.allSatisfy(FieldSyntax.isDigit) else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65535
    }

    /// A byte of an address in brackets; zone identifiers are not for servers.
    private static func isAddress(_ byte: UInt8) -> Bool {
        FieldSyntax.hexValue(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
