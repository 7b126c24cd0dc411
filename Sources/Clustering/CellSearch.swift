import Domain
import LinearAlgebra

/// The best rows of each row by integer score among those of the cells nearest to it: an inverted file (Jégou, Douze and
/// Schmid, "Product quantization for nearest neighbor search", 2011, §4, without the quantization).
struct CellSearch {
    let cells: Cells
    private let rows: IntegerRows
    private let threads: Int
    private let product: MatrixProduct
    /// Cells that are searched for each row.
    private let probes: Int

    /// Rows of a cell, on average.
    private static let rowsOfCell = 512

    init(_ rows: IntegerRows, probes: Int = 32, threads: Int) throws(CasebookError) {
        self.rows = rows
        self.threads = threads
        self.probes = probes
        cells = try Cells(of: rows, rowsOfCell: CellSearch.rowsOfCell, threads: threads)
        product = try IntegerBlocks.product(panel: 32, width: 256, depth: rows.depth)
    }

    /// The best keys of score and row of each row, best first.
    func candidates(wanted: Int) throws(CasebookError) -> RankedTable {
        let members = cells.members
        var blocks: [IntegerBlocks] = []
        for members in members { blocks.append(try IntegerBlocks(members, of: rows, for: product, threads: threads)) }
        let inverted = blocks
        nonisolated(unsafe) let tiles = try ScoreTile.each(threads, product)
        let centres = try IntegerSearch(rows, threads: 1)
        var table = RankedTable(empty: rows.count, width: wanted)
        try table.withRows { (table) throws(CasebookError) in
            try Parallel.forEachChunk(count: members.count, size: 1, threads: threads) {
                (range, worker) throws(CasebookError) in
                for cell in range where !members[cell].isEmpty {
                    let own = members[cell]
                    let lists = CandidateLists(rows: own.count, wanted: wanted)
                    let asking = try askers(own, centres)
                    // The own cell comes first: the sooner good candidates are known, the fewer bad ones are looked at.
                    try offer(inverted[cell], to: asking[cell], of: own, tiles[worker], lists)
                    for (other, places) in asking.enumerated() where other != cell && !places.isEmpty {
                        try offer(inverted[other], to: places, of: own, tiles[worker], lists)
                    }
                    for (place, row) in own.enumerated() { table.set(Int(row), to: lists.best(place).sorted(by: >)) }
                }
            }
        }
        return table
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
