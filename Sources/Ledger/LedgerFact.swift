public import Domain

/// What one entry says: the one definition that writers and the reader of the file share.
///
/// Counts are plain integers; `numbers` is an event's evidence, such as `tickets: 41` or `shared: 12`. Order
/// within a run: files, reviews, new clusters (born, split), continued, ended (merged, retired), texts, approvals,
/// retention, and the run. An erasure is a run of its own; a publication and an export belong to no run.
public enum LedgerFact: Sendable, Hashable {
    /// A run that changed something, with what it changed.
    case run(numbers: [String: Int])
    /// An export was read: rows are tickets and rejects together. `name` is the file's name in the inbox.
    case fileIngested(name: String, digest: ContentDigest, rows: Int, tickets: Int, rejects: Int)
    /// A cluster nobody had seen before. Exemplars: at most 40, most central first.
    case clusterBorn(id: ClusterID, size: Int, exemplars: [TicketID], numbers: [String: Int])
    /// A live cluster's size or exemplars changed.
    case clusterContinued(id: ClusterID, size: Int, exemplars: [TicketID], numbers: [String: Int])
    /// A live cluster ended in another live one.
    case clusterMerged(id: ClusterID, into: ClusterID, numbers: [String: Int])
    /// A new cluster came out of another.
    case clusterSplit(id: ClusterID, from: ClusterID, size: Int, exemplars: [TicketID], numbers: [String: Int])
    /// A live cluster ended and none took its place.
    case clusterRetired(id: ClusterID, numbers: [String: Int])
    /// The bytes published at a path within the site changed. The generation is worked out when it is written.
    /// `corrections` are the reviews whose corrections the text took up.
    case textPublished(path: String, digest: ContentDigest, corrections: [String] = [])
    /// Who may sign changed: a key, by its fingerprint, and whose it is.
    case signer(LedgerSigner, SignerChange)
    /// A review holds, and counts from this run on.
    case reviewAccepted(LedgerReview)
    /// A review file was refused. `name` is its path in the tenant's folder.
    case reviewRefused(name: String, digest: ContentDigest, code: String)
    /// A published text is approved, and frozen.
    case textApproved(path: String, LedgerApproval)
    /// An approved text no longer fits its cluster or its evidence. `numbers` say by how much.
    case textStale(path: String, reason: StaleReason, numbers: [String: Int])
    /// A text is approved no longer.
    case approvalEnded(path: String, reason: ApprovalEnd)
    /// Kept copies or tickets went because they were so many days old. `before`: what is not newer than this moment is
    /// too old.
    case retentionApplied(policy: RetentionPolicy, days: Int, count: Int, before: Instant)
    /// Tickets were erased on request.
    case erased(LedgerErasure)
    /// The site of this digest stands at its target from now on.
    case published(LedgerPublication)
    /// The tenant was written to an archive of this digest, with so many rows; `raw`: and with its exports.
    case exported(archive: ContentDigest, rows: Int, raw: Bool)

    /// The word that stands in the file.
    public var event: LedgerEntry.Event {
        switch self {
        case .run: .run
        case .fileIngested: .fileIngested
        case .clusterBorn: .clusterBorn
        case .clusterContinued: .clusterContinued
        case .clusterMerged: .clusterMerged
        case .clusterSplit: .clusterSplit
        case .clusterRetired: .clusterRetired
        case .textPublished: .textPublished
        case .signer(_, .enrolled): .signerEnrolled
        case .signer(_, .removed): .signerRemoved
        case .signer(_, .revoked): .keyRevoked
        case .reviewAccepted: .reviewAccepted
        case .reviewRefused: .reviewRefused
        case .textApproved: .textApproved
        case .textStale: .textStale
        case .approvalEnded: .approvalEnded
        case .retentionApplied: .retentionApplied
        case .erased: .erased
        case .published: .published
        case .exported: .exported
        }
    }

