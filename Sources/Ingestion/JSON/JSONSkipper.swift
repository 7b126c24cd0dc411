/// Finds where a JSON value ends without reading it, over any number of pieces.
///
/// A line break ends a string, because JSON forbids it inside one: so a quote that was never closed spoils one line
/// and not the rest of the file.
struct JSONSkipper {
    enum Outcome: Equatable {
        /// The index behind the value.
        case end(Int)
        /// A closing bracket that does not fit the opening one stands at this index.
        case mismatch(Int)
        case incomplete
    }

    private var depth = 0
    /// One bit a level, set for an array; levels beyond 64 are counted only.
    private var arrays: UInt64 = 0
    private var isInString = false
    private var isEscaped = false
    private(set) var lineBreaks = 0

    /// Goes on from `start`; a value that is neither object nor array nor string ends before a delimiter.
    mutating func skip(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Outcome {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A { lineBreaks += 1 }
            if isInString {
                if byte == 0x0A {
                    isInString = false
                    isEscaped = false
                } else if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isInString = false
                    if depth == 0 { return .end(index + 1) }
                }
                index += 1
                continue
            }
            switch byte {
            case 0x22: isInString = true
            case 0x7B, 0x5B:
                arrays =
                    depth < 64 ? (arrays & ~(1 << UInt64(depth))) | (byte == 0x5B ? 1 << UInt64(depth) : 0) : arrays
                depth += 1
            case 0x7D, 0x5D:
                guard depth > 0 else { return .end(index) }
                depth -= 1
                if depth < 64, (arrays >> UInt64(depth) & 1 == 1) != (byte == 0x5D) { return .mismatch(index) }
                if depth == 0 { return .end(index + 1) }
            case 0x2C, 0x20, 0x09, 0x0A, 0x0D:
                if depth == 0, index > start { return .end(index) }
            default: break
            }
            index += 1
        }
        return .incomplete
    }
}
