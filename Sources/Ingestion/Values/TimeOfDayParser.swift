/// Reads what follows the day: the time, AM or PM, and the zone.
enum TimeOfDayParser {
    /// Reads to the end of the text; `false` when something there is neither time nor zone.
    static func parse(_ cursor: inout ByteCursor, into result: inout WrittenDate) -> Bool {
        separator(&cursor)
        if let byte = cursor.peek, 0x30...0x39 ~= byte {
            guard clock(&cursor, into: &result) else { return false }
        }
        return zone(&cursor, into: &result)
    }

    /// Passes `T`, commas, spaces and the words that link day and time.
    private static func separator(_ cursor: inout ByteCursor) {
        while true {
            cursor.skipSpaces()
            if cursor.take(0x2C) { continue }
            // `2021-09-30 - 17:20`; a hyphen before digits is the sign of a zone.
            if cursor.peek == 0x2D, cursor.peekSecond == 0x20 {
                cursor.advance()
                continue
            }
            let mark = cursor
            guard let word = cursor.word() else { return }
            if !["t", "at", "um", "a", "las"].contains(word) {
                cursor = mark
                return
            }
        }
    }

    /// `17:20`, `17:20:05.123`, `5:20 PM`, `17h20`, `1720`, `172005`.
    static func clock(_ cursor: inout ByteCursor, into result: inout WrittenDate) -> Bool {
        guard let hour = cursor.number() else { return false }
        result.hour = hour.value
        if hour.digits == 4 || hour.digits == 6 {
            let minutes = hour.digits == 6 ? hour.value / 100 : hour.value
            result.hour = minutes / 100
            result.minute = minutes % 100
            result.second = hour.digits == 6 ? hour.value % 100 : 0
        } else {
            guard hour.digits <= 2 else { return false }
            if cursor.take(anyOf: [0x3A, 0x2E, 0x68, 0x48]) != nil {
                guard let minute = cursor.number(), minute.digits == 2 else { return false }
                result.minute = minute.value
                if cursor.take(anyOf: [0x3A, 0x2E]) != nil {
                    guard let second = cursor.number(), second.digits == 2 else { return false }
                    // 60 is a leap second, which the epoch does not count.
                    result.second = second.value == 60 ? 59 : second.value
                }
            }
        }
        if cursor.take(anyOf: [0x2E, 0x2C]) != nil {
            guard cursor.number() != nil else { return false }
        }
        guard half(&cursor, into: &result) else { return false }
        if result.hour == 24, result.minute == 0, result.second == 0 {
            // ISO 8601's end of day: the last second, so that the day stays the day that was written.
            (result.hour, result.minute, result.second) = (23, 59, 59)
        }
        return result.hour < 24 && result.minute < 60 && result.second < 60
    }

    /// AM or PM; also `Uhr`.
    private static func half(_ cursor: inout ByteCursor, into result: inout WrittenDate) -> Bool {
        cursor.skipSpaces()
        let mark = cursor
        guard var word = cursor.word() else { return true }
        if word == "a" || word == "p", cursor.take(0x2E) {
            cursor.skipSpaces()
            word += cursor.word() ?? ""
            _ = cursor.take(0x2E)
        }
        switch word {
        case "am", "pm":
            guard (1...12).contains(result.hour) else { return result.hour < 24 }
            result.hour = result.hour % 12 + (word == "pm" ? 12 : 0)
        case "uhr", "h": break
        default: cursor = mark
        }
        return true
    }

    /// `Z`, `+02:00`, `+0200`, `+02`, `UTC`, `GMT+2`, `CET`, then anything in brackets.
    private static func zone(_ cursor: inout ByteCursor, into result: inout WrittenDate) -> Bool {
        cursor.skipSpaces()
        if let byte = cursor.peek, byte == 0x28 || byte == 0x5B, let second = cursor.peekSecond, second < 0x80 {
            let mark = cursor
            cursor.advance()
            if result.offset == nil, let word = cursor.word(), let offset = TimeZoneWords.offset(word) {
                result.offset = offset
            }
            cursor = mark
        }
        if let word = cursor.word() {
            guard let offset = TimeZoneWords.offset(word) else { return false }
            result.offset = offset
            if offset != 0, let byte = cursor.peek, byte == 0x2B || byte == 0x2D { return false }
        }
        if let sign = cursor.take(anyOf: [0x2B, 0x2D]) {
            guard let offset = numericOffset(&cursor) else { return false }
            result.offset = sign == 0x2B ? offset : -offset
        }
        while true {
            cursor.skipSpaces()
            guard let byte = cursor.peek else { return true }
            guard byte == 0x28 || byte == 0x5B, cursor.skip(through: byte == 0x28 ? 0x29 : 0x5D) else { return false }
        }
    }

    private static func numericOffset(_ cursor: inout ByteCursor) -> Int? {
        guard let first = cursor.number() else { return nil }
        var hours = first.value
        var minutes = 0
        if first.digits == 4 {
            hours = first.value / 100
            minutes = first.value % 100
        } else if first.digits <= 2 {
            if cursor.take(0x3A) {
                guard let second = cursor.number(), second.digits == 2 else { return nil }
                minutes = second.value
            }
        } else {
            return nil
        }
        return hours <= 15 && minutes < 60 ? hours * 3_600 + minutes * 60 : nil
    }
}
