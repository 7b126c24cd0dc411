import Domain
import LinearAlgebra

/// One thread's run of an encoder over packs of sequences. It owns the buffers.
final class EncoderWorker {
    private let encoder: Encoder
    private let multiplier: BlockMultiplier
    private let firstProjection: FirstProjection
    private let capacity: Int
    private let blockRows: Int
    /// The residual stream, a row a word piece.
    private let stream: FixedBuffer<Float>
    private let projected: FixedBuffer<Float>
    private let attended: FixedBuffer<Float>
    private let scratch: FixedBuffer<Float>

    /// - Parameter capacity: the most word pieces of a pack.
    init(_ encoder: Encoder, capacity: Int) {
        self.encoder = encoder
        let shape = encoder.shape
        // Blocks may reach past the last row.
        blockRows = encoder.precision.blockRows
        self.capacity = capacity + blockRows
        multiplier = BlockMultiplier(encoder)
        firstProjection = FirstProjection(encoder)
        stream = FixedBuffer(count: self.capacity * shape.hidden)
        projected = FixedBuffer(count: self.capacity * 3 * shape.hidden)
        attended = FixedBuffer(count: self.capacity * shape.hidden)
        scratch = FixedBuffer(
            count: VectorKernels.attentionScratch(length: shape.positions, width: shape.headWidth))
    }

    /// Writes one unit vector of `hidden` values for each sequence.
    ///
    /// - Precondition: the sequences are not empty, their pieces are below the vocabulary's size, and together they fit
    ///   the capacity.
    func encode(_ pack: TokenPack, into output: (Int) -> UnsafeMutablePointer<Float>) throws(CasebookError) {
        let hidden = encoder.shape.hidden
        for range in pack.ranges { encoder.embed(pack.pieces[range], into: stream.pointer + range.lowerBound * hidden) }
        try firstProjection.project(pack, stream.pointer, multiplier, into: projected.pointer)
        for range in pack.ranges { attend(range) }
        try feedForward(encoder.layers[0], rows: pack.pieces.count)
        for layer in encoder.layers.dropFirst() {
            try attend(layer, pack)
            try feedForward(layer, rows: pack.pieces.count)
        }
        for (sequence, range) in pack.ranges.enumerated() { pool(range, into: output(sequence)) }
    }

    private func blocks(of rows: Int, _ body: (Int, Int) throws(CasebookError) -> Void) throws(CasebookError) {
        for first in stride(from: 0, to: rows, by: blockRows) {
            try body(first, min(blockRows, rows - first))
        }
    }

    /// Projects block by block; each sequence attends as soon as its last row is there, while its rows are in the cache.
    private func attend(_ layer: EncoderLayer, _ pack: TokenPack) throws(CasebookError) {
        let hidden = encoder.shape.hidden
        var waiting = pack.ranges[...]
        try blocks(of: pack.pieces.count) { first, count throws(CasebookError) in
            try multiplier.project(
                layer.queriesKeysValues, stream.pointer + first * hidden, count: count,
                into: projected.pointer + first * 3 * hidden)
            while let range = waiting.first, range.upperBound <= first + count {
                attend(range)
                waiting.removeFirst()
            }
        }
    }

    private func attend(_ range: Range<Int>) {
        let shape = encoder.shape
        let integers = encoder.precision == .int8 && range.count <= VectorKernels.integerAttentionLimit
        encoder.kernels.attend(
            projected.pointer + range.lowerBound * 3 * shape.hidden, length: range.count, heads: shape.heads,
            width: shape.headWidth, integers: integers, scratch: scratch.pointer,
            into: attended.pointer + range.lowerBound * shape.hidden)
    }

    private func feedForward(_ layer: EncoderLayer, rows: Int) throws(CasebookError) {
        let hidden = encoder.shape.hidden
        try blocks(of: rows) { first, count throws(CasebookError) in
            try multiplier.feedForward(
                layer, attended.pointer + first * hidden, count: count, addingTo: stream.pointer + first * hidden)
        }
    }

    /// A sum does for a mean, since the vector is scaled to unit length.
    private func pool(_ range: Range<Int>, into output: UnsafeMutablePointer<Float>) {
        let hidden = encoder.shape.hidden
        output.update(from: stream.pointer + range.lowerBound * hidden, count: hidden)
        if encoder.pooling == .mean {
            for row in range.dropFirst() { encoder.kernels.add(stream.pointer + row * hidden, hidden, to: output) }
        }
        encoder.kernels.normalise(output, hidden)
    }
}
