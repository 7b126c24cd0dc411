import Clustering
import Domain
import Ledger
import Reviews

/// What experts said about which tickets belong together, as constraints that clustering honours.
///
/// Clusters are found afresh in every run, so each statement is tied to the typical tickets of the clusters it names: the
/// exemplars that the ledger has of a living cluster, or had of one when it ended. Of statements that place one ticket
/// the newest counts, and a ticket that was placed elsewhere stands for no cluster.
struct MembershipPlan: Sendable {
    /// A statement, and what became of it on the way to constraints.
    struct Statement: Sendable {
        let feedback: Feedback
        /// Its own, by index into `constraints`.
        let constraints: Range<Int>
        /// Why it has no constraint.
        let obstacle: MembershipObstacle?
    }

    /// Moves, exclusions, mergers and splits, oldest first.
    private(set) var statements: [Statement] = []
    private(set) var constraints = ClusteringConstraints()
    /// Clusters that are to go on as another, in order.
    private(set) var merges: [(from: ClusterID, into: ClusterID)] = []
    /// Tickets that are to leave a cluster together, whose id stays with the rest.
    private(set) var splits: [(from: ClusterID, tickets: [TicketID])] = []

    static let none = MembershipPlan()

    private init() {}

    /// - Parameters:
    ///   - feedback: oldest first; what does not speak of membership is passed over.
    ///   - tickets: those of this run.
    init(_ feedback: [Feedback], ledger: LedgerState, tickets: Set<TicketID>) {
        let feedback = feedback.filter { $0.isAboutMembership }
        let places = TicketPlaces(feedback)
        let clusters = ClusterLineage(ledger)
        for (rank, given) in feedback.enumerated() {
            guard case .resolution(let subject) = given.head.subject else { continue }
            let first = constraints.constraints.count
            let words = Words(
                subject: subject, rank: rank, places: places, clusters: clusters, tickets: tickets)
            let obstacle: MembershipObstacle?
            do throws(MembershipObstacle) {
                constraints.constraints += try words.constraints(of: given)
                obstacle = nil
            } catch { obstacle = error }
            statements.append(
                Statement(
                    feedback: given, constraints: first..<constraints.constraints.count, obstacle: obstacle))
            guard obstacle == nil else { continue }
            switch given.content {
            case .merge(let into): merges.append((from: subject, into: clusters.heir(of: into) ?? into))
            case .split(let members):
                splits.append((from: subject, tickets: members.filter { places.isPlaced($0, at: rank) }))
            default: break
            }
        }
    }
}

/// Why a statement about membership is not honoured.
enum MembershipObstacle: Error, Sendable, Hashable {
    case ticketGone
    case clusterEnded
    case overtaken
    case keptApart
    case notFound

    /// One sentence without full stop.
    var sentence: String {
        switch self {
        case .ticketGone: "the ticket it names is no longer among the tickets"
        case .clusterEnded: "a cluster it names has ended"
        case .overtaken: "a newer review places the same tickets elsewhere"
        case .keptApart: "other corrections keep these tickets apart"
        case .notFound: "clustering could not bring it about with the tickets there are now"
        }
    }
}

extension Feedback {
    /// Whether it says which tickets belong together.
    var isAboutMembership: Bool {
        switch content {
        case .move, .exclude, .merge, .split: true
        case .correction, .rating, .rename: false
        }
    }
}

/// Which statement places each ticket: the newest that names it.
struct TicketPlaces {
    private var places: [TicketID: (rank: Int, statement: Feedback)] = [:]
    private var excluded: Set<TicketID> = []

    /// - Parameter feedback: about membership, oldest first.
    init(_ feedback: [Feedback]) {
        for (rank, given) in feedback.enumerated() {
            switch given.content {
            case .move(let ticket, _): places[ticket] = (rank, given)
            case .split(let tickets): for ticket in tickets { places[ticket] = (rank, given) }
            case .exclude(let ticket): excluded.insert(ticket)
            case .merge, .correction, .rating, .rename: break
            }
        }
    }

    /// Whether the statement of a rank is the one that places a ticket.
    func isPlaced(_ ticket: TicketID, at rank: Int) -> Bool { places[ticket]?.rank == rank }

    /// Whether a typical ticket of a cluster may stand for it in a statement: nobody placed it elsewhere. A ticket that an
    /// older statement brought there does, so that a part which was split off can be merged.
    ///
    /// - Parameter rank: of the statement.
    func stands(_ ticket: TicketID, for cluster: ClusterID, at rank: Int, _ clusters: ClusterLineage) -> Bool {
        if excluded.contains(ticket) { return false }
        guard let place = places[ticket] else { return true }
        guard place.rank < rank else { return false }
        switch (place.statement.content, place.statement.head.subject) {
        case (.move(_, let to), _): return clusters.heir(of: to) == clusters.heir(of: cluster)
        case (.split, .resolution(let origin)): return origin != cluster
        default: return false
        }
    }
}

