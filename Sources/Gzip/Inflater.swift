import CZlib

/// Unpacks DEFLATE data piece by piece. Owns zlib's state.
public struct Inflater: ~Copyable {
    /// What stands around the data.
    public enum Format: Sendable {
        /// Header and trailer of RFC 1952; zlib checks them.
        case gzip
        /// Nothing.
        case raw
    }

    public enum Outcome: Sendable, Hashable {
        /// More input, or more room, is needed.
        case more
        /// The data came to its end; what follows is another member's, or nobody's.
        case memberEnded
        case damaged
    }

    /// zlib keeps the address, so the state may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the data has begun and not ended.
    public private(set) var isInsideMember = false

    /// `nil` when zlib has no memory.
    public init?(_ format: Format) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window; 16 more for the gzip format alone, negative for none.
        let bits: Int32 = format == .gzip ? 31 : -15
        guard inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Appends at most `count` unpacked bytes to a buffer.
    ///
    /// - Parameter position: where the input begins that was not consumed yet.
    /// - Returns: how many bytes of input were consumed.
    public mutating func inflate(
        _ input: [UInt8], from position: Int, atMost count: Int, into buffer: inout [UInt8]
    ) -> (consumed: Int, outcome: Outcome) {
        var output = [UInt8](repeating: 0, count: count)
        let status = input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                // zlib reads its input and does not write to it.
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + position })
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
