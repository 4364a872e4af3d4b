/// Why bytes gave no document. HTML has no syntax errors, so little can fail.
package enum HTMLError: Error, Equatable {
    /// The context given for a fragment is no element name.
    case badContext(String)
}
