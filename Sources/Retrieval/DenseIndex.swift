import Domain
import LinearAlgebra

/// The vectors of documents, searched exactly.
///
/// Every row is also kept rounded to 8 bits a column, a quarter of the memory to read. A search reads the rounded rows,
/// whose scores are off by no more than a known bound, and computes the full products of those rows alone that can
/// still be among the best: nothing is missed. Full products are summed in one order on every machine.
struct DenseIndex: Sendable {
    let count: Int
    let dimension: Int
    /// By document, its cosine with the mean of all vectors, which has less than unit length.
    private(set) var commonness: [Float] = []
    /// The standard deviation of the cosines of pairs of documents; `nil` of a handful of documents.
    private(set) var spread: Double?

    private let matrix: EmbeddingMatrix
    /// By document, its row.
    private let rows: [Int32]
    /// By document, its rounded row, 128 added to each value, padded with 128.
    private let bytes: [UInt8]
    private let scales: [Float]
    private let depth: Int
    /// The greatest distance between a row and its rounded form, and the greatest length of a rounded row.
    private let roundingError: Float
    private let greatestLength: Float
    private let kernels = ScoreKernels()

    /// - Parameter rows: by document, its row of the matrix.
    init(_ matrix: EmbeddingMatrix, rows: [Int]) {
        self.matrix = matrix
        self.rows = rows.map(Int32.init)
        count = rows.count
        dimension = matrix.dimension
        let depth = max((matrix.dimension + 63) / 64, 1) * 64
        self.depth = depth
        var bytes = [UInt8](repeating: 128, count: rows.count * depth)
        var scales = [Float](repeating: 0, count: rows.count)
        var error: Float = 0
        var length: Float = 0
        matrix.storage.withUnsafeBufferPointer { values in
            bytes.withUnsafeMutableBufferPointer { bytes in
                guard let values = values.baseAddress, let bytes = bytes.baseAddress else { return }
                for (document, row) in rows.enumerated() {
                    let rounded = Self.round(
                        values + row * matrix.dimension, matrix.dimension, into: bytes + document * depth)
                    scales[document] = rounded.scale
                    error = max(error, rounded.error)
                    length = max(length, rounded.length)
                }
            }
        }
        self.bytes = bytes
        self.scales = scales
        roundingError = error
        greatestLength = length
        commonness = products(of: mean(), with: nil)
        spread = sampledSpread()
    }

    /// The vector of a document.
    func vector(_ document: Int) -> ArraySlice<Float> { matrix[Int(rows[document])] }

    /// The cosine of two documents.
    func similarity(_ left: Int, _ right: Int) -> Float {
        products(of: Array(vector(left)), with: [Int32(right)])[0]
    }

    /// The inner products of a vector with documents, or with all of them for `nil`, in their order.
    func products(of query: [Float], with documents: [Int32]?) -> [Float] {
        let wanted = documents.map { $0.map { rows[Int($0)] } } ?? rows
        return [Float](unsafeUninitializedCapacity: wanted.count) { products, initialized in
            query.withUnsafeBufferPointer { query in
                wanted.withUnsafeBufferPointer { wanted in
                    matrix.storage.withUnsafeBufferPointer { values in
                        guard let query = query.baseAddress, let first = wanted.baseAddress,
                            let values = values.baseAddress, let target = products.baseAddress
                        else { return }
                        kernels.innerProducts(
                            of: query, with: first, of: values, count: wanted.count, width: dimension, into: target)
                    }
                }
            }
            initialized = wanted.count
        }
    }

    /// The products of `products(of:with:)` from rounded rows, and by how much each may be off.
    func approximateProducts(of query: [Float], with documents: [Int32]) -> (products: [Float], error: Float) {
        var rounded = [UInt8](repeating: 128, count: depth)
        let form = query.withUnsafeBufferPointer { query in
            rounded.withUnsafeMutableBufferPointer { rounded in
                guard let query = query.baseAddress, let rounded = rounded.baseAddress else {
                    return (scale: Float(0), error: Float(0), length: Float(0))
                }
                return Self.round(query, dimension, into: rounded)
            }
        }
        let sums = [Int32](unsafeUninitializedCapacity: documents.count) { sums, initialized in
            rounded.withUnsafeBufferPointer { rounded in
                documents.withUnsafeBufferPointer { documents in
                    bytes.withUnsafeBufferPointer { bytes in
                        guard let rounded = rounded.baseAddress, let first = documents.baseAddress,
                            let bytes = bytes.baseAddress, let target = sums.baseAddress
                        else { return }
                        kernels.integerProducts(
                            of: rounded, with: first, of: bytes, count: documents.count, width: depth, into: target)
                    }
                }
            }
            initialized = documents.count
        }
        let products = [Float](unsafeUninitializedCapacity: documents.count) { products, initialized in
            for index in 0..<documents.count {
                products[index] = Float(sums[index]) * (form.scale * scales[Int(documents[index])])
            }
            initialized = documents.count
        }
        // |q·d − q'·d'| = |q·(d − d') + (q − q')·d'|, and a little for sums of floats.
        let length = form.length + form.error
        return (products, length * roundingError + form.error * greatestLength + 1e-5 * (1 + length))
    }

    /// Rounds a row to −127…127 by its own greatest magnitude. Gives the step, the distance between the row and its
    /// rounded form, and the length of that.
    private static func round(
        _ row: UnsafePointer<Float>, _ count: Int, into target: UnsafeMutablePointer<UInt8>
    ) -> (scale: Float, error: Float, length: Float) {
        var greatest: Float = 0
        var isFinite = true
        for column in 0..<count {
            greatest = max(greatest, row[column].magnitude)
            isFinite = isFinite && row[column].isFinite
        }
        // What is no number is never found.
        guard greatest > 0, isFinite else { return (0, 0, 0) }
        let scale = greatest / 127
        var error: Float = 0
        var length: Float = 0
        for column in 0..<count {
            let value = (row[column] / scale).rounded()
            target[column] = UInt8(value + 128)
            let rest = row[column] - value * scale
            error += rest * rest
            length += value * scale * (value * scale)
        }
        return (scale, error.squareRoot() * 1.0001, length.squareRoot() * 1.0001)
    }

    private func mean() -> [Float] {
        var sums = [Double](repeating: 0, count: dimension)
        for row in rows {
            let start = Int(row) * dimension
            for column in 0..<dimension { sums[column] += Double(matrix.storage[start + column]) }
        }
        return sums.map { Float($0 / Double(max(1, count))) }
    }

    /// From up to 256 documents spread over all.
    private func sampledSpread() -> Double? {
        let sampled = min(256, count)
        guard sampled >= 32 else { return nil }
        let documents = (0..<sampled).map { Int32($0 * count / sampled) }
        var (sum, squares, pairs) = (0.0, 0.0, 0.0)
        for (place, document) in documents.enumerated() {
            for cosine in products(of: Array(vector(Int(document))), with: Array(documents[(place + 1)...])) {
                sum += Double(cosine)
                squares += Double(cosine) * Double(cosine)
                pairs += 1
            }
        }
        return max(0, squares / pairs - sum / pairs * (sum / pairs)).squareRoot()
    }
}
