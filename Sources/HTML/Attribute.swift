/// An attribute of an element.
package struct Attribute: Sendable {
    package let name: Name
    package let value: String
}

/// An attribute as stored: its name and where its value lies.
package struct AttributeRecord: Sendable {
    package var name: Int32
    package var value: ByteRange
}
