import Domain
import LinearAlgebra

/// The first layer's queries, keys and values, of which one thread remembers the latest: they depend on a word piece and
/// its position alone, and texts repeat those.
final class FirstProjection {
    private let hidden: Int
    private let layer: LinearLayer
    private let blockRows: Int
    /// Which piece at which position each slot holds, -1 for none.
    private var keys: [Int64]
    private let rows: FixedBuffer<Float>
    /// The inputs and outputs of one block of rows that were not remembered.
    private let inputs: FixedBuffer<Float>
    private let outputs: FixedBuffer<Float>
    private var missing: [(key: Int64, row: Int)] = []

    /// Bytes that are remembered, at most.
    private static let limit = 24 << 20

    init(_ encoder: Encoder) {
        hidden = encoder.shape.hidden
        layer = encoder.layers[0].queriesKeysValues
        blockRows = encoder.precision.blockRows
        var slots = 1
        while slots * 2 * layer.columns * MemoryLayout<Float>.stride <= FirstProjection.limit { slots *= 2 }
        keys = [Int64](repeating: -1, count: slots)
        rows = FixedBuffer(count: slots * layer.columns)
        inputs = FixedBuffer(count: blockRows * hidden)
        outputs = FixedBuffer(count: blockRows * layer.columns)
    }

    /// Writes a row of queries, keys and values for each word piece.
    ///
    /// - Parameter stream: the embedded pieces, row by row.
    func project(
        _ pack: TokenPack, _ stream: UnsafePointer<Float>, _ multiplier: BlockMultiplier,
        into projected: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        for range in pack.ranges {
            for row in range {
                let key = Int64(pack.pieces[row]) << 32 | Int64(row - range.lowerBound)
                let slot = slot(of: key)
                if keys[slot] == key {
                    copy(rows.pointer + slot * layer.columns, to: projected + row * layer.columns)
                } else {
                    (inputs.pointer + missing.count * hidden).update(from: stream + row * hidden, count: hidden)
                    missing.append((key, row))
                    if missing.count == blockRows { try compute(multiplier, into: projected) }
                }
            }
        }
        if !missing.isEmpty { try compute(multiplier, into: projected) }
    }

    private func compute(_ multiplier: BlockMultiplier, into projected: UnsafeMutablePointer<Float>)
        throws(CasebookError)
    {
        try multiplier.project(layer, inputs.pointer, count: missing.count, into: outputs.pointer)
        for (index, (key, row)) in missing.enumerated() {
            let output = outputs.pointer + index * layer.columns
            let slot = slot(of: key)
            keys[slot] = key
            copy(output, to: rows.pointer + slot * layer.columns)
            copy(output, to: projected + row * layer.columns)
        }
        missing.removeAll(keepingCapacity: true)
    }

    private func copy(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
        target.update(from: source, count: layer.columns)
    }

    /// Fibonacci hashing; the number of slots is a power of two.
    private func slot(of key: Int64) -> Int {
        Int(truncatingIfNeeded: (UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> 32) & (keys.count - 1)
    }
}
