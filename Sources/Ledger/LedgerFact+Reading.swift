import Domain

extension LedgerFact {
    /// Reads an entry's members back. Members it does not know are left alone: they are covered by the chain.
    init(_ entry: LedgerEntry) throws(LedgerFault) {
        let members = MemberReader(members: entry.facts)
        switch entry.event {
        case .run: self = .run(numbers: try members.numbers())
        case .fileIngested:
            self = .fileIngested(
                name: try members.text("file"), digest: try members.digest(), rows: try members.count("rows"),
                tickets: try members.count("tickets"), rejects: try members.count("rejects"))
        case .clusterBorn:
            self = .clusterBorn(
                id: try members.cluster("cluster"), size: try members.count("size"),
                exemplars: try members.exemplars(), numbers: try members.numbers())
        case .clusterContinued:
            self = .clusterContinued(
                id: try members.cluster("cluster"), size: try members.count("size"),
                exemplars: try members.exemplars(), numbers: try members.numbers())
        case .clusterMerged:
            self = .clusterMerged(
                id: try members.cluster("cluster"), into: try members.cluster("into"),
                numbers: try members.numbers())
        case .clusterSplit:
            self = .clusterSplit(
                id: try members.cluster("cluster"), from: try members.cluster("from"),
                size: try members.count("size"), exemplars: try members.exemplars(),
                numbers: try members.numbers())
        case .clusterRetired:
            self = .clusterRetired(id: try members.cluster("cluster"), numbers: try members.numbers())
        case .textPublished:
            self = .textPublished(
                path: try members.text("path"), digest: try members.digest(),
                corrections: entry.facts["corrections"] == nil ? [] : try members.texts("corrections"))
        case .signerEnrolled: self = .signer(try LedgerSigner(members), .enrolled)
        case .signerRemoved: self = .signer(try LedgerSigner(members), .removed)
        case .keyRevoked: self = .signer(try LedgerSigner(members), .revoked)
        case .reviewAccepted: self = .reviewAccepted(try LedgerReview(members))
        case .reviewRefused:
            self = .reviewRefused(
                name: try members.text("file"), digest: try members.digest(), code: try members.text("code"))
        case .textApproved:
            self = .textApproved(path: try members.text("path"), try LedgerApproval(members))
        case .textStale:
            self = .textStale(
                path: try members.text("path"), reason: try members.word("reason"), numbers: try members.numbers())
        case .approvalEnded:
            self = .approvalEnded(path: try members.text("path"), reason: try members.word("reason"))
        case .retentionApplied:
            self = .retentionApplied(
                policy: try members.word("policy"), days: try members.count("days"),
                count: try members.count("count"), before: try members.moment("before"))
        case .erased:
            self = .erased(
                LedgerErasure(
                    tickets: try members.count("tickets"), files: try members.count("files"),
                    key: try members.text("key"), marks: Set(try members.texts("marks")),
                    replacesLostKey: entry.facts["lost_key"] == .bool(true)))
        case .published:
            self = .published(
                LedgerPublication(
                    kind: try members.text("kind"), target: try members.text("target"), digest: try members.digest(),
                    files: try members.count("files")))
        case .exported:
            guard case .bool(let raw)? = entry.facts["raw"] else { throw MemberReader.wrong("raw") }
            self = .exported(archive: try members.digest(), rows: try members.count("rows"), raw: raw)
        }
    }

    /// The members that every entry carries.
    static func runMembers(of entry: LedgerEntry) throws(LedgerFault) -> (run: Int, asOf: Instant?) {
        let run = try MemberReader(members: entry.facts).count("run")
        switch entry.facts["as_of"] {
        case .null?: return (run, nil)
        case .integer(let seconds)?: return (run, Instant(seconds: seconds))
        default: throw MemberReader.wrong("as_of")
        }
    }
}

/// Typed reading of an entry's members; a fault names the member and never its value.
struct MemberReader {
    let members: [String: JSONValue]

    static func wrong(_ name: String) -> LedgerFault {
        LedgerFault("bad_entry", "the member `\(name)` is missing or not of its kind")
    }

    func text(_ name: String) throws(LedgerFault) -> String {
        guard let text = members[name]?.string else { throw MemberReader.wrong(name) }
        return text
    }

    func count(_ name: String) throws(LedgerFault) -> Int {
        guard let value = members[name]?.integer, value >= 0, let count = Int(exactly: value) else {
            throw MemberReader.wrong(name)
        }
        return count
    }

    func digest(_ name: String = "sha256") throws(LedgerFault) -> ContentDigest {
        guard let digest = ContentDigest(hex: try text(name)) else { throw MemberReader.wrong(name) }
        return digest
    }

    func moment(_ name: String) throws(LedgerFault) -> Instant {
        guard let moment = Instant(iso8601: try text(name)) else { throw MemberReader.wrong(name) }
        return moment
    }

    func texts(_ name: String) throws(LedgerFault) -> [String] {
        guard let values = members[name]?.array else { throw MemberReader.wrong(name) }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { throw MemberReader.wrong(name) }
        return texts
    }

    /// One of the words of a type.
    func word<Word: RawRepresentable>(_ name: String) throws(LedgerFault) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(name)) else { throw MemberReader.wrong(name) }
        return word
    }

    func cluster(_ name: String) throws(LedgerFault) -> ClusterID {
        guard let id = ClusterID(try text(name)) else { throw MemberReader.wrong(name) }
        return id
    }

    func exemplars() throws(LedgerFault) -> [TicketID] {
        guard let values = members["exemplars"]?.array, values.count <= LedgerCluster.exemplarLimit else {
            throw MemberReader.wrong("exemplars")
        }
        var exemplars: [TicketID] = []
        exemplars.reserveCapacity(values.count)
        for value in values {
            guard let text = value.string else { throw MemberReader.wrong("exemplars") }
            exemplars.append(TicketID(text))
        }
        return exemplars
    }

    func numbers() throws(LedgerFault) -> [String: Int] {
        guard case .object(let values)? = members["numbers"] else { throw MemberReader.wrong("numbers") }
        var numbers: [String: Int] = [:]
        for (name, value) in values {
            guard let integer = value.integer, let number = Int(exactly: integer) else {
                throw MemberReader.wrong("numbers")
            }
            numbers[name] = number
        }
        return numbers
    }
}
