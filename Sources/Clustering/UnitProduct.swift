/// Inner products in eight lanes that are added up in a fixed order, so that they have the same bits on every machine.
enum UnitProduct {
    /// Of some columns of two rows that begin at the given places of their memory.
    @inline(__always) static func of(
        _ values: UnsafeBufferPointer<Float>, _ left: Int, _ right: Int, _ columns: Range<Int>
    ) -> Float {
        of(values, left, values, right, columns)
    }

    /// The same of rows in different memory.
    @inline(__always) static func of(
        _ a: UnsafeBufferPointer<Float>, _ left: Int, _ b: UnsafeBufferPointer<Float>, _ right: Int,
        _ columns: Range<Int>
    ) -> Float {
        var lanes = SIMD8<Float>.zero
        var column = columns.lowerBound
        let width = MemoryLayout<Float>.stride
        let rawA = UnsafeRawBufferPointer(a)
        let rawB = UnsafeRawBufferPointer(b)
        while column + 8 <= columns.upperBound {
            let x = rawA.loadUnaligned(fromByteOffset: (left + column) * width, as: SIMD8<Float>.self)
            let y = rawB.loadUnaligned(fromByteOffset: (right + column) * width, as: SIMD8<Float>.self)
            lanes += x * y
            column += 8
        }
        var sum = ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))
        while column < columns.upperBound {
            sum += a[left + column] * b[right + column]
            column += 1
        }
        return sum
    }
}
