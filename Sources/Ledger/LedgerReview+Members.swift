import Domain

extension LedgerReview {
    /// As an entry has it.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "review": .string(id), "file": .string(file), "sha256": .string(fileDigest.hex),
            "payload_sha256": .string(payloadDigest.hex), "family": .string(family), "says": .string(says),
            "path": .string(path), "text_sha256": .string(digest.hex), "generation": .integer(Int64(generation)),
            "signer": .string(signer), "topic": .string(topic), "signed_at": .string(signedAt.iso8601),
            "expires_at": .string(expiresAt.iso8601), "key": .string(key),
        ]
        if let supersedes { members["supersedes"] = .string(supersedes) }
        return members
    }

    init(_ members: MemberReader) throws(LedgerFault) {
        self.init(
            id: try members.text("review"), file: try members.text("file"), fileDigest: try members.digest(),
            payloadDigest: try members.digest("payload_sha256"), family: try members.text("family"),
            says: try members.text("says"), path: try members.text("path"), digest: try members.digest("text_sha256"),
            generation: try members.count("generation"), signer: try members.text("signer"),
            topic: try members.text("topic"), signedAt: try members.moment("signed_at"),
            expiresAt: try members.moment("expires_at"),
            supersedes: members.members["supersedes"] == nil ? nil : try members.text("supersedes"),
            key: try members.text("key"))
    }
}

extension LedgerApproval {
    /// As an entry has it.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "sha256": .string(digest.hex), "generation": .integer(Int64(generation)), "review": .string(review),
            "signer": .string(signer), "size": .integer(Int64(size)),
            "basis": .array(basis.prefix(Self.basisLimit).map { .string($0) }),
        ]
        if !corrections.isEmpty { members["corrections"] = .array(corrections.map { .string($0) }) }
        return members
    }

    init(_ members: MemberReader) throws(LedgerFault) {
        let basis = try members.texts("basis")
        guard basis.count <= Self.basisLimit else { throw MemberReader.wrong("basis") }
        self.init(
            digest: try members.digest(), generation: try members.count("generation"),
            review: try members.text("review"), signer: try members.text("signer"), basis: basis,
            size: try members.count("size"),
            corrections: members.members["corrections"] == nil ? [] : try members.texts("corrections"))
    }
}