    /// The cluster or the question that a published text belongs to, read from its path:
    /// `clusters/<id>/resolution.md`, `assessments/<id>/answer.md`.
    static func subject(of path: String) -> (cluster: ClusterID?, question: QuestionID?) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 3 else { return (nil, nil) }
        switch segments[0] {
        case "clusters": return (ClusterID(String(segments[1])), nil)
        case "assessments": return (nil, QuestionID(String(segments[1])))
        default: return (nil, nil)
        }
    }

    /// The entry's own members. `before` is the state that the entry is written after.
    func members(run: Int, asOf: Instant?, before state: LedgerState) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "run": .integer(Int64(run)), "as_of": asOf.map { .integer($0.seconds) } ?? .null,
        ]
        func set(_ numbers: [String: Int]) { members["numbers"] = .object(numbers.mapValues { .integer(Int64($0)) }) }
        func set(_ size: Int, _ exemplars: [TicketID]) {
            members["size"] = .integer(Int64(size))
            members["exemplars"] = .array(
                exemplars.prefix(LedgerCluster.exemplarLimit).map { .string($0.rawValue) })
        }
        switch self {
        case .run(let numbers): set(numbers)
        case .fileIngested(let name, let digest, let rows, let tickets, let rejects):
            members["file"] = .string(name)
            members["sha256"] = .string(digest.hex)
            members["rows"] = .integer(Int64(rows))
            members["tickets"] = .integer(Int64(tickets))
            members["rejects"] = .integer(Int64(rejects))
        case .clusterBorn(let id, let size, let exemplars, let numbers),
            .clusterContinued(let id, let size, let exemplars, let numbers):
            members["cluster"] = .string(id.rawValue)
            set(size, exemplars)
            set(numbers)
        case .clusterMerged(let id, let into, let numbers):
            members["cluster"] = .string(id.rawValue)
            members["into"] = .string(into.rawValue)
            set(numbers)
        case .clusterSplit(let id, let from, let size, let exemplars, let numbers):
            members["cluster"] = .string(id.rawValue)
            members["from"] = .string(from.rawValue)
            set(size, exemplars)
            set(numbers)
        case .clusterRetired(let id, let numbers):
            members["cluster"] = .string(id.rawValue)
            set(numbers)
        case .textPublished(let path, let digest, let corrections):
            members["path"] = .string(path)
            members["sha256"] = .string(digest.hex)
            members["generation"] = .integer(Int64(state.generation(of: path, digest: digest)))
            if !corrections.isEmpty { members["corrections"] = .array(corrections.map { .string($0) }) }
        case .textStale(let path, let reason, let numbers):
            members["path"] = .string(path)
            members["reason"] = .string(reason.rawValue)
            set(numbers)
        case .approvalEnded(let path, let reason):
            members["path"] = .string(path)
            members["reason"] = .string(reason.rawValue)
        case .signer(let signer, _):
            members["signer"] = .string(signer.principal)
            members["key"] = .string(signer.key)
        case .reviewAccepted(let review): members.merge(review.members) { $1 }
        case .reviewRefused(let name, let digest, let code):
            members["file"] = .string(name)
            members["sha256"] = .string(digest.hex)
            members["code"] = .string(code)
        case .textApproved(let path, let approval):
            members["path"] = .string(path)
            members.merge(approval.members) { $1 }
        case .retentionApplied(let policy, let days, let count, let before):
            members["policy"] = .string(policy.rawValue)
            members["days"] = .integer(Int64(days))
            members["count"] = .integer(Int64(count))
            members["before"] = .string(before.iso8601)
        case .erased(let erasure):
            members["tickets"] = .integer(Int64(erasure.tickets))
            members["files"] = .integer(Int64(erasure.files))
            members["key"] = .string(erasure.key)
            members["marks"] = .array(erasure.marks.sorted().map { .string($0) })
            if erasure.replacesLostKey { members["lost_key"] = .bool(true) }
        case .published(let publication):
            members["kind"] = .string(publication.kind)
            members["target"] = .string(publication.target)
            members["sha256"] = .string(publication.digest.hex)
            members["files"] = .integer(Int64(publication.files))
        case .exported(let archive, let rows, let raw):
            members["sha256"] = .string(archive.hex)
            members["rows"] = .integer(Int64(rows))
            members["raw"] = .bool(raw)
        }
        return members
    }
}
