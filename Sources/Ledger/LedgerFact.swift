public import Domain

/// What one entry says: the one definition that writers and the reader of the file share.
///
/// Counts are plain integers; `numbers` is an event's evidence, such as `tickets: 41` or `shared: 12`. Order
/// within a run: files, new clusters (born, split), continued, ended (merged, retired), texts, and the run.
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
    case textPublished(path: String, digest: ContentDigest)

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
        case .textPublished(let path, let digest):
            members["path"] = .string(path)
            members["sha256"] = .string(digest.hex)
            members["generation"] = .integer(Int64(state.generation(of: path, digest: digest)))
        }
        return members
    }
}