/// The clusters of the ledger, living and ended, and who went on as whom.
struct ClusterLineage {
    private let ledger: LedgerState
    private var living: Set<ClusterID>
    private var mergedInto: [ClusterID: ClusterID]

    /// - Parameter events: what a run that the ledger does not know yet has found.
    init(_ ledger: LedgerState, events: [IdentityEvent] = []) {
        self.ledger = ledger
        living = Set(ledger.clusters.keys)
        mergedInto = [:]
        for case (let id, .merged(let into)) in ledger.ended.map({ ($0.id, $0.fate) }) { mergedInto[id] = into }
        for event in events {
            switch event.kind {
            case .born, .split, .continued: living.insert(event.cluster)
            case .merged, .retired:
                living.remove(event.cluster)
                mergedInto[event.cluster] = event.others.first
            }
        }
    }

    /// The living cluster that an id stands for; `nil` when it has ended without an heir.
    func heir(of id: ClusterID) -> ClusterID? {
        var current = id
        // A chain longer than the list of mergers would be a circle.
        for _ in 0...mergedInto.count {
            if living.contains(current) { return current }
            guard let next = mergedInto[current] else { return nil }
            current = next
        }
        return nil
    }

    /// The typical tickets of a cluster, or of it when it ended, most central first.
    func exemplars(of id: ClusterID) -> [TicketID] {
        ledger.clusters[id]?.exemplars ?? ledger.endedExemplars[id] ?? []
    }
}

/// Turns one statement into constraints.
private struct Words {
    let subject: ClusterID
    /// The place of the statement among all, the newest last: newer ones stand against older ones.
    let rank: Int
    let places: TicketPlaces
    let clusters: ClusterLineage
    let tickets: Set<TicketID>

    typealias Constraint = ClusteringConstraints.Constraint

    /// - Throws: why there are none.
    func constraints(of feedback: Feedback) throws(MembershipObstacle) -> [Constraint] {
        switch feedback.content {
        case .move(let ticket, let to): return [try move(ticket, to: to)]
        case .exclude(let ticket): return [try exclude(ticket)]
        case .merge(let into): return try merge(into: into)
        case .split(let members): return try split(members)
        case .correction, .rating, .rename: return []
        }
    }

    private func move(_ ticket: TicketID, to target: ClusterID) throws(MembershipObstacle) -> Constraint {
        guard tickets.contains(ticket) else { throw .ticketGone }
        guard places.isPlaced(ticket, at: rank) else { throw .overtaken }
        return Constraint(.pin, ticket, try anchors(of: living(target), without: [ticket]), priority: rank)
    }

    private func exclude(_ ticket: TicketID) throws(MembershipObstacle) -> Constraint {
        guard tickets.contains(ticket) else { throw .ticketGone }
        return Constraint(.cannotLink, ticket, try anchors(of: living(subject), without: [ticket]), priority: rank)
    }

    private func merge(into target: ClusterID) throws(MembershipObstacle) -> [Constraint] {
        let heir = try living(target)
        var all = try anchors(of: heir, without: [])
        let known = Set(all)
        all += present(subject, without: known)
        return all.dropFirst().map { Constraint(.mustLink, all[0], [$0], priority: rank) }
    }

    private func split(_ members: [TicketID]) throws(MembershipObstacle) -> [Constraint] {
        let here = members.filter(tickets.contains)
        guard !here.isEmpty else { throw .ticketGone }
        let placed = here.filter { places.isPlaced($0, at: rank) }
        guard let first = placed.first else { throw .overtaken }
        let rest = try anchors(of: living(subject), without: Set(members))
        return placed.dropFirst().map { Constraint(.mustLink, first, [$0], priority: rank) }
            + [Constraint(.cannotLink, first, rest, priority: rank)]
    }

    private func living(_ id: ClusterID) throws(MembershipObstacle) -> ClusterID {
        guard let heir = clusters.heir(of: id) else { throw .clusterEnded }
        return heir
    }

    /// The tickets that stand for a cluster in this run.
    private func anchors(of id: ClusterID, without left: Set<TicketID>) throws(MembershipObstacle) -> [TicketID] {
        let found = present(id, without: left)
        guard !found.isEmpty else { throw .clusterEnded }
        return found
    }

    private func present(_ id: ClusterID, without left: Set<TicketID>) -> [TicketID] {
        clusters.exemplars(of: id).filter { ticket in
            tickets.contains(ticket) && !left.contains(ticket) && places.stands(ticket, for: id, at: rank, clusters)
        }
    }
}
