/// Words of a text as bytes: the words of `TextAnalysis.words`, without a `String` for each, lower-cased, and
/// with the accents of Latin letters taken off (`ä` gives `a`, `ß` gives `ss`), since people leave them out.
enum WordScanner {
    /// Calls `emit` for each word in order. The bytes are only valid during the call.
    static func scan(_ text: String, _ emit: ([UInt8]) -> Void) {
        var text = text
        text.withUTF8 { scan($0, emit) }
    }

    /// As above, over UTF-8.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ emit: ([UInt8]) -> Void) {
        scan(bytes, withParts: false) { word, _ in emit(word) }
    }

    /// Calls `emit` for each word, and after an identifier such as `NameNodeRpcServer` for each of its parts of at least
    /// two characters (`name`, `node`, `rpc`, `server`), which people write as words of their own.
    static func scanWithParts(_ text: String, _ emit: (_ word: [UInt8], _ isPart: Bool) -> Void) {
        var text = text
        text.withUTF8 { scan($0, withParts: true, emit) }
    }

    /// As above, over UTF-8.
    static func scanWithParts(
        _ bytes: UnsafeBufferPointer<UInt8>, _ emit: (_ word: [UInt8], _ isPart: Bool) -> Void
    ) {
        scan(bytes, withParts: true, emit)
    }

    private static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, withParts: Bool, _ emit: ([UInt8], Bool) -> Void
    ) {
        var word: [UInt8] = []
        word.reserveCapacity(64)
        var previousUnspaced: Unicode.Scalar?
        var pairs = 0
        var borders = WordBorders()

        func endWord() {
            if !word.isEmpty {
                emit(word, false)
                if withParts { borders.forEachPart(of: word) { emit($0, true) } }
                word.removeAll(keepingCapacity: true)
                borders.removeAll()
            }
        }
        func endUnspaced() {
            if let scalar = previousUnspaced, pairs == 0 { emit(Array(String(scalar).utf8), false) }
            previousUnspaced = nil
            pairs = 0
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                if previousUnspaced != nil { endUnspaced() }
                if (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) {
                    if withParts { borders.add(byte < 0x3A ? .digit : .lower, at: word.count) }
                    word.append(byte)
                } else if (0x41...0x5A).contains(byte) {
                    if withParts { borders.add(.upper, at: word.count) }
                    word.append(byte | 0x20)
                } else {
                    endWord()
                }
                continue
            }
            let scalar = decode(bytes, at: &index)
            if isWrittenWithoutSpaces(scalar) {
                endWord()
                if let previous = previousUnspaced {
                    emit(Array((String(previous) + String(scalar)).utf8), false)
                    pairs += 1
                }
                previousUnspaced = scalar
                continue
            }
            if previousUnspaced != nil { endUnspaced() }
            if (0x300...0x36F).contains(scalar.value) {
                // A combining accent: folded away like the accents of composed letters.
                continue
            } else if isLetterOrNumber(scalar)
                || (!word.isEmpty && scalar.properties.generalCategory == .nonspacingMark)
            {
                append(scalar, to: &word)
            } else {
                endWord()
            }
        }
        endWord()
        endUnspaced()
    }

    /// Decodes one scalar of valid UTF-8 and moves past it.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: inout Int) -> Unicode.Scalar {
        let first = bytes[index]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        var value = UInt32(first) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
        for step in 1..<length where index + step < bytes.count {
            value = value << 6 | UInt32(bytes[index + step] & 0x3F)
        }
        index += length
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
        if (0xC0...0x24F).contains(scalar.value) { return scalar.value != 0xD7 && scalar.value != 0xF7 }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F, 0x0E00...0x0E7F:
            true
        default: false
        }
    }

    private static let foldedLatin: [[UInt8]] = [
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
        "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
    ].map { Array($0.utf8) }

    private static func append(_ scalar: Unicode.Scalar, to word: inout [UInt8]) {
        switch scalar.value {
        case 0xC0...0xDE: word += foldedLatin[Int(scalar.value - 0xC0)]
        case 0xDF: word += [0x73, 0x73]
        case 0xE0...0xFF: word += foldedLatin[Int(scalar.value - 0xE0)]
        default: word += Array(scalar.properties.lowercaseMapping.utf8)
        }
    }
}
