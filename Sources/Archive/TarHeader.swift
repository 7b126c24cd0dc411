internal import Domain

/// What stands before a member's bytes, in one form for each path and size: POSIX ustar, with a pax record where that
/// has no room. Neither owner, mode nor time is kept, so that equal members are equal bytes.
struct TarHeader: Hashable {
    let path: String
    let size: Int

    static let block = 512
    /// What eleven octal digits hold.
    private static let ustarSize = 0o777_7777_7777

    /// Zeros after a member of this size, up to a whole block.
    static func padding(after size: Int) -> Int { (block - size % block) % block }

    /// The bytes: one block, or three and more with a pax record.
    var encoded: [UInt8] {
        let bytes = Array(path.utf8)
        let parts = TarHeader.split(bytes)
        guard let parts, size <= TarHeader.ustarSize else {
            var records: [UInt8] = []
            if parts == nil { records += TarHeader.record("path", bytes) }
            if size > TarHeader.ustarSize { records += TarHeader.record("size", Array("\(size)".utf8)) }
            let padded = records + [UInt8](repeating: 0, count: TarHeader.padding(after: records.count))
            return TarHeader.block(name: Array("pax".utf8), prefix: [], size: records.count, type: "x") + padded
                + TarHeader.block(
                    name: Array("member".utf8), prefix: [], size: size <= TarHeader.ustarSize ? size : 0, type: "0")
        }
        return TarHeader.block(name: parts.name, prefix: parts.prefix, size: size, type: "0")
    }

    /// A path as the two fields that ustar has for it; `nil` when they have no room.
    private static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
        if path.count <= 100 { return ([], path) }
        for (index, byte) in path.enumerated().reversed() where byte == 0x2F && index <= 155 {
            let name = Array(path[(index + 1)...])
            return name.count <= 100 ? (Array(path[..<index]), name) : nil
        }
        return nil
    }

    /// One pax record: its own length, a space, `key=value`, a line end.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [0x0A]
        var length = rest.count
        while rest.count + "\(length)".utf8.count != length { length = rest.count + "\(length)".utf8.count }
        return Array("\(length)".utf8) + rest
    }

    private static func block(name: [UInt8], prefix: [UInt8], size: Int, type: Unicode.Scalar) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarHeader.block)
        func put(_ bytes: [UInt8], at offset: Int) {
            block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        }
        func octal(_ value: Int, digits: Int) -> [UInt8] {
            let text = Array(String(value, radix: 8).utf8)
            return [UInt8](repeating: 0x30, count: digits - text.count) + text
        }
        put(name, at: 0)
        put(octal(0o600, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        put(Array(String(type).utf8), at: 156)
        put(Array("ustar".utf8) + [0, 0x30, 0x30], at: 257)
        put(prefix, at: 345)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + [0, 0x20], at: 148)
        return block
    }
}
