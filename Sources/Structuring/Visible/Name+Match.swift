import HTML

/// Names compare by number in a `switch`; the generic operator would call through a witness.
@inline(__always)
func ~= (pattern: Name, name: Name) -> Bool { pattern.rawValue == name.rawValue }
