public import Domain

/// Finds which tickets are about the same problem, without being told how many problems there are.
///
/// Exact nearest neighbours by vector, joined with nearest neighbours by words and ranked by both; UMAP's edge weights;
/// Leiden communities by consensus over many resolutions. The result depends on ids, texts, vectors and settings alone:
/// not on the order of the input or the number of threads. Cost: tickets² × dimension / 2 multiplications, and memory
/// of about 1 KB a ticket and thread beside the vectors.
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
    /// unusual.
    ///
    /// - Throws: `CasebookError` of kind `badInput` if the counts differ or a vector holds a value that is no number.
    public func cluster(
        ids: [TicketID], texts: [RedactedText], vectors: EmbeddingMatrix
    ) throws(CasebookError) -> Partition {
        guard ids.count == texts.count, ids.count == vectors.count else {
            throw CasebookError(
                .badInput, code: "clustering.counts_differ",
                "\(ids.count) ids, \(texts.count) texts and \(vectors.count) vectors were given to clustering")
        }
        guard vectors.storage.allSatisfy(\.isFinite) else {
            throw CasebookError(
                .badInput, code: "clustering.vector_not_finite", "a vector holds a value that is not a number",
                remedy: "check the embedding model's file, and compute the vectors again")
        }
        let nodes = TicketNodes(ids: ids, texts: texts, threads: threads)
        let rows = nodes.positions.indices.map { nodes.row(of: $0) }
        let dense = DenseVectors(rows, of: vectors.storage, dimension: vectors.dimension)
        let nodeTexts = rows.map { texts[$0] }
        let keys = Parallel.map(count: rows.count, threads: threads) { node in
            dense.withRow(node) { NodeKey(.of(nodeTexts[node].masked), $0) }
        }
        let terms = TermMatrix(nodeTexts, threads: threads)
        let similar = try SimilarTickets(
            dense, keys: keys, terms, settings: settings, kept: settings.neighbours * 2, threads: threads)
        let duplicates = NearDuplicates(similar.lists)
        let groups = communities(similar, duplicates, nodes, dense, terms, tickets: ids.count)
        return PartitionBuilder(
            nodes: nodes, duplicates: duplicates, similar: similar, communities: groups, vectors: dense,
            settings: settings, threads: threads
        ).partition()
    }

    /// The communities of the groups of equal tickets, with what they were found on.
    private func communities(
        _ similar: SimilarTickets, _ duplicates: NearDuplicates, _ nodes: TicketNodes, _ vectors: DenseVectors,
        _ terms: TermMatrix, tickets: Int
    ) -> GroupCommunities {
        let heads = duplicates.groups.map { $0[0] }
        let all = NeighbourLists(similar, duplicates, vectors, terms, settings: settings, threads: threads)
        let floor = SimilarityFloor.measure(all, heads, vectors, terms, settings: settings)
        let lists = all.cut(below: floor).lists
        let graph = NeighbourGraph.build(lists, threads: threads)
        let resolution =
            settings.resolution
            ?? Granularity(settings: settings, threads: threads).resolution(
                of: TicketViews(similar, duplicates, vectors, kept: settings.neighbours, threads: threads))
        let found = Consensus(
            resolution: resolution, seed: settings.seed, runs: settings.consensusRuns, threads: threads
        ).communities(of: graph)
        let sizes = duplicates.groups.map { group in group.reduce(0) { $0 + nodes.positions[$1].count } }
        // A flood of a text without a vector has a node, but nothing to be clustered by.
        let leftovers = Leftovers(
            lists: lists, graph: graph, sizes: sizes, minimumSize: settings.minimumSize(tickets: tickets))
        var labels = leftovers.settled(found)
        for (group, head) in heads.enumerated() where vectors.isZero(head) { labels[group] = -1 }
        return GroupCommunities(labels: labels, graph: graph, sizes: sizes)
    }
}

/// Communities of groups of equal tickets.
struct GroupCommunities {
    /// The community of each group, or -1; any numbers below the number of groups.
    let labels: [Int32]
    let graph: WeightedGraph
    /// Tickets of each group.
    let sizes: [Int]
}
