/// How the records of one file begin: brace, white space and first key, and the key after it. It tells where the next
/// record begins when one of them is broken.
struct JSONOpening {
    /// From the brace to the end of the first key.
    private let first: [UInt8]
    /// With its quotes; `nil` when the record has one key.
    private let second: [UInt8]?

    /// The opening of the object at the start of these bytes; `nil` when it does not begin like one with keys.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let end = Self.firstKeyEnd(bytes) else { return nil }
        first = Array(bytes[..<end])
        second = Self.secondKey(bytes, after: end).map { Array(bytes[$0]) }
    }

    /// Where, behind a comma, a record begins like this one. With a second key to compare, members that happen to
    /// begin with the same key are passed.
    ///
    /// - Parameter budget: Bytes that may be looked at; less what was.
    func next(in window: TextWindow, _ range: Range<Int>, budget: inout Int) -> Int? {
        window.bytes.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            var previous: UInt8 = 0
            defer { budget -= index - range.lowerBound }
            while index + first.count <= range.upperBound, index - range.lowerBound < budget {
                let byte = bytes[index]
                if byte == 0x7B, previous == 0x2C {
                    let reach = min(bytes.count, index + Self.lookahead)
                    if isOpening(UnsafeBufferPointer(rebasing: bytes[index..<reach]), budget: &budget) { return index }
                }
                if byte > 0x20 { previous = byte }
                index += 1
            }
            return nil
        }
    }

    private static let lookahead = 16 << 10

    private func isOpening(_ bytes: UnsafeBufferPointer<UInt8>, budget: inout Int) -> Bool {
        guard bytes.count >= first.count, bytes.prefix(first.count).elementsEqual(first) else { return false }
        guard let second else { return true }
        budget -= bytes.count / 8
        return Self.secondKey(bytes, after: first.count).map { bytes[$0].elementsEqual(second) } ?? false
    }

    private static func firstKeyEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 1
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        guard index < bytes.count, bytes[index] == 0x22 else { return nil }
        guard let close = bytes[(index + 1)...].prefix(200).firstIndex(of: 0x22) else { return nil }
        return close + 1
    }

    /// The range of the second key, past the first one's value.
    private static func secondKey(_ bytes: UnsafeBufferPointer<UInt8>, after end: Int) -> Range<Int>? {
        guard let colon = skipSpace(bytes, end), bytes[colon] == 0x3A, let value = skipSpace(bytes, colon + 1) else {
            return nil
        }
        var skipper = JSONSkipper()
        guard case .end(let valueEnd) = skipper.skip(bytes, from: value), let comma = skipSpace(bytes, valueEnd),
            bytes[comma] == 0x2C, let key = skipSpace(bytes, comma + 1), bytes[key] == 0x22,
            let close = bytes[(key + 1)...].prefix(200).firstIndex(of: 0x22)
        else { return nil }
        return key..<(close + 1)
    }

    private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var index = start
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        return index < bytes.count ? index : nil
    }
}
