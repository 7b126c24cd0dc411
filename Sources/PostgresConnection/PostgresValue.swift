/// A value that a statement is given, bound and never written into its text.
///
/// Texts hold no NUL: PostgreSQL has no such character, and the server refuses them.
public enum PostgresValue: Sendable, Hashable {
    case text(String)
    /// As `BIGINT`: columns and expressions that it meets are of that type, or cast it.
    case integer(Int64)
    case bytes([UInt8])
    case boolean(Bool)
    /// As `TEXT[]`.
    case texts([String])
    /// As the type that the statement gives the parameter: cast it where nothing else tells.
    case null

    public init(_ text: String?) { self = text.map(PostgresValue.text) ?? .null }
    public init(_ integer: Int64?) { self = integer.map(PostgresValue.integer) ?? .null }

    /// The object identifiers of the server's types, which never change; 0 has the server tell.
    var type: UInt32 {
        switch self {
        case .text: 25
        case .integer: 20
        case .bytes: 17
        case .boolean: 16
        case .texts: 1009
        case .null: 0
        }
    }

    /// In the server's binary form; `nil` for null.
    var encoded: [UInt8]? {
        switch self {
        case .text(let text): Array(text.utf8)
        case .integer(let value): value.networkBytes
        case .bytes(let bytes): bytes
        case .boolean(let value): [value ? 1 : 0]
        case .texts(let texts): Self.encoded(texts)
        case .null: nil
        }
    }

    /// One dimension, no nulls, the element's type, the length and the lower bound; then each element behind its
    /// length.
    private static func encoded(_ texts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + texts.reduce(0) { $0 + $1.utf8.count + 4 })
        for head in [texts.isEmpty ? 0 : 1, 0, 25] as [Int32] { bytes += head.networkBytes }
        if !texts.isEmpty { bytes += Int32(texts.count).networkBytes + Int32(1).networkBytes }
        for text in texts {
            bytes += Int32(text.utf8.count).networkBytes
            bytes += text.utf8
        }
        return bytes
    }
}

extension FixedWidthInteger {
    /// Most significant byte first.
    var networkBytes: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }

    /// From bytes with the most significant first; `nil` when there are not enough.
    init?(networkBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count == MemoryLayout<Self>.size else { return nil }
        self.init(bigEndian: bytes.loadUnaligned(as: Self.self))
    }
}
