import Domain

/// A civil time as written, with its zone if one was written.
struct WrittenDate: Equatable {
    let date: CivilDate
    var hour = 0
    var minute = 0
    var second = 0
    /// Seconds east of UTC; `nil` when the text does not say.
    var offset: Int?
}

/// Reads the dates that trackers and spreadsheets write. No clock, locale or time zone is asked.
///
/// Forms: ISO 8601 and its looser kin (`2020-01-02 17:14:21+00:00`, `2019/9/24`, `20190924T1305Z`), Jira's
/// (`30/Sep/21 17:20`, `30/Sep/21 3:05 PM`), `30. September 2021`, `Sep 30, 2021, 5:20 PM`, RFC 2822 and asctime,
/// `24.09.2019 13:05`, and `09/24/2019` by the column's order. Month names are English, German, French or Spanish.
struct DateParser {
    /// The order of the column. With it, a date that does not fit is unreadable; without it, each date is read as
    /// the only order it fits, and as day first when it fits both.
    let order: DateOrder?

    /// `nil` when the text is no date.
    func parse(_ bytes: ArraySlice<UInt8>) -> WrittenDate? {
        guard bytes.count <= 80 else { return nil }
        var cursor = ByteCursor(bytes)
        cursor.skipSpaces()
        guard var result = day(&cursor) else { return nil }
        guard TimeOfDayParser.parse(&cursor, into: &result) else { return nil }
        return result
    }

    private func day(_ cursor: inout ByteCursor) -> WrittenDate? {
        guard let byte = cursor.peek else { return nil }
        if 0x30...0x39 ~= byte { return numberFirst(&cursor) }
        return wordFirst(&cursor)
    }

    // MARK: - Words first

    /// `Thu, 30 Sep 2021`, `Thu Sep 30 17:20:00 2021`, `September 30th, 2021`.
    private func wordFirst(_ cursor: inout ByteCursor) -> WrittenDate? {
        guard var word = cursor.word() else { return nil }
        if CalendarWords.isWeekday(word) {
            skipPunctuation(&cursor)
            if let byte = cursor.peek, 0x30...0x39 ~= byte { return numberFirst(&cursor) }
            guard let next = cursor.word() else { return nil }
            word = next
        }
        guard let month = CalendarWords.month(word) else { return nil }
        skipPunctuation(&cursor)
        guard let day = cursor.number(), day.digits <= 2 else { return nil }
        skipOrdinal(&cursor)
        skipPunctuation(&cursor)
        return monthDayRest(month: month, day: day.value, &cursor)
    }

    /// What follows `Sep 30`: a year, or the time and then the year (asctime).
    private func monthDayRest(month: Int, day: Int, _ cursor: inout ByteCursor) -> WrittenDate? {
        let mark = cursor
        guard let number = cursor.number() else { return nil }
        if cursor.peek != 0x3A { return make(year: number, month: month, day: day) }
        cursor = mark
        guard let guess = CivilDate(year: 2000, month: month, day: day) else { return nil }
        var result = WrittenDate(date: guess)
        guard TimeOfDayParser.clock(&cursor, into: &result) else { return nil }
        cursor.skipSpaces()
        if let zone = cursor.word() {
            guard let offset = TimeZoneWords.offset(zone) else { return nil }
            result.offset = offset
            cursor.skipSpaces()
        }
        guard let year = cursor.number(), year.digits == 4,
            let date = CivilDate(year: year.value, month: month, day: day)
        else { return nil }
        return WrittenDate(
            date: date, hour: result.hour, minute: result.minute, second: result.second, offset: result.offset)
    }

    // MARK: - Numbers first

    private func numberFirst(_ cursor: inout ByteCursor) -> WrittenDate? {
        guard let first = cursor.number() else { return nil }
        switch first.digits {
        case 4: return yearFirst(first.value, &cursor)
        case 8: return make(first.value / 10_000, first.value / 100 % 100, first.value % 100)
        case 14: return compact(first.value)
        case 1, 2: return dayOrMonthFirst(first, &cursor)
        default: return nil
        }
    }

    /// `20190924130500`.
    private func compact(_ value: Int) -> WrittenDate? {
        let day = value / 1_000_000
        let time = value % 1_000_000
        guard var result = make(day / 10_000, day / 100 % 100, day % 100), time / 10_000 < 24, time / 100 % 100 < 60,
            time % 100 < 60
        else { return nil }
        result.hour = time / 10_000
        result.minute = time / 100 % 100
        result.second = time % 100
        return result
    }

