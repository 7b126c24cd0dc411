import Domain

extension EmbeddingMatrix {
    /// The same rows at unit length; zero rows stay zero, and rows with values that are no numbers stay as they are.
    func normalised() -> EmbeddingMatrix {
        var values = storage
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<count {
                var squares = 0.0
                for column in row * dimension..<(row + 1) * dimension {
                    squares += Double(values[column]) * Double(values[column])
                }
                // Rows of unit length, up to rounding, are left to the bit.
                guard squares > 0, squares.isFinite, (squares - 1).magnitude > 1e-5 else { continue }
                let scale = 1 / squares.squareRoot()
                for column in row * dimension..<(row + 1) * dimension {
                    values[column] = Float(Double(values[column]) * scale)
                }
            }
        }
        return EmbeddingMatrix(count: count, dimension: dimension, storage: values)
    }
}
