internal import Domain
internal import Gzip

/// The unpacked bytes of an archive, its checksum and its length checked at their end.
final class UnpackedBytes {
    private let source: (Int) throws(CasebookError) -> [UInt8]
    private let limits: ArchiveLimits
    private var inflater: Inflater
    private var input: [UInt8] = []
    private var position = 0
    private var output: [UInt8] = []
    private var start = 0
    private var consumed = 0
    private var produced = 0
    private var checksum = CRC32()
    private var isAtEnd = false

    init(limits: ArchiveLimits, source: @escaping (Int) throws(CasebookError) -> [UInt8]) throws(ArchiveFault) {
        guard let inflater = Inflater(.raw) else { throw .damaged }
        self.inflater = inflater
        self.limits = limits
        self.source = source
        _ = try packed(ArchiveSeal.size)
    }

    /// Exactly so many of the next bytes.
    func read(_ count: Int) throws(ArchiveFault) -> [UInt8] {
        while output.count - start < count { try unpack() }
        let bytes = Array(output[start..<(start + count)])
        start += count
        if start > 1 << 20 || start == output.count {
            output.removeFirst(start)
            start = 0
        }
        return bytes
    }

    /// - Throws: `.damaged` unless everything was read, and is what was written.
    func finish() throws(ArchiveFault) {
        // What stands behind the end is not unpacked to find out how much it is.
        while !isAtEnd, output.count == start { try unpack() }
        guard output.count == start else { throw .damaged }
        let trailer = try packed(8)
        func word(_ offset: Int) -> UInt32 {
            trailer[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard word(0) == checksum.value, word(4) == UInt32(truncatingIfNeeded: produced) else { throw .damaged }
        guard position == input.count, try fill() == false else { throw .damaged }
    }

    private func unpack() throws(ArchiveFault) {
        guard !isAtEnd else { throw .damaged }
        if position == input.count {
            guard try fill() else { throw .damaged }
        }
        let before = output.count
        let step = inflater.inflate(input, from: position, atMost: 256 << 10, into: &output)
        position += step.consumed
        consumed += step.consumed
        produced += output.count - before
        output.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[before...])) }
        guard produced <= limits.freeExpansion || produced / limits.expansionRatio <= consumed else {
            throw .refused("unpacks to far more than its size allows")
        }
        switch step.outcome {
        case .more: break
        case .memberEnded: isAtEnd = true
        case .damaged: throw .damaged
        }
    }

    /// Exactly so many bytes as they stand in the file.
    private func packed(_ count: Int) throws(ArchiveFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if position == input.count {
                guard try fill() else { throw .damaged }
            }
            let piece = input[position...].prefix(count - bytes.count)
            bytes += piece
            position += piece.count
        }
        return bytes
    }

    private func fill() throws(ArchiveFault) -> Bool {
        position = 0
        do throws(CasebookError) { input = try source(256 << 10) } catch { throw .damaged }
        return !input.isEmpty
    }
}
