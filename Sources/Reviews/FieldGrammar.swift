internal import Domain

/// What the texts of fields must look like.
enum FieldGrammar {
    /// Bytes of a comment or a corrected text, at most.
    static let textLimit = 32 * 1_024

    /// `2026-05-30T09:12:44Z`, and nothing else.
    static func instant(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        let marks: [(place: Int, mark: UInt8)] = [
            (4, 0x2D), (7, 0x2D), (10, 0x54), (13, 0x3A), (16, 0x3A), (19, 0x5A),
        ]
        guard bytes.count == 20, marks.allSatisfy({ bytes[$0.place] == $0.mark }) else { return nil }
        func number(_ range: Range<Int>) -> Int? { digits(bytes[range]) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        return Instant(date: date, hour: hour, minute: minute, second: second)
    }

    /// A number from 1, without zeros before it, of at most 9 digits.
    static func generation(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") else { return nil }
        return digits(Array(text.utf8)[...])
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// A ticket's id: one line of 1 to 200 bytes without white space at its ends.
    static func ticket(_ text: String) -> TicketID? { line(text, limit: 200).map(TicketID.init) }

    /// One line of text without white space at its ends.
    static func line(_ text: String, limit: Int) -> String? {
        guard (1...limit).contains(text.utf8.count), text.trimmedWhitespace == text,
            !text.utf8.contains(where: { $0 < 0x20 })
        else { return nil }
        return text
    }

    /// Text of several lines that says something.
    static func prose(_ text: String) -> String? {
        text.utf8.count <= textLimit && !text.trimmedWhitespace.isEmpty ? text : nil
    }
}
