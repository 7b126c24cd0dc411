/// CRC-32 of ISO 3309, as zip and gzip use it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}

/// Little-endian numbers.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func write16(_ value: Int) {
        bytes.append(UInt8(value & 0xFF))
        bytes.append(UInt8(value >> 8 & 0xFF))
    }

    mutating func write32(_ value: Int) {
        write16(value & 0xFFFF)
        write16(value >> 16 & 0xFFFF)
    }
}

/// A zip archive whose entries are stored as they are, so that its bytes depend on no compressor. All entries carry
/// the first moment that zip can name, 1 January 1980.
enum ZipArchive {
    static func bytes(of entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive = ByteWriter()
        var directory = ByteWriter()
        for entry in entries {
            let offset = archive.bytes.count
            archive.write32(0x0403_4B50)
            archive.bytes += head(of: entry)
            archive.bytes += Array(entry.name.utf8) + entry.bytes
            directory.write32(0x0201_4B50)
            directory.write16(20)
            directory.bytes += head(of: entry)
            for _ in 0..<3 { directory.write16(0) }
            directory.write32(0)
            directory.write32(offset)
            directory.bytes += Array(entry.name.utf8)
        }
        let start = archive.bytes.count
        archive.bytes += directory.bytes
        archive.write32(0x0605_4B50)
        archive.write32(0)
        archive.write16(entries.count)
        archive.write16(entries.count)
        archive.write32(directory.bytes.count)
        archive.write32(start)
        archive.write16(0)
        return archive.bytes
    }

    /// From "version needed" to "extra field length", which local and central headers share.
    private static func head(of entry: (name: String, bytes: [UInt8])) -> [UInt8] {
        var head = ByteWriter()
        head.write16(20)
        head.write16(0x0800)
        head.write16(0)
        head.write16(0)
        head.write16(0x0021)
        head.write32(Int(CRC32.of(entry.bytes)))
        head.write32(entry.bytes.count)
        head.write32(entry.bytes.count)
        head.write16(entry.name.utf8.count)
        head.write16(0)
        return head.bytes
    }
}

/// A gzip member of stored blocks (RFC 1951, 3.2.4; RFC 1952).
enum GzipMember {
    static func bytes(of content: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var start = 0
        repeat {
            let end = min(start + 65_535, content.count)
            writer.bytes.append(end == content.count ? 1 : 0)
            writer.write16(end - start)
            writer.write16(~(end - start) & 0xFFFF)
            writer.bytes += content[start..<end]
            start = end
        } while start < content.count
        writer.write32(Int(CRC32.of(content)))
        writer.write32(content.count)
        return writer.bytes
    }
}
