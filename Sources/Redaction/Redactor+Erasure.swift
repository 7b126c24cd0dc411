import Domain

extension Redactor {
    /// The token that stands for a person in fields; a token itself is given back. `nil` for an empty text.
    ///
    /// - Parameter person: as the export's field has it.
    public func personToken(_ person: String) -> String? {
        let text = person.trimmedWhitespace
        return text.hasPrefix("[[") && text.hasSuffix("]]") ? text : token(text)
    }

    /// By what an erased ticket is known again: a keyed digest that tells nothing without the key.
    ///
    /// - Parameter slug: the ticket's, which texts of the site link to.
    public func erasureMark(ticket slug: String) -> String { key.erasureMark(of: slug, kind: "ticket", tenant: tenant) }

    /// By what a requester whose tickets were erased is known again.
    public func erasureMark(requester token: String) -> String {
        key.erasureMark(of: token, kind: "requester", tenant: tenant)
    }

    /// Tells the key of marks from another, and nothing of it.
    public var erasureKey: String { String(key.erasureMark(of: "", kind: "key", tenant: tenant).prefix(16)) }
}
