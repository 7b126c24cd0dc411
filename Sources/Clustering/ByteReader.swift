/// Reads what `ByteWriter` wrote. Whatever is missing is `nil`.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Bytes not yet read.
    var left: Int { bytes.endIndex - position }

    /// Up to `count` bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        let end = min(position + count, bytes.endIndex)
        defer { position = end }
        return bytes[position..<end]
    }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
        let size = MemoryLayout<Value>.size
        guard left >= size else { return nil }
        var value: Value = 0
        for offset in (0..<size).reversed() { value = value << 8 | Value(truncatingIfNeeded: bytes[position + offset]) }
        position += size
        return value
    }

    mutating func compact() -> UInt32? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard position < bytes.endIndex else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return UInt32(exactly: value) }
        }
        return nil
    }
}
