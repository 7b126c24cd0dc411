/// Reads the fields of SSH's wire format, RFC 4251 §5, in order.
struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// Whether every byte was read.
    var isAtEnd: Bool { position == bytes.endIndex }

    /// The next bytes, or `nil` when there are not as many.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.endIndex - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A number of four bytes, most significant first.
    mutating func number() -> UInt32? {
        take(4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    /// A field with its length before it.
    mutating func field() -> ArraySlice<UInt8>? {
        guard let length = number() else { return nil }
        return take(Int(length))
    }

    /// A field that is the name of something: visible ASCII.
    mutating func name() -> String? {
        guard let field = field(), field.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: field, as: UTF8.self)
    }

    /// A positive number of any size in its shortest form, without the zero byte that only keeps it positive.
    mutating func magnitude() -> ArraySlice<UInt8>? {
        guard let field = field(), let first = field.first, first < 0x80 else { return nil }
        guard first == 0 else { return field }
        let rest = field.dropFirst()
        // A zero byte stands only before a byte that would read as a sign; zero itself has no bytes at all.
        guard let next = rest.first, next >= 0x80 else { return nil }
        return rest
    }
}

/// Writes the same format.
enum WireWriter {
    static func field(_ bytes: some Collection<UInt8>) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }
}
