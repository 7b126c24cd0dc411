import Domain

/// The nearest nodes of each node by vector.
///
/// Up to 200,000 nodes every pair is compared, as rows of 7-bit integers; the best of those, a quarter more than wanted
/// and a few, are ranked again by their vectors. What an earlier run found is taken over for nodes that were there then.
/// The lists depend on the nodes alone, to the bit: on no order, number of threads, processor or earlier run.
///
/// Beyond, nodes are compared within cells (`CellSearch`), from nothing each time.
struct DenseNeighbours {
    /// Keys of similarity and node, by node.
    let table: RankedTable
    /// What a later run can start from; `nil` where nodes were compared within cells.
    let found: StoredNeighbours?
    /// Every node once, like ones near each other.
    let order: [Int32]

    static let exactLimit = 200_000
    /// Rows of a cell, for the order of exact search.
    private static let rowsOfCell = 400

    /// - Parameters:
    ///   - keys: of the nodes, all different.
    ///   - wanted: neighbours of a node. Nodes of zero vectors neither have nor are any.
    ///   - stored: what an earlier run found, if anything.
    init(
        _ vectors: DenseVectors, keys: [NodeKey], wanted: Int, stored: StoredNeighbours?, threads: Int,
        exactLimit: Int = DenseNeighbours.exactLimit
    ) throws(CasebookError) {
        let nodes = keys.indices.filter { !vectors.isZero($0) }.sorted { keys[$0] < keys[$1] }.map(Int32.init)
        var table = RankedTable(empty: keys.count, width: wanted)
        guard nodes.count > 1, wanted > 0 else {
            self.init(table: table, found: nil, order: keys.indices.map(Int32.init))
            return
        }
        let ranking = VectorRanking(vectors: vectors, nodes: nodes, wanted: wanted)
        guard nodes.count <= exactLimit else {
            let order = try DenseNeighbours.searchCells(ranking, threads: threads, into: &table)
            self.init(table: table, found: nil, order: DenseNeighbours.order(of: keys.count, order, nodes))
            return
        }
        let rankKeys = nodes.map { keys[Int($0)] }
        let found = try DenseNeighbours.compared(rankKeys, stored, ranking, threads: threads, into: &table)
        let candidates: CandidateTable
        switch found.candidates {
        case .updated(let updated): candidates = updated
        case .lists(let lists):
            ranking.rank(lists, of: found.order, into: &table, threads: threads)
            candidates = lists.table(in: found.order)
        }
        self.init(
            table: table, found: StoredNeighbours(keys: rankKeys, depth: found.depth, candidates: candidates),
            order: DenseNeighbours.order(of: keys.count, found.order, nodes))
    }

    private init(table: RankedTable, found: StoredNeighbours?, order: [Int32]) {
        self.table = table
        self.found = found
        self.order = order
    }

    /// The nodes of rows in order, then the nodes without one.
    private static func order(of count: Int, _ rows: [Int32], _ nodes: [Int32]) -> [Int32] {
        var isPlaced = [Bool](repeating: false, count: count)
        for node in nodes { isPlaced[Int(node)] = true }
        return rows.map { nodes[Int($0)] } + (0..<Int32(count)).filter { !isPlaced[Int($0)] }
    }

    /// What the rows of integers tell.
    private struct Compared {
        let order: [Int32]
        let depth: Int
        let candidates: Candidates

        enum Candidates {
            /// Of an earlier run, brought up to date, and ranked.
            case updated(CandidateTable)
            /// Not ranked yet, by place in `order`.
            case lists(CandidateLists)
        }
    }

    /// Compares all pairs, or takes over what an earlier run found. The rows of integers are gone by the end: what is
    /// ranked reads vectors, which may come from a file and need the memory.
    private static func compared(
        _ keys: [NodeKey], _ stored: StoredNeighbours?, _ ranking: VectorRanking, threads: Int,
        into table: inout RankedTable
    ) throws(CasebookError) -> Compared {
        let rows = ranking.integerRows(threads: threads)
        let order = try Cells(of: rows, rowsOfCell: rowsOfCell, threads: threads).order
        let update = NeighbourUpdate(rows: rows, keys: keys, ranking: ranking, threads: threads)
        if let stored, let updated = try update.candidates(from: stored, in: order, into: &table) {
            return Compared(order: order, depth: rows.depth, candidates: .updated(updated))
        }
        let lists = try IntegerSearch(rows, threads: threads).pairs(in: order, wanted: ranking.kept)
        return Compared(order: order, depth: rows.depth, candidates: .lists(lists))
    }

    /// Compares the rows of cells that are near each other, and gives the rows cell by cell.
    private static func searchCells(
        _ ranking: VectorRanking, threads: Int, into table: inout RankedTable
    ) throws(CasebookError) -> [Int32] {
        func candidates() throws(CasebookError) -> (RankedTable, order: [Int32]) {
            let rows = ranking.integerRows(threads: threads)
            let search = try CellSearch(rows, threads: threads)
            var candidates = try search.candidates(wanted: ranking.ranked)
            let refinement = CandidateRefinement(rows: rows, threads: threads)
            refinement.joinBack(&candidates)
            return (refinement.refined(candidates, in: search.cells.order), search.cells.order)
        }
        let (found, order) = try candidates()
        ranking.rank(found, in: order, into: &table, threads: threads)
        return order
    }
}
