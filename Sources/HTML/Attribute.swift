/// An attribute of an element.
@usableFromInline
package struct Attribute: Sendable {
    package let name: Name
    package let value: String
}

/// An attribute as stored: its name and where its value lies.
@usableFromInline
package struct AttributeRecord: Sendable {
    @usableFromInline
    package var name: Int32
    @usableFromInline
    package var value: ByteRange
}
