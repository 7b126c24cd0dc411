import Clustering
import Domain
import Ledger
import Reviews

/// Whether what experts said about membership came true in a run's clusters.
struct MembershipCheck {
    let plan: MembershipPlan
    let conflicts: [ConstraintConflict]
    /// The cluster of each clustered ticket.
    let placements: [TicketID: ClusterID]
    /// Where an id leads after the run: to itself while it lives.
    let lineage: ClusterLineage

    /// Why statements are not honoured, by review.
    func obstacles() -> [ReviewID: MembershipObstacle] {
        let places = TicketPlaces(plan.statements.map(\.feedback))
        var obstacles: [ReviewID: MembershipObstacle] = [:]
        for (rank, statement) in plan.statements.enumerated() {
            if let obstacle = statement.obstacle {
                obstacles[statement.feedback.head.id] = obstacle
            } else if !holds(statement.feedback, places: places, rank: rank) {
                let isKeptApart = conflicts.contains { statement.constraints.contains($0.constraint) }
                obstacles[statement.feedback.head.id] = isKeptApart ? .keptApart : .notFound
            }
        }
        return obstacles
    }

    private func holds(_ feedback: Feedback, places: TicketPlaces, rank: Int) -> Bool {
        guard case .resolution(let subject) = feedback.head.subject else { return true }
        switch feedback.content {
        case .move(let ticket, let to): return placements[ticket] != nil && placements[ticket] == lineage.heir(of: to)
        case .exclude(let ticket): return placements[ticket] == nil || placements[ticket] != lineage.heir(of: subject)
        case .merge(let into): return lineage.heir(of: subject) == lineage.heir(of: into)
        case .split(let tickets):
            let found = Set(tickets.filter { places.isPlaced($0, at: rank) }.map { placements[$0] })
            guard found.count == 1, let cluster = found.first else { return false }
            // A single ticket makes no cluster of its own.
            return cluster == nil ? tickets.count == 1 : cluster != lineage.heir(of: subject)
        case .correction, .rating, .rename: return true
        }
    }
}
