/// The view of a text that detectors read: UTF-8 without characters that hide, with look-alike digits, letters
/// and spaces in their ASCII form, and the way back to the text's own bytes.
struct FoldedText {
    let bytes: [UInt8]
    /// Of the folded byte at an index, the offset of its scalar in the text; `nil` when nothing was folded.
    private let origins: [Int32]?
    private let originEnd: Int

    /// Costs one look at every byte; a text without anything to fold is taken as it is.
    init(_ text: [UInt8]) {
        guard text.contains(where: { $0 >= 0xC2 }), let (bytes, origins) = FoldedText.fold(text) else {
            bytes = text
            origins = nil
            originEnd = text.count
            return
        }
        self.bytes = bytes
        self.origins = origins
        originEnd = text.count
    }

    /// The text's offset of the scalar that a folded byte came from.
    func origin(of index: Int) -> Int {
        guard let origins else { return index }
        return index < origins.count ? Int(origins[index]) : originEnd
    }

    /// The text's offset after the scalar of the last folded byte before `index`: hidden characters that follow
    /// are outside.
    func originEnd(of index: Int, in text: [UInt8]) -> Int {
        guard index > 0 else { return origin(of: index) }
        var end = origin(of: index - 1) + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return origins == nil ? index : end
    }

    private static func fold(_ text: [UInt8]) -> (bytes: [UInt8], origins: [Int32])? {
        var bytes: [UInt8] = []
        var origins: [Int32] = []
        bytes.reserveCapacity(text.count)
        origins.reserveCapacity(text.count)
        var isFolded = false
        var index = 0
        while index < text.count {
            let (value, length) = ScalarBytes.decode(text, index)
            if value >= 0x80, let replacement = ScalarFolding.fold(value) {
                isFolded = true
                if replacement != 0 {
                    bytes.append(replacement)
                    origins.append(Int32(truncatingIfNeeded: index))
                }
            } else {
                for offset in 0..<length {
                    bytes.append(text[index + offset])
                    origins.append(Int32(truncatingIfNeeded: index))
                }
            }
            index += length
        }
        return isFolded ? (bytes, origins) : nil
    }
}

/// Reading scalars out of valid UTF-8.
enum ScalarBytes {
    /// The scalar at an offset and its length in bytes; broken UTF-8 gives single bytes.
    @inline(__always)
    static func decode(_ bytes: [UInt8], _ index: Int) -> (value: UInt32, length: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return (UInt32(first), 1) }
        var value = UInt32(first) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
        for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return (value, length)
    }
}

/// What single scalars are read as.
enum ScalarFolding {
    /// 0 for a character that is not there for a reader, an ASCII byte for one that looks like it, `nil` for
    /// itself.
    static func fold(_ value: UInt32) -> UInt8? {
        if isHidden(value) { return 0 }
        switch value {
        case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return 0x20
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: return 0x2D
        case 0x2018, 0x2019, 0x02BC, 0xFF07: return 0x27
        case 0xFE6B: return 0x40
        case 0xFF01...0xFF5E: return UInt8(value - 0xFF01 + 0x21)
        case 0x3002, 0xFF61, 0x2024: return 0x2E
        // Decimal digits of the scripts that people write numbers with.
        case 0x0660...0x0669: return UInt8(value - 0x0660 + 0x30)
        case 0x06F0...0x06F9: return UInt8(value - 0x06F0 + 0x30)
        case 0x0966...0x096F: return UInt8(value - 0x0966 + 0x30)
        case 0x1D7CE...0x1D7FF: return UInt8((value - 0x1D7CE) % 10 + 0x30)
        default: return nil
        }
    }

    /// Zero-width, joining, bidirectional, tag and filling characters.
    static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0x00AD, 0x034F, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F,
            0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }

    /// Left out of the output: they turn text around or carry text that nobody sees.
    static func isStripped(_ value: UInt32) -> Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Whether a scalar belongs to the character before it: cutting between them would damage it.
    static func extends(_ value: UInt32) -> Bool {
        guard value >= 0x300, let scalar = Unicode.Scalar(value) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: return true
        default: return value == 0x200D || value == 0x200C || (0x1F3FB...0x1F3FF).contains(value)
        }
    }

    /// Whether a scalar takes the character after it into its own (Grapheme_Cluster_Break=Prepend).
    static func prepends(_ value: UInt32) -> Bool {
        switch value {
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD, 0x111C2...0x111C3, 0x1193F,
            0x11941, 0x11A3A, 0x11A84...0x11A89, 0x11D46, 0x11F02:
            true
        default: false
        }
    }
}
