public import Domain

/// What a ledger's entries add up to.
public struct LedgerState: Sendable {
    /// The number of the last run that changed something; 0 before the first.
    public internal(set) var run = 0
    /// The as-of moment of that run.
    public internal(set) var asOf: Instant?
    /// Live clusters.
    public internal(set) var clusters: [ClusterID: LedgerCluster] = [:]
    /// In order of their end.
    public internal(set) var ended: [EndedCluster] = []
    /// Every id ever given to a cluster: none is given twice.
    public internal(set) var usedIDs: Set<ClusterID> = []
    /// Published texts by path within the site.
    public internal(set) var texts: [String: LedgerText] = [:]
    /// Who may sign, and whether the key is revoked.
    public internal(set) var signers: [LedgerSigner: Bool] = [:]
    /// Digests of the exports that were ingested.
    public var files: Set<ContentDigest> { Set(ingestedAt.keys) }
    /// When each of them was first recorded, by the clock of the run.
    public internal(set) var ingestedAt: [ContentDigest: Instant] = [:]
    /// The names that they had then.
    public internal(set) var ingestedNames: [ContentDigest: String] = [:]
    /// What of the tickets is not newer than this has left the book for good.
    public internal(set) var ticketHorizon: Instant?
    /// The last run that recorded the end of copies of exports, by the moment up to which they had been ingested.
    public internal(set) var copiesGone: [Instant: Int] = [:]
    /// Erasures that count, oldest first.
    public internal(set) var erasures: [LedgerErasure] = []
    /// Digests of the archives that the tenant was written to.
    public internal(set) var exports: Set<ContentDigest> = []
    /// Reviews that were ever accepted, oldest first.
    public internal(set) var reviews: [LedgerReview] = []
    /// Their ids.
    public internal(set) var reviewIDs: Set<String> = []
    /// When a run first met each review file, accepted or refused, by the digest of its bytes.
    public internal(set) var firstSeen: [ContentDigest: Instant] = [:]
    /// The last code that each refused review file was refused with.
    public internal(set) var refusals: [ContentDigest: String] = [:]
    /// Texts that are approved, by path within the site.
    public internal(set) var approvals: [String: LedgerApproval] = [:]
    /// The last approval of each text that ended, by path within the site; none while another counts.
    public internal(set) var endedApprovals: [String: EndedApproval] = [:]
    /// Approvals that must never count again.
    public internal(set) var spentApprovals: Set<String> = []
    /// The exemplars that clusters had when they ended.
    public internal(set) var endedExemplars: [ClusterID: [TicketID]] = [:]
    /// What pages tell of the past, oldest first.
    public internal(set) var history: [BookEvent] = []
    /// The last publication to each target.
    public internal(set) var publications: [LedgerPublication.Target: LedgerPublication] = [:]
    /// Entries that runs wrote. Publications are not counted: a site must not change because it was published.
    public internal(set) var entryCount = 0

    public init() {}

    /// The generation that a text has once it is published: 1 for a new path, the present one for equal bytes,
    /// else one more.
    public func generation(of path: String, digest: ContentDigest) -> Int {
        guard let present = texts[path] else { return 1 }
        return present.digest == digest ? present.generation : present.generation + 1
    }

