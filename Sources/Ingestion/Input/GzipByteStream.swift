import CZlib
import Domain

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
        guard let inflater = Inflater() else {
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

/// Owns a zlib state for the gzip format.
private struct Inflater: ~Copyable {
    enum Outcome { case more, memberEnded, damaged }

    /// zlib keeps the address, so the state may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isInsideMember = false

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, 16 for the gzip format alone.
        guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    mutating func inflate(
        _ input: [UInt8], from position: Int, atMost count: Int, into buffer: inout [UInt8]
    ) -> (consumed: Int, outcome: Outcome) {
        var input = input
        var output = [UInt8](repeating: 0, count: count)
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_in = input.baseAddress.map { $0 + position }
                stream.pointee.avail_in = UInt32(input.count - position)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(count)
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        let consumed = input.count - position - Int(stream.pointee.avail_in)
        buffer.append(contentsOf: output.prefix(count - Int(stream.pointee.avail_out)))
        switch status {
        case Z_STREAM_END:
            isInsideMember = false
            inflateReset(stream)
            return (consumed, .memberEnded)
        case Z_OK, Z_BUF_ERROR:
            isInsideMember = true
            return (consumed, .more)
        default:
            return (consumed, .damaged)
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
