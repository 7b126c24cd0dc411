/// Numbers of JSON as text: whole ones without fraction or exponent, so that an id which went through a
/// spreadsheet or a data frame (`1042.0`, `1.042e3`) is the id again.
enum JSONNumber {
    /// Reads a number and moves behind it.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: inout Int, into output: inout [UInt8]
    ) throws(JSONFault) {
        let start = index
        if index < bytes.count, bytes[index] == 0x2D { index += 1 }
        guard digits(bytes, at: &index) > 0 else { throw .malformed }
        let wholeEnd = index
        var isWhole = true
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            let fraction = index
            guard digits(bytes, at: &index) > 0 else { throw .malformed }
            isWhole = bytes[fraction..<index].allSatisfy { $0 == 0x30 }
        }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
        guard index < bytes.count, bytes[index] == 0x65 || bytes[index] == 0x45 else {
            output.append(contentsOf: isWhole ? UnsafeBufferPointer(rebasing: bytes[start..<wholeEnd]) : text)
            return
        }
        index += 1
        if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
        guard digits(bytes, at: &index) > 0 else { throw .malformed }
        output.append(contentsOf: plain(String(decoding: bytes[start..<index], as: UTF8.self)).utf8)
    }

    private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, at index: inout Int) -> Int {
        let start = index
        while index < bytes.count, 0x30...0x39 ~= bytes[index] { index += 1 }
        return index - start
    }

    /// The shortest text of a decimal number: without fraction where it is whole and below 10^15, the largest
    /// power of ten up to which a spreadsheet holds every whole number.
    static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) { return text }
        guard let value = Double(text), value.isFinite else { return text }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }
}
