/// Writes the smallest gzip and zip files that hold given bytes, without compressing them.
enum Containers {
    /// One gzip member of stored blocks (RFC 1951, 3.2.4).
    static func gzip(_ bytes: [UInt8]) -> [UInt8] { member(deflated: stored(bytes), of: bytes) }

    /// A gzip member that unpacks to a million zeros and is 150 times smaller.
    static func gzipBomb() -> [UInt8] {
        let (deflated, count) = deflatedZeros()
        return member(deflated: deflated, of: [UInt8](repeating: 0, count: count))
    }

    private static func member(deflated: [UInt8], of bytes: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + deflated + little(crc32(bytes), 4) + little(UInt32(bytes.count), 4)
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let part = rest.prefix(65_535)
            rest = rest.dropFirst(65_535)
            output.append(rest.isEmpty ? 1 : 0)
            output += little(UInt32(part.count), 2) + little(UInt32(part.count) ^ 0xFFFF, 2) + part
        } while !rest.isEmpty
        return output
    }

    /// One zero, and then copies of 258 bytes from one byte back, in fixed codes.
    static func deflatedZeros() -> (bytes: [UInt8], count: Int) {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var length: UInt32 = 0
        /// Codes go in from their highest bit on.
        func put(_ code: UInt32, _ size: Int) {
            for shift in stride(from: size - 1, through: 0, by: -1) {
                bits |= (code >> UInt32(shift) & 1) << length
                length += 1
                if length == 8 {
                    output.append(UInt8(bits))
                    (bits, length) = (0, 0)
                }
            }
        }
        // A last block (1), of fixed codes (01, lowest bit first), then the literal 0.
        put(0b110, 3)
        put(0b0011_0000, 8)
        let copies = 4_000
        for _ in 0..<copies {
            put(0b1100_0101, 8)
            put(0, 5)
        }
        put(0, 7)
        if length > 0 { output.append(UInt8(bits)) }
        return (output, 1 + copies * 258)
    }

    struct Entry {
        let name: String
        let bytes: [UInt8]
        /// The packed form and how it is packed; stored as it is when `nil`.
        var deflated: [UInt8]?

        init(_ name: String, _ text: String) {
            self.name = name
            bytes = Array(text.utf8)
        }

        init(_ name: String, _ bytes: [UInt8], deflated: [UInt8]) {
            self.name = name
            self.bytes = bytes
            self.deflated = deflated
        }
    }

    /// A zip file (APPNOTE 6.3.10, 4.3.6).
    static func zip(_ entries: [Entry]) -> [UInt8] {
        var output: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let packed = entry.deflated ?? entry.bytes
            let method: UInt32 = entry.deflated == nil ? 0 : 8
            let common =
                little(20, 2) + little(0, 2) + little(method, 2) + little(0, 4) + little(crc32(entry.bytes), 4)
                + little(UInt32(packed.count), 4) + little(UInt32(entry.bytes.count), 4)
                + little(UInt32(entry.name.utf8.count), 2) + little(0, 2)
            let offset = UInt32(output.count)
            output += [0x50, 0x4B, 3, 4] + common + Array(entry.name.utf8) + packed
            directory += [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
            directory += little(0, 4) + little(offset, 4) + Array(entry.name.utf8)
        }
        let count = UInt32(entries.count)
        let end =
            [0x50, 0x4B, 5, 6] + little(0, 4) + little(count, 2) + little(count, 2)
            + little(UInt32(directory.count), 4) + little(UInt32(output.count), 4) + little(0, 2)
        return output + directory + end
    }

    private static func little(_ value: UInt32, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}
