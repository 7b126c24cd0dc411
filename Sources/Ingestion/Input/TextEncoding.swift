/// How the characters of a text file are written as bytes.
public enum TextEncoding: String, Sendable, Codable, Hashable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    /// What Windows writes for Latin-1; a superset of ISO 8859-1's printable characters.
    case windows1252 = "Windows-1252"
}

/// What one look over all bytes of a file found.
struct EncodingFinding: Equatable {
    let encoding: TextEncoding
    /// Bytes of the byte order mark, to be skipped.
    let markLength: Int
    /// Whether some rows may hold bytes that are no characters, so that each must be checked.
    let hasInvalid: Bool
    /// Whether the file ends in the middle of a character.
    let endsInsideCharacter: Bool
    /// Whether the file holds a NUL byte and is no UTF-16: not text, if there are many.
    let looksBinary: Bool
}

/// Finds the encoding by looking at every byte: the first character beyond ASCII may stand anywhere.
///
/// A byte order mark decides. Without one, zero bytes on one side of the pairs mean UTF-16; bytes that are valid
/// UTF-8, or mostly so, mean UTF-8; anything else is read as Windows-1252, which has no invalid bytes.
struct EncodingDetector {
    private var head: [UInt8] = []
    private var zeros = (even: 0, odd: 0)
    private var lineFeeds = (all: 0, beforeZero: 0, afterZero: 0)
    private var last: UInt8 = 0x20
    private var controls = 0
    private var count = 0
    private var validSequences = 0
    private var invalidBytes = 0
    private var pending: [UInt8] = []

    /// Takes the next piece of the file.
    mutating func look(at piece: ArraySlice<UInt8>) {
        if head.count < 4 { head.append(contentsOf: piece.prefix(4 - head.count)) }
        let start = count
        count += piece.count
        piece.withUnsafeBufferPointer { bytes in
            countZeros(bytes, offset: start)
            if pending.isEmpty {
                validate(bytes)
            } else {
                let joined = pending + Array(bytes.prefix(4))
                let carried = pending.count
                pending = []
                joined.withUnsafeBufferPointer { joinedBytes in
                    let length = Self.sequenceLength(joinedBytes, at: 0)
                    if length > 0 {
                        validSequences += 1
                        validate(UnsafeBufferPointer(rebasing: bytes.dropFirst(length - carried)))
                    } else if length == 0, joined.count < 4 {
                        pending = joined
                    } else {
                        invalidBytes += 1
                        validate(bytes)
                    }
                }
            }
        }
    }

    private mutating func countZeros(_ bytes: UnsafeBufferPointer<UInt8>, offset: Int) {
        for index in bytes.indices where bytes[index] <= 0x0A {
            let before = index > 0 ? bytes[index - 1] : last
            switch bytes[index] {
            case 0:
                if (index + offset) & 1 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
                if before == 0x0A { lineFeeds.beforeZero += 1 }
            case 0x0A:
                lineFeeds.all += 1
                if before == 0 { lineFeeds.afterZero += 1 }
            case 0x09: break
            default: controls += 1
            }
        }
        last = bytes.last ?? last
    }

    private mutating func validate(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let length = Self.sequenceLength(bytes, at: index)
            if length > 0 {
                validSequences += 1
                index += length
            } else if length == 0 {
                pending = Array(bytes[index...])
                return
            } else {
                invalidBytes += 1
                index += 1
            }
        }
    }

    /// The length of the well-formed sequence that begins here; 0 when it is cut off by the end, -1 when ill-formed
    /// (Unicode, table 3-7).
    static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let first = bytes[index]
        let length: Int
        var lower: UInt8 = 0x80
        var upper: UInt8 = 0xBF
        switch first {
        case ..<0x80: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { lower = 0xA0 }
            if first == 0xED { upper = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { lower = 0x90 }
            if first == 0xF4 { upper = 0x8F }
        default: return -1
        }
        for step in 1..<length {
            guard index + step < bytes.count else { return 0 }
            let byte = bytes[index + step]
            guard byte >= lower, byte <= upper else { return -1 }
            lower = 0x80
            upper = 0xBF
        }
        return length
    }

    /// Decides, once everything was looked at.
    func finding() -> EncodingFinding {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return make(.utf8, mark: 3) }
        if head.starts(with: [0xFF, 0xFE]) { return make(.utf16LittleEndian, mark: 2) }
        if head.starts(with: [0xFE, 0xFF]) { return make(.utf16BigEndian, mark: 2) }
        let all = zeros.even + zeros.odd
        if all >= 2 {
            // Where there are lines, their ends must be wide as well: a stray NUL makes no UTF-16.
            let isDense = all * 10 >= count
            let (feeds, little, big) = lineFeeds
            if zeros.odd >= zeros.even * 9, feeds == 0 ? isDense : little * 2 >= feeds {
                return make(.utf16LittleEndian, mark: 0)
            }
            if zeros.even >= zeros.odd * 9, feeds == 0 ? isDense : big * 2 >= feeds {
                return make(.utf16BigEndian, mark: 0)
            }
        }
        return make(invalidBytes > 0 && validSequences < invalidBytes ? .windows1252 : .utf8, mark: 0)
    }

    private func make(_ encoding: TextEncoding, mark: Int) -> EncodingFinding {
        let isWide = encoding == .utf16LittleEndian || encoding == .utf16BigEndian
        let bare = controls + zeros.even + zeros.odd
        let cut = isWide ? count & 1 == 1 : encoding == .utf8 && !pending.isEmpty
        return EncodingFinding(
            encoding: encoding, markLength: mark,
            hasInvalid: isWide || cut || (encoding == .utf8 && invalidBytes > 0), endsInsideCharacter: cut,
            looksBinary: !isWide && bare >= 8 && bare * 20 >= count)
    }
}
