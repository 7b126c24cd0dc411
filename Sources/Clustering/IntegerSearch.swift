import Domain
import LinearAlgebra

/// The best rows of each row by integer score, exactly: every pair is computed.
struct IntegerSearch {
    let rows: IntegerRows
    let threads: Int
    private let product: MatrixProduct

    init(_ rows: IntegerRows, threads: Int) throws(CasebookError) {
        self.rows = rows
        self.threads = threads
        product = try IntegerBlocks.product(panel: 64, width: 512, depth: rows.depth)
    }

    /// Up to `wanted` best others of each row. `order` holds every row once; lists are by place in it, and hold row
    /// numbers. Rows that stand near each other in `order` are compared first: the sooner good candidates are known,
    /// the fewer bad ones are looked at.
    ///
    /// Blocks meet in rounds in which none takes part twice (the circle method of tournaments), so that threads
    /// write to lists that are theirs alone. Cost: rows² × depth / 2.
    func pairs(in order: [Int32], wanted: Int) throws(CasebookError) -> CandidateLists {
        let blocks = try IntegerBlocks(order, of: rows, for: product, threads: threads)
        let ordered = rows.gathered(order)
        let lists = CandidateLists(
            rows: order.count, wanted: wanted, padding: blocks.blockCount * blocks.width - order.count)
        nonisolated(unsafe) let tiles = try ScoreTile.each(threads, product)
        func meet(_ left: Int, _ right: Int, _ worker: Int) throws(CasebookError) {
            try IntegerSearch.meet(left, right, order, ordered, blocks, tiles[worker], lists)
        }
        let count = blocks.blockCount
        try Parallel.forEachChunk(count: count, size: 1, threads: threads) { (range, worker) throws(CasebookError) in
            for block in range { try meet(block, block, worker) }
        }
        let seats = count + count % 2
        for round in 0..<max(seats - 1, 0) {
            try Parallel.forEachChunk(count: seats / 2, size: 1, threads: threads) {
                (range, worker) throws(CasebookError) in
                for table in range {
                    // One block stays in its seat, the others move on by one each round.
                    let left = table == 0 ? seats - 1 : (round + table) % (seats - 1)
                    let right = (round + seats - 1 - table) % (seats - 1)
                    if left < count, right < count { try meet(left, right, worker) }
                }
            }
        }
        return lists
    }

    /// Compares the rows of two blocks, or of one with each other.
    private static func meet(
        _ left: Int, _ right: Int, _ order: [Int32], _ ordered: IntegerRows, _ blocks: IntegerBlocks,
        _ tile: ScoreTile, _ lists: CandidateLists
    ) throws(CasebookError) {
        let all = blocks.range(of: left)
        let columns = right * blocks.width
        for start in stride(from: all.lowerBound, to: all.upperBound, by: blocks.panel) {
            try tile.multiply(from: start, of: ordered, blocks.weights(of: right))
            blocks.withBlock(right) { excess, numbers in
                for place in start..<min(start + blocks.panel, all.upperBound) {
                    tile.exchange(
                        excess, numbers, withRow: place - start, place: place, number: order[place],
                        from: left == right ? place + 1 - columns : 0, columns: columns, lists)
                }
            }
        }
    }

    /// Up to `wanted` best others of some rows among some others. Lists are by place in `queries`, and hold row
    /// numbers. Cost: queries × members × depth.
    func best(of queries: [Int32], among members: [Int32], wanted: Int) throws(CasebookError) -> CandidateLists {
        let lists = CandidateLists(rows: queries.count, wanted: wanted)
        try offer(members, to: queries, lists)
        return lists
    }

    /// Offers some rows to the lists of others, which are by place in `queries`.
    ///
    /// - Parameter others: Where the members are; no row is offered itself if they are this search's own rows.
    func offer(
        _ members: [Int32], of others: IntegerRows? = nil, to queries: [Int32], _ lists: CandidateLists
    ) throws(CasebookError) {
        let blocks = try IntegerBlocks(members, of: others ?? rows, for: product, threads: threads)
        nonisolated(unsafe) let tiles = try ScoreTile.each(threads, product)
        try Parallel.forEachChunk(count: queries.count, size: blocks.panel, threads: threads) {
            (panel, worker) throws(CasebookError) in
            let tile = tiles[worker]
            tile.load(queries[panel], of: rows)
            for block in 0..<blocks.blockCount {
                try tile.multiply(blocks.weights(of: block))
                blocks.withBlock(block) { excess, numbers in
                    for place in panel {
                        tile.offer(
                            excess, numbers, toRow: place - panel.lowerBound, place: place,
                            number: others == nil ? queries[place] : -2, lists)
                    }
                }
            }
        }
    }
}
