/// Finds the end of a record of which nothing is kept, piece by piece, by the rules of `DelimitedParser`.
struct RecordSkipper {
    private enum State { case cellStart, plain, quoted, quoteSeen, carriageReturn }

    private let delimiter: UInt8
    private var state = State.cellStart
    private var lineBreaks = 0
    private var isInsidePair = false

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// Line breaks passed since this was asked last.
    mutating func takeLineBreaks() -> Int {
        defer { lineBreaks = 0 }
        return lineBreaks
    }

    /// The index behind the record's end, or `nil` when these bytes do not hold it.
    mutating func skip(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            switch state {
            case .carriageReturn: return byte == 0x0A ? index + 1 : index
            case .quoted:
                if byte == 0x22 {
                    state = .quoteSeen
                } else {
                    countBreak(byte)
                }
            case .cellStart, .plain, .quoteSeen:
                if byte == 0x22, state != .plain {
                    state = .quoted
                } else if byte == delimiter {
                    state = .cellStart
                } else if byte == 0x0A {
                    lineBreaks += 1
                    return index + 1
                } else if byte == 0x0D {
                    lineBreaks += 1
                    state = .carriageReturn
                } else if state == .quoteSeen, byte != 0x20 {
                    state = .quoted
                } else if state == .cellStart {
                    state = .plain
                }
            }
            index += 1
        }
        return nil
    }

    private mutating func countBreak(_ byte: UInt8) {
        if byte == 0x0D || (byte == 0x0A && !isInsidePair) { lineBreaks += 1 }
        isInsidePair = byte == 0x0D
    }
}
