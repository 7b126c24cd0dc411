import Domain

/// A division of rows into cells of like ones: spherical k-means (Dhillon and Modha, "Concept decompositions for large
/// sparse text data using clustering", 2001) on every so-manieth row, with integer products and sums, so that it is
/// the same on every machine.
struct Cells {
    /// The cell of each row.
    let cellOf: [Int32]
    /// Unit means, a row a cell.
    let centres: IntegerRows

    private static let sampleForCell = 32
    private static let iterations = 5

    /// - Parameter rowsOfCell: rows of a cell, on average.
    init(of rows: IntegerRows, rowsOfCell: Int, threads: Int) throws(CasebookError) {
        let count = (rows.count + rowsOfCell - 1) / rowsOfCell
        // Rows come in the order of digests, so that evenly spread ones are a random sample.
        let sampleCount = min(rows.count, count * Cells.sampleForCell)
        let sample = (0..<sampleCount).map { Int32($0 * rows.count / sampleCount) }
        var centres = rows.gathered((0..<count).map { sample[$0 * sampleCount / count] })
        for _ in 0..<Cells.iterations {
            let nearest = try Cells.nearest(to: sample, of: rows, among: centres, threads: threads)
            centres = Cells.means(of: rows, sample, nearest, old: centres)
        }
        self.centres = centres
        cellOf = try Cells.nearest(
            to: (0..<Int32(rows.count)).map { $0 }, of: rows, among: centres, threads: threads)
    }

    /// The rows, cell by cell, ascending within each.
    var order: [Int32] {
        var next = [Int](repeating: 0, count: centres.count + 1)
        for cell in cellOf { next[Int(cell) + 1] += 1 }
        for cell in 0..<centres.count { next[cell + 1] += next[cell] }
        var order = [Int32](repeating: 0, count: cellOf.count)
        for (row, cell) in cellOf.enumerated() {
            order[next[Int(cell)]] = Int32(row)
            next[Int(cell)] += 1
        }
        return order
    }

    /// The rows of each cell, ascending.
    var members: [[Int32]] {
        var members = [[Int32]](repeating: [], count: centres.count)
        for (row, cell) in cellOf.enumerated() { members[Int(cell)].append(Int32(row)) }
        return members
    }

    /// The centre with the greatest inner product with each row; of equal ones the first.
    private static func nearest(
        to members: [Int32], of rows: IntegerRows, among centres: IntegerRows, threads: Int
    ) throws(CasebookError) -> [Int32] {
        let best = CandidateLists(rows: members.count, wanted: 1)
        try IntegerSearch(rows, threads: threads)
            .offer((0..<Int32(centres.count)).map { $0 }, of: centres, to: members, best)
        return members.indices.map { best.best($0).first.map(RankedKey.row) ?? 0 }
    }

    private static func means(
        of rows: IntegerRows, _ members: [Int32], _ cells: [Int32], old: IntegerRows
    ) -> IntegerRows {
        var sums = [Int32](repeating: 0, count: old.count * old.depth)
        for (member, cell) in zip(members, cells) {
            rows.add(Int(member), to: &sums, at: Int(cell) * old.depth)
        }
        return IntegerRows(directions: sums, or: old)
    }
}
