import CZlib

/// Packs bytes as raw DEFLATE data, piece by piece. Owns zlib's state. The same bytes give the same data, however they
/// are cut into pieces, with the same version of zlib.
public struct Deflater: ~Copyable {
    /// zlib keeps the address, so the state may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 64 << 10)

    /// `nil` when zlib has no memory.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    public init?(level: Int32) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Takes bytes, and appends what is packed of them by now to a buffer.
    ///
    /// - Parameter isLast: whether the data ends with them.
    public mutating func deflate(_ input: UnsafeRawBufferPointer, isLast: Bool = false, into buffer: inout [UInt8]) {
        var rest = input
        repeat {
            // zlib counts in 32 bits.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: piece.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(piece.count)
            drain(isLast && rest.isEmpty ? Z_FINISH : Z_NO_FLUSH, into: &buffer)
        } while !rest.isEmpty
    }

    private mutating func drain(_ flush: Int32, into buffer: inout [UInt8]) {
        var count = output.count
        while count == output.count {
            count = output.withUnsafeMutableBufferPointer { room in
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = UInt32(room.count)
                CZlib.deflate(stream, flush)
                return room.count - Int(stream.pointee.avail_out)
            }
            buffer.append(contentsOf: output[..<count])
        }
    }
}
