import Domain
import LinearAlgebra

/// One thread's scores of a panel of rows with a block of others. Not to be used by two threads at once.
final class ScoreTile {
    private let runner: ProductRunner
    private let shape: ProductShape
    private let panel: UnsafeMutablePointer<UInt8>
    /// Row after row, a block's width of scores each, to which the columns' excesses have yet to be taken off.
    private let scores: UnsafeMutablePointer<Int32>
    private let hits: UnsafeMutablePointer<UInt16>
    private let kernels = ScoreKernels()

    init(_ product: MatrixProduct) throws(CasebookError) {
        runner = try ProductRunner(product)
        shape = product.shape
        panel = .allocate(capacity: shape.rows * shape.depth)
        scores = .allocate(capacity: shape.rows * shape.columns)
        hits = .allocate(capacity: shape.columns)
        panel.initialize(repeating: 0, count: shape.rows * shape.depth)
    }

    deinit {
        panel.deallocate()
        scores.deallocate()
        hits.deallocate()
    }

    /// One for each thread.
    static func each(_ threads: Int, _ product: MatrixProduct) throws(CasebookError) -> [ScoreTile] {
        var tiles: [ScoreTile] = []
        for _ in 0..<threads { tiles.append(try ScoreTile(product)) }
        return tiles
    }

    /// Takes up to a panel of rows as the left side.
    func load(_ members: some Sequence<Int32>, of rows: IntegerRows) {
        rows.bytes.withUnsafeBufferPointer { bytes in
            guard let bytes = bytes.baseAddress else { return }
            var target = panel
            for member in members {
                target.update(from: bytes + Int(member) * shape.depth, count: shape.depth)
                target += shape.depth
            }
        }
    }

    /// Computes the scores of the left side with a block.
    func multiply(_ weights: PackedWeights) throws(CasebookError) {
        try runner.multiply(panel, weights, into: scores)
    }

    /// The same for a panel of rows that stand one after the other.
    func multiply(from start: Int, of rows: IntegerRows, _ weights: PackedWeights) throws(CasebookError) {
        guard start + shape.rows <= rows.count else {
            load(Int32(start)..<Int32(rows.count), of: rows)
            return try multiply(weights)
        }
        try rows.bytes.withUnsafeBufferPointer { (bytes) throws(CasebookError) in
            guard let bytes = bytes.baseAddress else { return }
            try runner.multiply(bytes + start * shape.depth, weights, into: scores)
        }
    }

    /// Offers a block's rows to a row of the panel.
    ///
    /// - Parameters:
    ///   - excess, numbers: the block's.
    ///   - place: of the row's list.
    ///   - number: of the row itself, which is not offered.
    func offer(
        _ excess: UnsafePointer<Int32>, _ numbers: UnsafePointer<Int32>, toRow row: Int, place: Int, number: Int32,
        _ lists: CandidateLists
    ) {
        let line = scores + row * shape.columns
        let found = kernels.columns(
            of: line, minus: excess, above: lists.bars[place], width: shape.columns, into: hits)
        for hit in 0..<found {
            let column = Int(hits[hit])
            let score = line[column] &- excess[column]
            // The bar may have risen since.
            if score > lists.bars[place], numbers[column] != number {
                lists.offer(RankedKey.make(score: score, numbers[column]), to: place)
            }
        }
    }

    /// Offers a block's rows to a row of the panel, and that row to each of them.
    ///
    /// - Parameters:
    ///   - first: the column to begin with.
    ///   - columns: the place of the list of column 0.
    func exchange(
        _ excess: UnsafePointer<Int32>, _ numbers: UnsafePointer<Int32>, withRow row: Int, place: Int, number: Int32,
        from first: Int, columns: Int, _ lists: CandidateLists
    ) {
        let line = scores + row * shape.columns
        let bars = lists.bars + columns
        let found = kernels.columns(
            of: line, minus: excess, above: lists.bars[place], or: bars, width: shape.columns, into: hits)
        for hit in 0..<found {
            let column = Int(hits[hit])
            guard column >= first else { continue }
            let score = line[column] &- excess[column]
            if score > lists.bars[place] { lists.offer(RankedKey.make(score: score, numbers[column]), to: place) }
            if score > bars[column] { lists.offer(RankedKey.make(score: score, number), to: columns + column) }
        }
    }
}
