/// Reads numbers, words and separators from a short text, left to right.
struct ByteCursor {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The next byte, not taken.
    var peek: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    /// The byte after the next.
    var peekSecond: UInt8? { index + 1 < bytes.endIndex ? bytes[index + 1] : nil }

    var isAtEnd: Bool { index >= bytes.endIndex }

    mutating func advance() { index += 1 }

    /// Passes spaces, TABs and no-break spaces.
    mutating func skipSpaces() {
        while let byte = peek {
            if byte == 0x20 || byte == 0x09 {
                index += 1
            } else if byte == 0xC2, peekSecond == 0xA0 {
                index += 2
            } else if byte == 0xE2, index + 2 < bytes.endIndex, bytes[index + 1] == 0x80,
                bytes[index + 2] == 0xAF || bytes[index + 2] == 0x89
            {
                // Narrow and thin spaces, which newer locales put before AM and PM.
                index += 3
            } else {
                return
            }
        }
    }

    /// A run of digits, at most 18.
    mutating func number() -> (value: Int, digits: Int)? {
        var value = 0
        var digits = 0
        while let byte = peek, 0x30...0x39 ~= byte {
            guard digits < 18 else { return nil }
            value = value * 10 + Int(byte - 0x30)
            digits += 1
            index += 1
        }
        return digits > 0 ? (value, digits) : nil
    }

    /// A run of letters, lower-cased and without accents.
    mutating func word() -> String? {
        let start = index
        while let byte = peek, 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte >= 0x80 { index += 1 }
        guard index > start else { return nil }
        return WordFolding.fold(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// Takes one of these bytes.
    mutating func take(anyOf choices: [UInt8]) -> UInt8? {
        guard let byte = peek, choices.contains(byte) else { return nil }
        index += 1
        return byte
    }

    /// Takes this byte if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    /// Passes everything up to and with this byte; `false`, and nothing passed, without it.
    mutating func skip(through byte: UInt8) -> Bool {
        guard let found = bytes[index...].firstIndex(of: byte) else { return false }
        index = found + 1
        return true
    }
}
