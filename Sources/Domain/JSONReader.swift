/// A strict reader of one JSON text (RFC 8259) over raw bytes: no comments, no trailing commas, no duplicate
/// members, at most 64 levels. Foundation's decoder takes about ten times as long for a long ledger and lets
/// duplicate members pass.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    typealias Malformed = MalformedJSON

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The value that the bytes are, all of them.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Malformed) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.malformed }
        return value
    }

    private var malformed: Malformed { Malformed(offset: position) }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: UInt8) throws(Malformed) {
        guard peek() == byte else { throw malformed }
        position += 1
    }

    private mutating func take(_ word: StaticString, _ value: JSONValue) throws(Malformed) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try take(word.utf8Start[index]) }
        return value
    }

    private mutating func value() throws(Malformed) -> JSONValue {
        skipSpace()
        switch peek() {
        case 0x22: return .string(try string())
        case 0x7B: return try object()
        case 0x5B: return try array()
        case 0x74: return try take("true", .bool(true))
        case 0x66: return try take("false", .bool(false))
        case 0x6E: return try take("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(Malformed) -> JSONValue {
        try enter(0x7B)
        var members: [String: JSONValue] = [:]
        skipSpace()
        if peek() == 0x7D {
            leave()
            return .object(members)
        }
        while true {
            skipSpace()
            let key = try string()
            skipSpace()
            try take(0x3A)
            let value = try value()
            guard members.updateValue(value, forKey: key) == nil else { throw malformed }
            skipSpace()
            if peek() == 0x2C {
                position += 1
                continue
            }
            guard peek() == 0x7D else { throw malformed }
            leave()
            return .object(members)
        }
    }

    private mutating func array() throws(Malformed) -> JSONValue {
        try enter(0x5B)
        var values: [JSONValue] = []
        skipSpace()
        if peek() == 0x5D {
            leave()
            return .array(values)
        }
        while true {
            values.append(try value())
            skipSpace()
            if peek() == 0x2C {
                position += 1
                continue
            }
            guard peek() == 0x5D else { throw malformed }
            leave()
            return .array(values)
        }
    }

    private mutating func enter(_ bracket: UInt8) throws(Malformed) {
        try take(bracket)
        depth += 1
        guard depth <= 64 else { throw malformed }
    }

    private mutating func leave() {
        position += 1
        depth -= 1
    }

    private mutating func number() throws(Malformed) -> JSONValue {
        let start = position
        var isInteger = true
        if peek() == 0x2D { position += 1 }
        let digits = try self.digits()
        guard digits == 1 || bytes[position - digits] != 0x30 else { throw malformed }
        if peek() == 0x2E {
            isInteger = false
            position += 1
            _ = try self.digits()
        }
        if peek() == 0x65 || peek() == 0x45 {
            isInteger = false
            position += 1
            if peek() == 0x2B || peek() == 0x2D { position += 1 }
            _ = try self.digits()
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw malformed }
        return .number(value)
    }

    /// Passes one digit or more and says how many.
    private mutating func digits() throws(Malformed) -> Int {
        let start = position
        while let byte = peek(), (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw malformed }
        return position - start
    }

    private mutating func string() throws(Malformed) -> String {
        try take(0x22)
        let start = position
        while let byte = peek(), byte != 0x22, byte != 0x5C, byte >= 0x20 { position += 1 }
        if peek() == 0x22 {
            let text = try decoded(UnsafeBufferPointer(rebasing: bytes[start..<position]))
            position += 1
            return text
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(Malformed) -> String {
        var output = Array(bytes[start..<position])
        while let byte = peek(), byte != 0x22 {
            guard byte >= 0x20 else { throw malformed }
            position += 1
            if byte != 0x5C {
                output.append(byte)
                continue
            }
            output.append(contentsOf: String(try escape()).utf8)
        }
        let text = try output.withUnsafeBufferPointer { (buffer) throws(Malformed) in try decoded(buffer) }
        try take(0x22)
        return text
    }

    private mutating func escape() throws(Malformed) -> Unicode.Scalar {
        guard let kind = peek() else { throw malformed }
        position += 1
        switch kind {
        case 0x22, 0x5C, 0x2F: return Unicode.Scalar(kind)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            let unit = try hexUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            guard (0xD800...0xDBFF).contains(unit) else { throw malformed }
            try take(0x5C)
            try take(0x75)
            let low = try hexUnit()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw malformed }
            return scalar
        default: throw malformed
        }
    }

    private mutating func hexUnit() throws(Malformed) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw malformed }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private func decoded(_ slice: UnsafeBufferPointer<UInt8>) throws(Malformed) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw malformed }
        return text
    }
}

/// Not JSON, or JSON that is not strict. Says where: an offset in bytes.
public struct MalformedJSON: Error, Sendable, Hashable {
    public let offset: Int
}

extension JSONValue {
    /// Reads one JSON text strictly (RFC 8259): no duplicate members, no comments, at most 64 levels.
    public init(strictly bytes: some Collection<UInt8>) throws(MalformedJSON) {
        let array = ContiguousArray(bytes)
        self = try array.withUnsafeBufferPointer { (buffer) throws(MalformedJSON) in try JSONReader.read(buffer) }
    }
}
