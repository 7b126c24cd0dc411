/// Why a JSON record cannot be read.
enum JSONFault: Error { case malformed, tooDeep }

/// Reads one JSON object (RFC 8259) into cells, values flattened to their paths. `null` makes no cell, `NaN`
/// (which Python writes) counts as `null`, and half a surrogate pair becomes U+FFFD.
struct JSONRecordParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index: Int
    private let maximumDepth: Int

    private init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, maximumDepth: Int) {
        self.bytes = bytes
        self.index = index
        self.maximumDepth = maximumDepth
    }

    /// Parses the object that fills `bytes`, up to white space.
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int, columns: inout JSONColumns, row: inout RowBuffer
    ) throws(JSONFault) {
        var parser = JSONRecordParser(bytes, at: 0, maximumDepth: maximumDepth)
        parser.skipSpace()
        guard parser.peek == 0x7B else { throw .malformed }
        try parser.object(node: JSONColumns.root, depth: 1, columns: &columns, row: &row)
        parser.skipSpace()
        guard parser.index == bytes.count else { throw .malformed }
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20,
            bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09
        {
            index += 1
        }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard peek == byte else { throw .malformed }
        index += 1
    }

    private mutating func object(
        node: Int?, depth: Int, columns: inout JSONColumns, row: inout RowBuffer
    ) throws(JSONFault) {
        guard depth <= maximumDepth else { throw .tooDeep }
        index += 1
        skipSpace()
        if peek == 0x7D {
            index += 1
            return
        }
        while true {
            let member = try key(of: node, columns: &columns)
            skipSpace()
            try expect(0x3A)
            try value(node: member, depth: depth, columns: &columns, row: &row)
            skipSpace()
            if peek == 0x7D {
                index += 1
                return
            }
            try expect(0x2C)
            skipSpace()
        }
    }

    /// Reads a key and gives its node.
    private mutating func key(of parent: Int?, columns: inout JSONColumns) throws(JSONFault) -> Int? {
        guard peek == 0x22 else { throw .malformed }
        let start = index + 1
        var end = start
        while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C, bytes[end] >= 0x20 { end += 1 }
        guard end < bytes.count, bytes[end] >= 0x20 else { throw .malformed }
        if bytes[end] == 0x22 {
            index = end + 1
            guard let parent else { return nil }
            return columns.child(of: parent, key: UnsafeBufferPointer(rebasing: bytes[start..<end]))
        }
        var unescaped: [UInt8] = []
        try string(into: &unescaped)
        guard let parent else { return nil }
        return unescaped.withUnsafeBufferPointer { columns.child(of: parent, key: $0) }
    }

    private mutating func value(
        node: Int?, depth: Int, columns: inout JSONColumns, row: inout RowBuffer
    ) throws(JSONFault) {
        skipSpace()
        guard let first = peek else { throw .malformed }
        switch first {
        case 0x7B: try object(node: node, depth: depth + 1, columns: &columns, row: &row)
        case 0x5B: try array(node: node, depth: depth + 1, columns: &columns, row: &row)
        default:
            let start = row.bytes.count
            let isPresent = try scalar(first, into: &row.bytes)
            // A path beyond the limit of columns is read for its syntax only.
            guard let node else {
                row.bytes.removeLast(row.bytes.count - start)
                return
            }
            let column = columns.column(of: node)
            if isPresent { row.endCell(column: column, start: start) }
        }
    }

    private mutating func array(
        node: Int?, depth: Int, columns: inout JSONColumns, row: inout RowBuffer
    ) throws(JSONFault) {
        guard depth <= maximumDepth else { throw .tooDeep }
        index += 1
        skipSpace()
        if peek == 0x5D {
            index += 1
            // Known as a column even while it is empty.
            if let node { _ = columns.column(of: node) }
            return
        }
        while true {
            try value(node: node, depth: depth, columns: &columns, row: &row)
            skipSpace()
            if peek == 0x5D {
                index += 1
                return
            }
            try expect(0x2C)
        }
    }

    /// Reads a string, number or literal; `false` for `null`.
    private mutating func scalar(_ first: UInt8, into output: inout [UInt8]) throws(JSONFault) -> Bool {
        switch first {
        case 0x22: try string(into: &output)
        case 0x2D, 0x30...0x39: try JSONNumber.read(bytes, at: &index, into: &output)
        case 0x74:
            try literal("true")
            output.append(contentsOf: "true".utf8)
        case 0x66:
            try literal("false")
            output.append(contentsOf: "false".utf8)
        case 0x6E:
            try literal("null")
            return false
        case 0x4E:
            try literal("NaN")
            return false
        default: throw .malformed
        }
        return true
    }

    private mutating func literal(_ text: StaticString) throws(JSONFault) {
        let length = text.utf8CodeUnitCount
        guard index + length <= bytes.count else { throw .malformed }
        for offset in 0..<length where bytes[index + offset] != text.utf8Start[offset] { throw .malformed }
        index += length
    }

    private mutating func string(into output: inout [UInt8]) throws(JSONFault) {
        index += 1
        while true {
            let start = index
            while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5C, bytes[index] >= 0x20 { index += 1 }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            guard index < bytes.count else { throw .malformed }
            switch bytes[index] {
            case 0x22:
                index += 1
                return
            case 0x5C: try escape(into: &output)
            // A raw TAB in a string is against the RFC, harmless and common; other control characters are not.
            case 0x09:
                output.append(0x09)
                index += 1
            default: throw .malformed
            }
        }
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONFault) {
        guard index + 1 < bytes.count else { throw .malformed }
        let byte = bytes[index + 1]
        index += 2
        switch byte {
        case 0x22, 0x5C, 0x2F: output.append(byte)
        case 0x62: output.append(0x08)
        case 0x66: output.append(0x0C)
        case 0x6E: output.append(0x0A)
        case 0x72: output.append(0x0D)
        case 0x74: output.append(0x09)
        case 0x75: try unicodeEscape(into: &output)
        default: throw .malformed
        }
    }

    /// Reads the four digits behind `\u`, and the second half of a pair.
    private mutating func unicodeEscape(into output: inout [UInt8]) throws(JSONFault) {
        let unit = try hexUnit()
        guard 0xD800...0xDFFF ~= unit else {
            TranscodingByteStream.append(unit, to: &output)
            return
        }
        if unit < 0xDC00, index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 {
            let mark = index
            index += 2
            let low = try hexUnit()
            if 0xDC00...0xDFFF ~= low {
                TranscodingByteStream.append(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: &output)
                return
            }
            index = mark
        }
        TranscodingByteStream.append(0xFFFD, to: &output)
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt32 {
        guard index + 4 <= bytes.count else { throw .malformed }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[index] {
            case 0x30...0x39: digit = bytes[index] - 0x30
            case 0x41...0x46: digit = bytes[index] - 0x37
            case 0x61...0x66: digit = bytes[index] - 0x57
            default: throw .malformed
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }
}
