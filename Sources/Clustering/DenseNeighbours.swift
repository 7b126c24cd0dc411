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
        let rows = IntegerRows(nodes, of: vectors, threads: threads)
        let ranking = VectorRanking(vectors: vectors, nodes: nodes, wanted: wanted)
        guard nodes.count <= exactLimit else {
            let order = try DenseNeighbours.searchCells(rows, ranking, threads: threads, into: &table)
            self.init(table: table, found: nil, order: DenseNeighbours.order(of: keys.count, order, nodes))
            return
        }
        let rankKeys = nodes.map { keys[Int($0)] }
        let order = try Cells(of: rows, rowsOfCell: DenseNeighbours.rowsOfCell, threads: threads).order
        let update = NeighbourUpdate(rows: rows, keys: rankKeys, ranking: ranking, threads: threads)
        let candidates: CandidateTable
        if let stored, let updated = try update.candidates(from: stored, in: order, into: &table) {
            candidates = updated
        } else {
            candidates = try DenseNeighbours.candidates(rows, order, ranking, threads: threads, into: &table)
        }
        self.init(
            table: table, found: StoredNeighbours(keys: rankKeys, depth: rows.depth, candidates: candidates),
            order: DenseNeighbours.order(of: keys.count, order, nodes))
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

    /// Compares all pairs.
    private static func candidates(
        _ rows: IntegerRows, _ order: [Int32], _ ranking: VectorRanking, threads: Int, into table: inout RankedTable
    ) throws(CasebookError) -> CandidateTable {
        let lists = try IntegerSearch(rows, threads: threads).pairs(in: order, wanted: ranking.kept)
        ranking.rank(lists, of: order, into: &table, threads: threads)
        var places = [Int](repeating: 0, count: order.count)
        for (place, row) in order.enumerated() { places[Int(row)] = place }
        return CandidateTable(count: rows.count) { row in lists.best(places[row]) }
    }

    /// Compares the rows of cells that are near each other, and gives the rows cell by cell.
    private static func searchCells(
        _ rows: IntegerRows, _ ranking: VectorRanking, threads: Int, into table: inout RankedTable
    ) throws(CasebookError) -> [Int32] {
        let search = try CellSearch(rows, threads: threads)
        let order = search.cells.order
        var candidates = try search.candidates(wanted: ranking.ranked)
        let refinement = CandidateRefinement(rows: rows, threads: threads)
        refinement.joinBack(&candidates)
        candidates = refinement.refined(candidates, in: order)
        ranking.rank(candidates, in: order, into: &table, threads: threads)
        return order
    }
}