    /// Takes one more entry into account. On a fault the state is of no further use.
    mutating func apply(_ entry: LedgerEntry) throws(LedgerFault) {
        let fact = try LedgerFact(entry)
        let (run, asOf) = try LedgerFact.runMembers(of: entry)
        guard run >= self.run, run <= self.run + 1, run >= 1 else {
            throw LedgerFault("wrong_run", "the run number does not follow the one before it")
        }
        self.run = run
        self.asOf = asOf
        if entry.event.belongsToRun { entryCount += 1 }
        let moment = asOf ?? Instant(seconds: 0)

        func event(
            _ kind: BookEvent.Kind, _ cluster: ClusterID?, question: QuestionID? = nil, others: [ClusterID] = [],
            _ numbers: [String: Int]
        ) -> BookEvent {
            BookEvent(
                run: run, asOf: asOf, kind: kind, cluster: cluster, question: question, others: others,
                numbers: numbers)
        }

        switch fact {
        case .run: break
        case .fileIngested(let name, let digest, _, _, _):
            ingestedAt[digest] = ingestedAt[digest] ?? entry.at
            ingestedNames[digest] = name
        case .retentionApplied(let policy, let days, let count, let before):
            switch policy {
            case .tickets: ticketHorizon = max(ticketHorizon ?? before, before)
            case .files: copiesGone[before] = run
            }
            let noun = policy == .tickets ? "tickets" : "files"
            history.append(
                BookEvent(
                    run: run, asOf: asOf, kind: .expired, numbers: ["days": days, noun: count], word: policy.rawValue))
        case .erased(let erasure):
            if erasure.replacesLostKey { erasures.removeAll { $0.key != erasure.key } }
            erasures.append(erasure)
            history.append(event(.erased, nil, ["tickets": erasure.tickets]))
        case .published(let publication): publications[publication.where] = publication
        case .exported(let archive, _, _): exports.insert(archive)
        case .clusterBorn(let id, let size, let exemplars, let numbers):
            try found(id, at: moment, size: size, exemplars: exemplars)
            history.append(event(.born, id, numbers))
        case .clusterSplit(let id, let from, let size, let exemplars, let numbers):
            guard usedIDs.contains(from) else { throw LedgerState.unknownCluster }
            try found(id, at: moment, size: size, exemplars: exemplars)
            history.append(event(.split, id, others: [from], numbers))
        case .clusterContinued(let id, let size, let exemplars, let numbers):
            guard let known = clusters[id] else { throw LedgerState.unknownCluster }
            clusters[id] = LedgerCluster(id: id, founded: known.founded, size: size, exemplars: exemplars)
            history.append(event(.grew, id, numbers))
        case .clusterMerged(let id, let into, let numbers):
            guard id != into, clusters[into] != nil else { throw LedgerState.unknownCluster }
            try end(id, .merged(into: into), at: moment)
            history.append(event(.merged, id, others: [into], numbers))
        case .clusterRetired(let id, let numbers):
            try end(id, .retired, at: moment)
            history.append(event(.retired, id, numbers))
        case .signer(let signer, let change):
            switch change {
            case .enrolled: signers[signer] = false
            case .removed: signers[signer] = nil
            case .revoked: signers[signer] = true
            }
            history.append(
                BookEvent(
                    run: run, asOf: asOf, kind: .signer, word: change.rawValue, actor: signer.principal))
        case .reviewAccepted, .reviewRefused, .textApproved, .textStale, .approvalEnded:
            try review(fact, entry)
        case .textPublished(let path, let digest, let corrections):
            try publish(path, digest, corrections, claimed: entry.facts["generation"]?.integer)
            let subject = LedgerFact.subject(of: path)
            history.append(
                event(
                    .text, subject.cluster, question: subject.question,
                    ["generation": texts[path]?.generation ?? 1]))
        }
    }

    private static let unknownCluster = LedgerFault("unknown_cluster", "an event speaks of a cluster that is not live")

    private mutating func found(
        _ id: ClusterID, at moment: Instant, size: Int, exemplars: [TicketID]
    ) throws(LedgerFault) {
        guard usedIDs.insert(id).inserted else {
            throw LedgerFault("cluster_id_reused", "a new cluster has an id that was used before")
        }
        clusters[id] = LedgerCluster(id: id, founded: moment, size: size, exemplars: exemplars)
    }

    private mutating func end(_ id: ClusterID, _ fate: EndedCluster.Fate, at moment: Instant) throws(LedgerFault) {
        guard let cluster = clusters.removeValue(forKey: id) else { throw LedgerState.unknownCluster }
        endedExemplars[id] = cluster.exemplars
        ended.append(EndedCluster(id: id, fate: fate, ended: moment))
    }

    private mutating func publish(
        _ path: String, _ digest: ContentDigest, _ corrections: [String], claimed: Int64?
    ) throws(LedgerFault) {
        let generation = generation(of: path, digest: digest)
        guard claimed == Int64(generation) else {
            throw LedgerFault("wrong_generation", "a published text's generation does not follow the one before it")
        }
        texts[path] = LedgerText(digest: digest, generation: generation, corrections: corrections)
    }
}
