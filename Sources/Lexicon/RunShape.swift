/// Judges a run of characters without white space by its shape: word or technical debris.
struct RunShape {
    /// Whether the run is a path, an address, a key, a call or another identifier with separators inside.
    let isCode: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        var first = start
        var last = end
        while first < last, !RunShape.isCore(bytes[first]) { first += 1 }
        while last > first, !RunShape.isCore(bytes[last - 1]) { last -= 1 }
        var separators = 0
        var strong = 0
        var index = first
        while index < last {
            switch bytes[index] {
            case 0x2E, 0x2F, 0x3A, 0x28: separators += 1  // . / : (
            case 0x5F, 0x3D, 0x5C, 0x7B, 0x7D, 0x3C, 0x3E, 0x24, 0x40, 0x23, 0x26, 0x7C: strong += 1
            default: break
            }
            index += 1
        }
        isCode = strong >= 1 || separators >= 2 || last - first > 40
    }

    private static func isCore(_ byte: UInt8) -> Bool { ByteClass.isAlphanumeric(byte) || byte >= 0x80 }

    /// Whether folded bytes are a number or a hexadecimal value: all digits, or 8 or more hexadecimal digits with
    /// a decimal one among them, or mostly digits.
    static func isNumber(_ folded: [UInt8], from start: Int) -> Bool {
        var digits = 0
        var hexadecimal = true
        for index in start..<folded.count {
            let byte = folded[index]
            if ByteClass.isDigit(byte) { digits += 1 } else if !ByteClass.isHexadecimal(byte) { hexadecimal = false }
        }
        let count = folded.count - start
        return digits == count || (digits > 0 && hexadecimal && count >= 8) || (digits > 0 && digits * 3 > count * 2)
    }
}
