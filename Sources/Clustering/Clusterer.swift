public import Domain

/// Finds which tickets are about the same problem, without being told how many problems there are.
///
/// Nearest neighbours by vector, joined with nearest neighbours by words and ranked by both; UMAP's edge weights;
/// Leiden communities by consensus, at the resolution at which words and meaning agree most. The result depends on ids,
/// texts, vectors, constraints and settings alone: not on the order of the input or the number of threads.
public struct Clusterer: Sendable {
    /// What it was told.
    public let settings: ClusteringSettings
    private let threads: Int

    /// - Parameter threads: how many threads compute; at least 1.
    public init(settings: ClusteringSettings = ClusteringSettings(), threads: Int = 1) {
        self.settings = settings
        self.threads = max(1, threads)
    }

    /// Clusters tickets: `ids`, `texts` and `vectors` row by row. A ticket without text or with the zero vector is
    /// unusual, unless a constraint puts it somewhere.
    ///
    /// - Parameters:
    ///   - texts: `nil` where only vectors are known; words play no part then, and equal vectors are equal tickets.
    ///   - constraints: honoured exactly, save those that `Partition.conflicts` names.
    /// - Throws: `CasebookError` of kind `badInput` if the counts differ or a vector holds a value that is no number.
    public func cluster(
        ids: [TicketID], texts: [RedactedText]?, vectors: EmbeddingMatrix,
        constraints: ClusteringConstraints = .none
    ) throws(CasebookError) -> Partition {
        try cluster(ids: ids, texts: texts, vectors: vectors, constraints: constraints, startingFrom: nil).partition
    }

    /// The same, computing the neighbours of new tickets alone: those of the others are taken from what an earlier run
    /// found. The partition does not depend on that.
    ///
    /// - Parameter stored: what an earlier run found, of whatever tickets; `nil` where nothing is kept.
    public func cluster(
        ids: [TicketID], texts: [RedactedText]?, vectors: EmbeddingMatrix,
        constraints: ClusteringConstraints = .none, startingFrom stored: StoredNeighbours?
    ) throws(CasebookError) -> (partition: Partition, neighbours: StoredNeighbours?) {
        let found = try prepared(ids: ids, texts: texts, vectors: vectors, startingFrom: stored)
        let plan = constraints.plan(ids: ids, nodes: found.nodes, duplicates: found.duplicates)
        let finder = CommunityFinder(settings: settings, threads: threads, plan: plan)
        let partition = PartitionBuilder(
            nodes: found.nodes, duplicates: found.duplicates, similar: found.similar,
            communities: finder.communities(
                found.similar, found.duplicates, found.nodes, found.dense, found.terms, tickets: ids.count),
            vectors: found.dense, settings: settings, threads: threads
        ).partition()
        return (partition, found.similar.found)
    }

    /// Two tickets that are alike, by row, and how much; each stands for its near duplicates too.
    public struct Tie: Sendable, Hashable {
        public let first: Int
        public let second: Int
        public let weight: Float
    }

    /// The graph that communities are found in, for comparisons with other methods: every pair once.
    public func ties(
        ids: [TicketID], texts: [RedactedText]?, vectors: EmbeddingMatrix
    ) throws(CasebookError) -> [Tie] {
        let found = try prepared(ids: ids, texts: texts, vectors: vectors, startingFrom: nil)
        let graph = CommunityFinder(settings: settings, threads: threads, plan: nil).neighbourhood(
            found.similar, found.duplicates, found.nodes, found.dense, found.terms
        ).graph
        let rows = found.duplicates.groups.map { found.nodes.row(of: $0[0]) }
        return rows.indices.flatMap { group in
            graph.edges(of: group).filter { Int(graph.targets[$0]) > group }.map { edge in
                Tie(first: rows[group], second: rows[Int(graph.targets[edge])], weight: graph.weights[edge])
            }
        }
    }

    /// What communities are found from.
    private struct Prepared {
        let nodes: TicketNodes
        let dense: DenseVectors
        let terms: TermMatrix
        let similar: SimilarTickets
        let duplicates: NearDuplicates
    }

    private func prepared(
        ids: [TicketID], texts: [RedactedText]?, vectors: EmbeddingMatrix, startingFrom stored: StoredNeighbours?
    ) throws(CasebookError) -> Prepared {
        guard ids.count == texts?.count ?? ids.count, ids.count == vectors.count else {
            throw CasebookError(
                .badInput, code: "clustering.counts_differ",
                "\(ids.count) ids, \(texts?.count ?? 0) texts and \(vectors.count) vectors were given to clustering")
        }
        guard vectors.storage.allSatisfy(\.isFinite) else {
            throw CasebookError(
                .badInput, code: "clustering.vector_not_finite", "a vector holds a value that is not a number",
                remedy: "check the embedding model's file, and compute the vectors again")
        }
        let nodes =
            texts.map { TicketNodes(ids: ids, texts: $0, vectors: vectors, threads: threads) }
            ?? TicketNodes(ids: ids, vectors: vectors, threads: threads)
        let rows = nodes.positions.indices.map { nodes.row(of: $0) }
        let dense = DenseVectors(rows, of: vectors.storage, dimension: vectors.dimension)
        let nodeTexts = texts.map { texts in rows.map { texts[$0] } }
        let keys = Parallel.map(count: rows.count, threads: threads) { node in
            dense.withRow(node) { NodeKey(nodeTexts.map { .of($0[node].masked) }, $0) }
        }
        let terms = TermMatrix(
            nodeTexts ?? [RedactedText](repeating: RedactedText(restoring: ""), count: rows.count), threads: threads)
        let similar = try SimilarTickets(
            dense, keys: keys, terms, stored: stored, settings: settings, kept: settings.neighbours * 2,
            threads: threads)
        return Prepared(
            nodes: nodes, dense: dense, terms: terms, similar: similar, duplicates: NearDuplicates(similar.lists))
    }
}

extension ClusteringConstraints {
    /// What they mean for some tickets; `nil` if there are none.
    func plan(ids: [TicketID], nodes: TicketNodes, duplicates: NearDuplicates) -> ConstraintPlan? {
        if constraints.isEmpty { return nil }
        var named: Set<TicketID> = []
        for constraint in constraints { named.formUnion([constraint.ticket] + constraint.others) }
        var positionsOf: [TicketID: [Int]] = [:]
        for (position, row) in nodes.order.enumerated() where named.contains(ids[row]) {
            positionsOf[ids[row], default: []].append(position)
        }
        return ConstraintPlan(
            self, positionsOf: { positionsOf[$0] ?? [] },
            groupOf: { nodes.nodeOfPosition[$0] < 0 ? -1 : duplicates.groupOf[nodes.nodeOfPosition[$0]] },
            sizes: duplicates.groups.map { group in group.reduce(0) { $0 + nodes.positions[$1].count } })
    }
}
