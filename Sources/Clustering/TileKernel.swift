/// Inner products of one tile of rows with another.
struct TileKernel {
    let rows: UnsafeBufferPointer<Float>
    let rowCount: Int
    /// As `ExactNeighbours.pack` lays it out.
    let packed: UnsafeBufferPointer<Float>
    /// Rows in `packed`.
    let count: Int
    let dimension: Int

    /// Writes the products of rows `left..<left + size` with `right..<right + size`, row after row. Rows beyond the
    /// last give zeros.
    func multiply(_ left: Int, _ right: Int, _ size: Int, into scores: UnsafeMutableBufferPointer<Float>) {
        guard let rows = rows.baseAddress, let packed = packed.baseAddress, let scores = scores.baseAddress else {
            return
        }
        let panels = UnsafeRawPointer(packed)
        let last = rowCount - 1
        for panel in stride(from: 0, to: size, by: 8) where right + panel < count {
            let columns = panels + (right + panel) * dimension * 4
            for row in stride(from: 0, to: size, by: 4) where left + row < rowCount {
                // Rows past the end are read as the last one, and their scores are never looked at.
                let a = rows + (left + row) * dimension
                let b = rows + min(left + row + 1, last) * dimension
                let c = rows + min(left + row + 2, last) * dimension
                let d = rows + min(left + row + 3, last) * dimension
                var sumA = SIMD8<Float>.zero
                var sumB = SIMD8<Float>.zero
                var sumC = SIMD8<Float>.zero
                var sumD = SIMD8<Float>.zero
                for column in 0..<dimension {
                    let other = columns.loadUnaligned(fromByteOffset: column &* 32, as: SIMD8<Float>.self)
                    sumA += other * a[column]
                    sumB += other * b[column]
                    sumC += other * c[column]
                    sumD += other * d[column]
                }
                let target = UnsafeMutableRawPointer(scores + row * size + panel)
                target.storeBytes(of: sumA, as: SIMD8<Float>.self)
                (target + size * 4).storeBytes(of: sumB, as: SIMD8<Float>.self)
                (target + size * 8).storeBytes(of: sumC, as: SIMD8<Float>.self)
                (target + size * 12).storeBytes(of: sumD, as: SIMD8<Float>.self)
            }
        }
    }
}
