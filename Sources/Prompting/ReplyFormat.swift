public import Domain

/// The form of a reply as a JSON schema, that providers hold the model to and that is checked once more here.
public struct ReplyFormat: Sendable, Hashable {
    /// Letters, digits, `_` and `-`; at most 64.
    public let name: String
    /// For the model.
    public let purpose: String
    /// Of an object with `additionalProperties` false and all properties required, as strict providers want it.
    public let schema: JSONValue

    /// - Precondition: the name has the form that providers accept.
    public init(_ name: String, purpose: String, schema: JSONValue) {
        precondition(
            (1...64).contains(name.utf8.count)
                && name.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 == 0x2D
                }, "a format's name has 1 to 64 letters, digits, _ and -")
        self.name = name
        self.purpose = purpose
        self.schema = schema
    }

    /// Where a value first breaks the schema, as a JSON pointer (`/claims/0/tickets`), or `nil` when it keeps it. Shows
    /// nothing of the value but names that the schema itself has.
    public func violation(in value: JSONValue) -> String? { SchemaCheck.violation(of: schema, in: value, at: "") }
}
