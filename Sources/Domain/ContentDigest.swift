internal import Crypto

/// A SHA-256 of bytes: the key of stored results and the name of stored content.
public struct ContentDigest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Returns `nil` unless the text is 64 lower-case hexadecimal digits.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// Returns `nil` unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    private init(_ digest: SHA256.Digest) { bytes = Array(digest) }

    /// The digest of the UTF-8 bytes of a text.
    public static func of(_ text: String) -> ContentDigest {
        var text = text
        return text.withUTF8 { ContentDigest(SHA256.hash(data: UnsafeRawBufferPointer($0))) }
    }

    /// The digest of raw bytes.
    public static func of(_ bytes: some Sequence<UInt8>) -> ContentDigest {
        var hasher = DigestHasher()
        hasher.update(Array(bytes))
        return hasher.finish()
    }

    /// The digest of several fields, each with its length before it, so that no two different lists of
    /// fields have the same bytes.
    public static func of(fields: [String]) -> ContentDigest {
        var hasher = DigestHasher()
        for field in fields { hasher.update(field: field) }
        return hasher.finish()
    }

    /// Lower-case hexadecimal, 64 digits.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(64)
        for byte in bytes {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    public var description: String { hex }

    public static func < (left: ContentDigest, right: ContentDigest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// A hasher that takes its input in pieces.
    public struct DigestHasher {
        private var hasher = SHA256()

        public init() {}

        /// Adds raw bytes.
        public mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }

        /// Adds the bytes of a buffer.
        public mutating func update(buffer: UnsafeRawBufferPointer) { hasher.update(bufferPointer: buffer) }

        /// Adds one field with its length before it.
        public mutating func update(field: String) {
            var field = field
            field.withUTF8 { bytes in
                withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hasher.update(bufferPointer: $0) }
                hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            }
        }

        /// The digest of everything added.
        public func finish() -> ContentDigest { ContentDigest(hasher.finalize()) }
    }
}

extension ContentDigest: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = ContentDigest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256 in hexadecimal")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
