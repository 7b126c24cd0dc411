/// Means of integer rows, for k-means.
extension IntegerRows {
    /// Some rows, in the order given.
    func gathered(_ rows: [Int32]) -> IntegerRows {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(rows.count * depth)
        for row in rows { chosen += bytes[Int(row) * depth..<(Int(row) + 1) * depth] }
        return IntegerRows(bytes: chosen, excess: rows.map { excess[Int($0)] }, depth: depth)
    }

    /// Adds a row to a sum of `depth` values that begins at `start`.
    func add(_ row: Int, to sums: inout [Int32], at start: Int) {
        bytes.withUnsafeBytes { bytes in
            sums.withUnsafeMutableBytes { sums in
                for column in stride(from: 0, to: depth, by: 16) {
                    let values = bytes.loadUnaligned(fromByteOffset: row * depth + column, as: SIMD16<UInt8>.self)
                    let offset = (start + column) * 4
                    let sum = sums.loadUnaligned(fromByteOffset: offset, as: SIMD16<Int32>.self)
                    sums.storeBytes(
                        of: sum &+ SIMD16<Int32>(truncatingIfNeeded: values) &- 128, toByteOffset: offset,
                        as: SIMD16<Int32>.self)
                }
            }
        }
    }

    /// Rows of unit length in the direction of sums of rows; a sum of zeros gives the old row.
    init(directions sums: [Int32], or old: IntegerRows) {
        let depth = old.depth
        var bytes = old.bytes
        var excess = old.excess
        let length = (Float(depth).squareRoot() / IntegerRows.reach * IntegerRows.limit)
        for row in 0..<old.count {
            var squares: Int64 = 0
            for column in row * depth..<(row + 1) * depth { squares += Int64(sums[column]) * Int64(sums[column]) }
            guard squares > 0 else { continue }
            let scale = length / Float(Double(squares).squareRoot())
            var total: Int32 = 0
            for column in row * depth..<(row + 1) * depth {
                let value = (Float(sums[column]) * scale).rounded(.toNearestOrEven)
                let integer = Int32(max(-IntegerRows.limit, min(IntegerRows.limit, value)))
                bytes[column] = UInt8(truncatingIfNeeded: integer + 128)
                total += integer
            }
            excess[row] = 128 * total
        }
        self.init(bytes: bytes, excess: excess, depth: depth)
    }
}
