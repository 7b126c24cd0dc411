import Gzip
import Testing

@Suite struct GzipTests {
    private struct NoMemory: Error {}

    private func packed(_ bytes: [UInt8], pieces: Int, level: Int32 = 1) throws -> [UInt8] {
        guard var deflater = Deflater(level: level) else { throw NoMemory() }
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
            piece.withUnsafeBytes { deflater.deflate($0, into: &output) }
        }
        deflater.deflate(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, into: &output)
        return output
    }

    private func unpacked(_ bytes: [UInt8], room: Int) throws -> [UInt8] {
        guard var inflater = Inflater(.raw) else { throw NoMemory() }
        var output: [UInt8] = []
        var position = 0
        while true {
            let step = inflater.inflate(bytes, from: position, atMost: room, into: &output)
            position += step.consumed
            if step.outcome == .memberEnded { break }
            try #require(step.outcome == .more && (step.consumed > 0 || !output.isEmpty))
        }
        let isInside = inflater.isInsideMember
        #expect(position == bytes.count && !isInside)
        return output
    }

    @Test(arguments: [0, 1, 1_000, 300_000]) func givesBackWhatItPackedHoweverItWasCut(count: Int) throws {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 7 == 0 ? Int(random.next() as UInt8) : $0 / 5) }
        let whole = try packed(bytes, pieces: max(count, 1))
        #expect(try packed(bytes, pieces: 777) == whole)
        #expect(try unpacked(whole, room: 100) == bytes)
        #expect(try unpacked(whole, room: 1 << 20) == bytes)
    }

    @Test func tellsDamage() throws {
        var bytes = try packed(Array("one two three one two three".utf8), pieces: 100)
        bytes[0] |= 0b110
        guard var inflater = Inflater(.raw) else { throw NoMemory() }
        var output: [UInt8] = []
        let step = inflater.inflate(bytes, from: 0, atMost: 100, into: &output)
        #expect(step.outcome == .damaged)
    }

    @Test func countsTheChecksumOfRFC1952() {
        var checksum = CRC32()
        Array("1234".utf8).withUnsafeBytes { checksum.update($0) }
        Array("56789".utf8).withUnsafeBytes { checksum.update($0) }
        #expect(checksum.value == 0xCBF4_3926)
    }
}
