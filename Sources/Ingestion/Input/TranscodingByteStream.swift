import Domain

/// The bytes of another stream as UTF-8, without the byte order mark.
///
/// What is no character (half a surrogate pair, half a unit) becomes the byte FF, which no UTF-8 text holds, so
/// that the row it stands in is refused later instead of being changed silently.
final class TranscodingByteStream: ByteStream {
    private let source: any ByteStream
    private let encoding: TextEncoding
    private var skip: Int
    private var input: [UInt8] = []
    private var highSurrogate: UInt16?

    init(_ source: any ByteStream, finding: EncodingFinding) {
        self.source = source
        encoding = finding.encoding
        skip = finding.markLength
    }

    var endedEarly: Bool { source.endedEarly }

    func read(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) -> Bool {
        let before = buffer.count
        while buffer.count == before {
            if encoding == .utf8, skip == 0 { return try source.read(count, into: &buffer) }
            guard try source.read(count, into: &input) else {
                guard !input.isEmpty || highSurrogate != nil else { return false }
                input.removeAll()
                highSurrogate = nil
                buffer.append(0xFF)
                return true
            }
            let skipped = min(skip, input.count)
            skip -= skipped
            if skipped > 0 { input.removeFirst(skipped) }
            convert(into: &buffer)
        }
        return true
    }

    private func convert(into buffer: inout [UInt8]) {
        switch encoding {
        case .utf8:
            buffer.append(contentsOf: input)
            input.removeAll(keepingCapacity: true)
        case .windows1252:
            buffer.reserveCapacity(buffer.count + input.count + input.count / 8)
            for byte in input { Self.append(Self.scalar(windows1252: byte), to: &buffer) }
            input.removeAll(keepingCapacity: true)
        case .utf16LittleEndian, .utf16BigEndian:
            let whole = input.count & ~1
            let high = encoding == .utf16BigEndian ? 0 : 1
            for index in stride(from: 0, to: whole, by: 2) {
                unit(UInt16(input[index + high]) << 8 | UInt16(input[index + 1 - high]), into: &buffer)
            }
            input.removeFirst(whole)
        }
    }

    private func unit(_ unit: UInt16, into buffer: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if 0xDC00...0xDFFF ~= unit {
                Self.append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), to: &buffer)
                return
            }
            buffer.append(0xFF)
        }
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF: buffer.append(0xFF)
        default: Self.append(UInt32(unit), to: &buffer)
        }
    }

    /// Appends a scalar value as UTF-8.
    static func append(_ value: UInt32, to buffer: inout [UInt8]) {
        switch value {
        case ..<0x80: buffer.append(UInt8(value))
        case ..<0x800:
            buffer.append(0xC0 | UInt8(value >> 6))
            buffer.append(0x80 | UInt8(value & 0x3F))
        case ..<0x10000:
            buffer.append(0xE0 | UInt8(value >> 12))
            buffer.append(0x80 | UInt8(value >> 6 & 0x3F))
            buffer.append(0x80 | UInt8(value & 0x3F))
        default:
            buffer.append(0xF0 | UInt8(value >> 18))
            buffer.append(0x80 | UInt8(value >> 12 & 0x3F))
            buffer.append(0x80 | UInt8(value >> 6 & 0x3F))
            buffer.append(0x80 | UInt8(value & 0x3F))
        }
    }

    /// Bytes 80 to 9F by the WHATWG index; the five that it leaves open stay C1 controls.
    private static let upperControls: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static func scalar(windows1252 byte: UInt8) -> UInt32 {
        0x80...0x9F ~= byte ? upperControls[Int(byte) - 0x80] : UInt32(byte)
    }
}
