public import Domain

/// Continues the lasting ids of clusters from run to run (DESIGN §4).
///
/// Every found cluster and every cluster of the ledger that share exemplar tickets are a possible match, worth the share
/// of the ledger's exemplars that are still there and now lie in the found cluster, plus 0.3 × the cosine of the two
/// centroids. The one-to-one matching of the greatest total worth is taken (`OptimalMatching`). A match needs at least a
/// quarter of those exemplars, or one of them and a centroid cosine of 0.8.
///
/// A ledger cluster that is not continued is *merged* if most of its exemplars lie in a cluster that continues another
/// id, else *retired*. A found cluster that continues nothing is *split* from a continuing ledger cluster if most of the
/// ledger exemplars it holds, and at least two, were that cluster's, else *born*.
public enum Identity {
    /// A cluster as this run found it.
    public struct FoundCluster: Sendable {
        /// All of its tickets.
        public let members: [TicketID]
        /// Most central first, at most 40.
        public let exemplars: [TicketID]

        /// Puts a found cluster together.
        public init(members: [TicketID], exemplars: [TicketID]) {
            self.members = members
            self.exemplars = exemplars
        }
    }

    /// A living cluster as the ledger holds it.
    public struct KnownCluster: Sendable {
        /// Its lasting id.
        public let id: ClusterID
        /// The exemplars last recorded.
        public let exemplars: [TicketID]
        /// Tickets when its exemplars were last recorded.
        public let size: Int

        /// Puts a known cluster together.
        public init(id: ClusterID, exemplars: [TicketID], size: Int) {
            self.id = id
            self.exemplars = exemplars
            self.size = size
        }
    }

    static let leastShare = 0.25
    static let leastCosine: Float = 0.8
    private static let cosineWeight = 0.3

    /// Gives each found cluster its id and tells what happened.
    ///
    /// - Parameters:
    ///   - used: every id that was ever used; none of them is given to a new cluster.
    ///   - vectorOf: the vector of a ticket of this run, or `nil`.
    public static func match(
        tenant: TenantID, clusters: [FoundCluster], ledger: [KnownCluster], used: Set<ClusterID>,
        vectorOf: (TicketID) -> [Float]?
    ) -> IdentityOutcome {
        let known = ledger.sorted { $0.id < $1.id }
        let overlap = ExemplarOverlap(found: clusters, known: known)
        let pairs = candidates(overlap, clusters, known, vectorOf)
        let matching = OptimalMatching.match(
            leftCount: known.count, rightCount: clusters.count, candidates: pairs)
        var knownOf = [Int?](repeating: nil, count: clusters.count)
        for (left, right) in matching.enumerated() { if let right { knownOf[right] = left } }

        var taken = used.union(known.map(\.id))
        var ids: [ClusterID] = []
        for (index, cluster) in clusters.enumerated() {
            if let left = knownOf[index] {
                ids.append(known[left].id)
                continue
            }
            let founders = cluster.exemplars.isEmpty ? cluster.members : cluster.exemplars
            var attempt = 0
            var id = ClusterID(foundedBy: founders, tenant: tenant)
            while taken.contains(id) {
                attempt += 1
                id = ClusterID(foundedBy: founders, tenant: tenant, attempt: attempt)
            }
            taken.insert(id)
            ids.append(id)
        }
        let story = IdentityStory(
            found: clusters, known: known, overlap: overlap, ids: ids, knownOf: knownOf, matching: matching)
        return IdentityOutcome(ids: ids, events: story.events())
    }

    private static func candidates(
        _ overlap: ExemplarOverlap, _ found: [FoundCluster], _ known: [KnownCluster],
        _ vectorOf: (TicketID) -> [Float]?
    ) -> [OptimalMatching.Candidate] {
        var foundCentroids = [[Float]?](repeating: nil, count: found.count)
        var candidates: [OptimalMatching.Candidate] = []
        for left in known.indices {
            let knownCentroid = centroid(known[left].exemplars, vectorOf)
            for (right, shared) in overlap.shared[left] {
                if foundCentroids[right] == nil { foundCentroids[right] = centroid(found[right].exemplars, vectorOf) }
                let cosine = cosine(knownCentroid, foundCentroids[right])
                let share = Double(shared) / Double(max(overlap.present[left], 1))
                guard share >= leastShare || (cosine ?? 0) >= leastCosine else { continue }
                let worth = share + cosineWeight * Double(max(0, cosine ?? 0))
                candidates.append(.init(left: left, right: right, worth: worth))
            }
        }
        return candidates
    }

    private static func centroid(_ tickets: [TicketID], _ vectorOf: (TicketID) -> [Float]?) -> [Float]? {
        var sum: [Float] = []
        for vector in tickets.sorted().compactMap(vectorOf) {
            if sum.isEmpty { sum = [Float](repeating: 0, count: vector.count) }
            guard vector.count == sum.count else { return nil }
            for column in sum.indices { sum[column] += vector[column] }
        }
        return sum.isEmpty ? nil : sum
    }

    private static func cosine(_ left: [Float]?, _ right: [Float]?) -> Float? {
        guard let left, let right, left.count == right.count else { return nil }
        var product: Float = 0
        var leftSquares: Float = 0
        var rightSquares: Float = 0
        for column in left.indices {
            product += left[column] * right[column]
            leftSquares += left[column] * left[column]
            rightSquares += right[column] * right[column]
        }
        let length = (leftSquares * rightSquares).squareRoot()
        return length > 0 ? product / length : nil
    }
}
