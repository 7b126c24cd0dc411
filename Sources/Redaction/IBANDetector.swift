/// International bank account numbers (ISO 13616) by country, structure and check digits.
struct IBANDetector {
    let view: TextView

    /// The IBAN that begins with a word; groups may be parted by single spaces or hyphens.
    func iban(_ word: Word) -> Finding? {
        guard word.count >= 4, ByteClass.isLetter(view.byte(word.start)), ByteClass.isLetter(view.byte(word.start + 1)),
            ByteClass.isDigit(view.byte(word.start + 2)), ByteClass.isDigit(view.byte(word.start + 3)),
            view.byte(word.start - 1) != 0x2D
        else { return nil }
        let country = String(decoding: [view.byte(word.start) & 0xDF, view.byte(word.start + 1) & 0xDF], as: UTF8.self)
        guard let structure = IBANDetector.structures[country] else { return nil }
        var iban: [UInt8] = []
        var index = word.start
        while iban.count < structure.count {
            let byte = view.byte(index)
            if ByteClass.isAlphanumeric(byte) {
                iban.append(byte >= 0x61 ? byte - 0x20 : byte)
            } else if byte != 0x20 && byte != 0x2D || !ByteClass.isAlphanumeric(view.byte(index + 1)) {
                return nil
            }
            index += 1
        }
        guard !ByteClass.isWord(view.byte(index)), zip(iban, structure).allSatisfy({ fits($0.0, $0.1) }),
            Checksums.mod97(iban)
        else { return nil }
        return Finding(word.start, index, .iban)
    }

    private func fits(_ byte: UInt8, _ kind: UInt8) -> Bool {
        switch kind {
        case 0x6E: ByteClass.isDigit(byte)
        case 0x61: ByteClass.isLetter(byte)
        default: true
        }
    }

    /// One letter a character (n digit, a letter, c either), country and check digits included. From the SWIFT
    /// IBAN registry.
    private static let structures: [String: [UInt8]] = {
        let registry = """
            AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n
            CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n
            GI4a15c GL14n GR7n16c GT4c20c HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c KZ3n13c
            LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD20c ME18n MK3n10c2n MN16n MR23n
            MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n RU14n15c
            SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR5n1n16c UA6n19c
            VA18n VG4a16n XK16n YE4a4n18c
            """
        var structures: [String: [UInt8]] = [:]
        for entry in registry.split(whereSeparator: \.isWhitespace) {
            var kinds = Array("aann".utf8)
            var count = 0
            for byte in entry.utf8.dropFirst(2) {
                if ByteClass.isDigit(byte) {
                    count = count * 10 + Int(byte - 0x30)
                } else {
                    kinds += [UInt8](repeating: byte, count: count)
                    count = 0
                }
            }
            structures[String(entry.prefix(2))] = kinds
        }
        return structures
    }()
}

/// Spanish national ids: digits and a check letter in one word, `12345678Z`, `X1234567L`.
struct SpanishIDDetector {
    let view: TextView

    /// The id that a word is, with a hyphen before the letter or not.
    func nif(_ word: Word) -> Finding? {
        guard !ByteClass.isWord(view.byte(word.start - 1)),
            ![0x2D, 0x2E, 0x2F, 0x23, 0x40].contains(view.byte(word.start - 1))
        else { return nil }
        var end = word.end
        var bytes = Array(view.bytes[word.start..<word.end])
        if bytes.count == 8, view.byte(end) == 0x2D, ByteClass.isLetter(view.byte(end + 1)) {
            bytes.append(view.byte(end + 1))
            end += 2
        }
        guard bytes.count == 9, !ByteClass.isWord(view.byte(end)), view.byte(end) != 0x2D else { return nil }
        let hasContext = view.follows(.nif, at: word.start)
        if hasContext { bytes = bytes.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 } }
        let letter = bytes[8]
        guard (0x41...0x5A).contains(letter) else { return nil }
        var prefix = 0
        if (0x58...0x5A).contains(bytes[0]) {
            prefix = Int(bytes[0] - 0x58)
        } else if ByteClass.isDigit(bytes[0]) {
            // `12345678L`, `...D` and `...F` are numbers of Java and C as well.
            if !hasContext, letter == 0x4C || letter == 0x44 || letter == 0x46 { return nil }
            prefix = Int(bytes[0] - 0x30)
        } else {
            return nil
        }
        var number = prefix
        for byte in bytes[1..<8] {
            guard ByteClass.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return Checksums.nif(number: number, letter: letter) ? Finding(word.start, end, .nif) : nil
    }
}
