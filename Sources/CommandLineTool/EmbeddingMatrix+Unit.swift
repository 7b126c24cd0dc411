import Domain

extension EmbeddingMatrix {
    /// The same rows at unit length; zero rows stay zero, and rows with values that are no numbers stay as they are.
    ///
    /// Rows of unit length, up to rounding, are left to the bit; a matrix of such rows alone is not copied.
    func normalised() -> EmbeddingMatrix {
        let scales = (0..<count).map(scale)
        guard scales.contains(where: { $0 != nil }) else { return self }
        var values = Array(storage)
        values.withUnsafeMutableBufferPointer { values in
            for (row, scale) in scales.enumerated() {
                guard let scale else { continue }
                for column in row * dimension..<(row + 1) * dimension {
                    values[column] = Float(Double(values[column]) * scale)
                }
            }
        }
        return EmbeddingMatrix(count: count, dimension: dimension, storage: values)
    }

    /// What a row is multiplied by; `nil` for one that stays.
    private func scale(of row: Int) -> Double? {
        storage.withUnsafeBufferPointer { values in
            var squares = 0.0
            for value in values[row * dimension..<(row + 1) * dimension] { squares += Double(value) * Double(value) }
            guard squares > 0, squares.isFinite, (squares - 1).magnitude > 1e-5 else { return nil }
            return 1 / squares.squareRoot()
        }
    }
}