    /// `2019-09-24`, `2019/9/24`, `2019.09.24`, `2021-Sep-30`, `2021 Sep 30`.
    private func yearFirst(_ year: Int, _ cursor: inout ByteCursor) -> WrittenDate? {
        guard let separator = cursor.take(anyOf: [0x2D, 0x2F, 0x2E, 0x20]) else { return nil }
        let month: Int
        if let number = cursor.number(), number.digits <= 2, separator != 0x20 {
            month = number.value
        } else if let word = cursor.word(), let named = CalendarWords.month(word) {
            month = named
        } else {
            return nil
        }
        guard cursor.take(separator), let day = cursor.number(), day.digits <= 2 else { return nil }
        return make(year, month, day.value)
    }

    private func dayOrMonthFirst(
        _ first: (value: Int, digits: Int), _ cursor: inout ByteCursor
    ) -> WrittenDate? {
        skipOrdinal(&cursor)
        let separator = cursor.peek
        skipPunctuation(&cursor)
        while cursor.take(anyOf: [0x2F, 0x2D]) != nil {}
        if let byte = cursor.peek, !(0x30...0x39 ~= byte) {
            return named(day: first.value, &cursor)
        }
        guard let second = cursor.number(), second.digits <= 2, let separator, cursor.peek == separator else {
            return nil
        }
        cursor.advance()
        if separator == 0x2E { cursor.skipSpaces() }
        guard let year = cursor.number(), year.digits == 4 || year.digits == 2 else { return nil }
        switch separator {
        case 0x2E: return make(year: year, month: second.value, day: first.value)
        case 0x2F, 0x2D: return ambiguous(first.value, second.value, year)
        default: return nil
        }
    }

    /// `Sep/21` behind `30/`, `September 2021` behind `30. `, `de septiembre de 2021` behind `30 `.
    private func named(day: Int, _ cursor: inout ByteCursor) -> WrittenDate? {
        guard var word = cursor.word() else { return nil }
        if word == "de" || word == "of" {
            cursor.skipSpaces()
            guard let next = cursor.word() else { return nil }
            word = next
        }
        guard let month = CalendarWords.month(word) else { return nil }
        while cursor.take(anyOf: [0x2F, 0x2D, 0x2E, 0x2C, 0x20]) != nil {}
        if let byte = cursor.peek, !(0x30...0x39 ~= byte) {
            guard let filler = cursor.word(), filler == "de" || filler == "del" else { return nil }
            cursor.skipSpaces()
        }
        guard let year = cursor.number(), year.digits == 4 || year.digits == 2 else { return nil }
        return make(year: year, month: month, day: day)
    }

    private func ambiguous(_ first: Int, _ second: Int, _ year: (value: Int, digits: Int)) -> WrittenDate? {
        let dayFirst = make(year: year, month: second, day: first)
        let monthFirst = make(year: year, month: first, day: second)
        switch order {
        case .dayFirst: return dayFirst
        case .monthFirst: return monthFirst
        case nil: return dayFirst ?? monthFirst
        }
    }

    // MARK: - Parts

    private func make(year: (value: Int, digits: Int), month: Int, day: Int) -> WrittenDate? {
        // Two digits by the rule of POSIX strptime.
        let full = year.digits == 2 ? year.value + (year.value < 69 ? 2_000 : 1_900) : year.value
        return make(full, month, day)
    }

    private func make(_ year: Int, _ month: Int, _ day: Int) -> WrittenDate? {
        guard (1_900...2_199).contains(year), let date = CivilDate(year: year, month: month, day: day) else {
            return nil
        }
        return WrittenDate(date: date)
    }

    private func skipPunctuation(_ cursor: inout ByteCursor) {
        while cursor.take(anyOf: [0x2E, 0x2C]) != nil {}
        cursor.skipSpaces()
    }

    /// `30th`, `1er`.
    private func skipOrdinal(_ cursor: inout ByteCursor) {
        let mark = cursor
        guard let word = cursor.word(), ["st", "nd", "rd", "th", "er", "o", "a"].contains(word) else {
            cursor = mark
            return
        }
    }
}
