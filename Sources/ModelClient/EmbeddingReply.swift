internal import Domain
internal import Foundation
internal import Prompting

/// What answers with vectors have in common.
enum EmbeddingReply {
    /// The largest answer that so many vectors can make, in bytes: 26 a number in decimal digits.
    static func size(of texts: Int, _ dimension: Int) -> Int { (1 << 20) + texts * dimension * 26 }

    /// A list of numbers, or the base64 of little-endian 32-bit floats.
    static func vector(_ json: JSONValue) -> [Float]? {
        switch json {
        case .array(let values):
            var vector: [Float] = []
            vector.reserveCapacity(values.count)
            for value in values {
                switch value {
                case .integer(let value): vector.append(Float(value))
                case .number(let value): vector.append(Float(value))
                default: return nil
                }
            }
            return vector
        case .string(let text):
            guard let data = Data(base64Encoded: text), data.count % 4 == 0 else { return nil }
            let bytes = [UInt8](data)
            return stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
            }
        default: return nil
        }
    }

    static func malformed(_ service: String, _ estimate: TokenUsage) -> ModelFailure {
        ModelFailure(
            .malformed, service: service, "the answer has not one vector for each text", usage: estimate)
    }
}
