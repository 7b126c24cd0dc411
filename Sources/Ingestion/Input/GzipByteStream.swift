import Domain
import Gzip

/// The inflated bytes of a gzip file (RFC 1952, several members in a row allowed).
///
/// A file that was cut in the middle gives what it still holds and sets `endedEarly`; a damaged one throws, since
/// what came before the damage cannot be trusted.
final class GzipByteStream: ByteStream {
    private let source: any ByteStream
    private let name: String
    private let limits: IngestionLimits
    private var inflater: Inflater
    private var input: [UInt8] = []
    private var position = 0
    private var consumed = 0
    private var produced = 0
    private var isDone = false
    private(set) var endedEarly = false

    init(_ source: any ByteStream, name: String, limits: IngestionLimits) throws(CasebookError) {
        self.source = source
        self.name = name
        self.limits = limits
        guard let inflater = Inflater(.gzip) else {
            throw CasebookError(.unavailable, code: "zlib", file: name, "zlib could not be started")
        }
        self.inflater = inflater
    }

    func read(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) -> Bool {
        let before = buffer.count
        while buffer.count == before, !isDone {
            if position == input.count {
                input.removeAll(keepingCapacity: true)
                position = 0
                guard try source.read(64 << 10, into: &input) else {
                    isDone = true
                    endedEarly = inflater.isInsideMember
                    break
                }
            }
            try inflate(count, into: &buffer)
        }
        return buffer.count > before
    }

    private func inflate(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) {
        let before = buffer.count
        let step = inflater.inflate(input, from: position, atMost: count, into: &buffer)
        position += step.consumed
        consumed += step.consumed
        produced += buffer.count - before
        guard produced <= limits.expandedBytes,
            produced <= limits.freeExpansion || produced / limits.expansionRatio <= consumed
        else { throw .expandsTooFar(name) }
        switch step.outcome {
        case .more: break
        case .memberEnded:
            // What follows the last member is not ours: tar pads with zeros.
            if position < input.count, input[position] != 0x1F { isDone = true }
        case .damaged:
            throw CasebookError(
                .badInput, code: "damaged_gzip", file: name, "the compressed data is damaged",
                remedy: "export or copy the file again")
        }
    }
}

extension CasebookError {
    static func expandsTooFar(_ name: String) -> CasebookError {
        CasebookError(
            .badInput, code: "expands_too_far", file: name,
            "the compressed file unpacks to far more than its size allows",
            remedy: "unpack it yourself, look at what it holds, and export it in smaller parts")
    }
}
