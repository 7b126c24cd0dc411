import Domain
import Foundation
import SentenceModel

/// A small BERT encoder with pseudo-random weights, computed as the paper's formulas say, in double precision.
struct ReferenceEncoder: EncoderTensors {
    let shape: EncoderShape
    let seed: UInt64

    /// Pseudo-random numbers that depend on the tensor's name alone.
    func values(_ name: String, _ shape: [Int]) throws(CasebookError) -> [Float] {
        var state = seed
        for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let isScale = name.hasSuffix("LayerNorm.weight")
        return (0..<shape.reduce(1, *)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Float(state >> 40) / Float(1 << 24) - 0.5
            return isScale ? 1 + value * 0.2 : value * 0.4
        }
    }

    private func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> [[Double]] {
        let values = try values(name, [rows, columns]).map(Double.init)
        return (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
    }

    private func linear(_ name: String, _ input: [[Double]], _ columns: Int) throws -> [[Double]] {
        let weights = try matrix(name + ".weight", columns, input[0].count)
        let bias = try values(name + ".bias", [columns]).map(Double.init)
        return input.map { row in
            (0..<columns).map { column in zip(row, weights[column]).reduce(bias[column]) { $0 + $1.0 * $1.1 } }
        }
    }

    private func normalised(_ name: String, _ rows: [[Double]]) throws -> [[Double]] {
        let gamma = try values(name + ".weight", [shape.hidden]).map(Double.init)
        let beta = try values(name + ".bias", [shape.hidden]).map(Double.init)
        return rows.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.enumerated().map { column, value in
                (value - mean) / (variance + Double(shape.epsilon)).squareRoot() * gamma[column] + beta[column]
            }
        }
    }

    private func sum(_ left: [[Double]], _ right: [[Double]]) -> [[Double]] {
        zip(left, right).map { zip($0, $1).map { $0 + $1 } }
    }

    private func attention(_ prefix: String, _ input: [[Double]]) throws -> [[Double]] {
        let queries = try linear(prefix + "query", input, shape.hidden)
        let keys = try linear(prefix + "key", input, shape.hidden)
        let values = try linear(prefix + "value", input, shape.hidden)
        let width = shape.hidden / shape.heads
        return queries.map { query in
            (0..<shape.heads).flatMap { head -> [Double] in
                let columns = head * width..<(head + 1) * width
                let scores = keys.map { key in
                    exp(columns.reduce(0) { $0 + query[$1] * key[$1] } / Double(width).squareRoot())
                }
                let total = scores.reduce(0, +)
                return columns.map { column in
                    zip(scores, values).reduce(0) { $0 + $1.0 / total * $1.1[column] }
                }
            }
        }
    }

    /// The token vectors after the last layer.
    func tokens(_ pieces: [Int32]) throws -> [[Double]] {
        let words = try matrix("embeddings.word_embeddings.weight", shape.vocabulary, shape.hidden)
        let positions = try matrix("embeddings.position_embeddings.weight", shape.positions, shape.hidden)
        let types = try matrix("embeddings.token_type_embeddings.weight", shape.types, shape.hidden)
        var stream = pieces.enumerated().map { position, piece in
            (0..<shape.hidden).map { words[Int(piece)][$0] + positions[position][$0] + types[0][$0] }
        }
        stream = try normalised("embeddings.LayerNorm", stream)
        for layer in 0..<shape.layers {
            let prefix = "encoder.layer.\(layer)."
            let attended = try linear(
                prefix + "attention.output.dense", attention(prefix + "attention.self.", stream), shape.hidden)
            stream = try normalised(prefix + "attention.output.LayerNorm", sum(attended, stream))
            let inner = try linear(prefix + "intermediate.dense", stream, shape.intermediate).map { row in
                row.map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
            }
            stream = try normalised(
                prefix + "output.LayerNorm", sum(linear(prefix + "output.dense", inner, shape.hidden), stream))
        }
        return stream
    }

    /// The unit vector of a sequence.
    func vector(_ pieces: [Int32], pooling: Encoder.Pooling) throws -> [Double] {
        let rows = try tokens(pieces)
        var vector = rows[0]
        if pooling == .mean {
            for row in rows.dropFirst() { for column in vector.indices { vector[column] += row[column] } }
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }
}
