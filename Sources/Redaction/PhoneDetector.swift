/// Telephone numbers: in international form, in the forms of North America and of countries that write a
/// leading zero, and any other form beside a word that says so.
struct PhoneDetector {
    let view: TextView

    /// The number that begins at a group, and its last group.
    func phone(_ run: NumberRun, _ first: Int) -> (last: Int, finding: Finding)? {
        guard isStart(run, first) else { return nil }
        let start = opening(run, first)
        let hasPlus = view.byte(start) == 0x2B
        let last: Int?
        if hasPlus {
            last = international(run, first)
        } else {
            last = northAmerican(run, first) ?? zeroLed(run, first) ?? bracketed(run, first, start) ?? named(run, first)
        }
        guard let last else { return nil }
        return (last, Finding(start, endWithExtension(run.groups[last].end), .phone))
    }

    /// The place of a `+` or `(` that belongs to the number.
    private func opening(_ run: NumberRun, _ first: Int) -> Int {
        var start = run.groups[first].start
        if view.byte(start - 1) == 0x28 { start -= 1 }
        if view.byte(start - 1) == 0x2B { start -= 1 }
        return start
    }

    private func isStart(_ run: NumberRun, _ first: Int) -> Bool {
        let before = view.byte(opening(run, first) - 1)
        if first > 0 { return before == 0x20 || view.byte(run.groups[first].start - 1) == 0x28 }
        return !ByteClass.isWord(before) && ![0x2E, 0x2D, 0x2F, 0x23, 0x40, 0x24, 0x25, 0x5C].contains(before)
            || (before == 0x2D || before == 0x5C) && view.byte(opening(run, first)) == 0x2B
    }

    private func isEnd(_ run: NumberRun, _ last: Int) -> Bool {
        let end = run.groups[last].end
        let next = view.byte(end)
        if next | 0x20 == 0x78 { return ByteClass.isDigit(view.byte(end + 1)) }
        if ByteClass.isWord(next) || next == 0x40 || next == 0x3A && ByteClass.isDigit(view.byte(end + 1)) {
            return false
        }
        // `-Office` may follow a number, `-17` may not.
        return ![0x2D, 0x2E, 0x2F].contains(next) || !ByteClass.isDigit(view.byte(end + 1))
    }

    private func count(_ run: NumberRun, _ range: ClosedRange<Int>) -> Int {
        run.groups[range].reduce(0) { $0 + $1.count }
    }

    /// E.164: a country code and up to 15 digits in all.
    private func international(_ run: NumberRun, _ first: Int) -> Int? {
        guard view.byte(run.groups[first].start) != 0x30 else { return nil }
        let most = view.byte(run.groups[first].start) == 0x31 ? 11 : 15
        var last = first
        while last + 1 < run.groups.count, count(run, first...(last + 1)) <= most, run.groups[last + 1].count <= 11 {
            last += 1
        }
        while last > first, !isEnd(run, last) { last -= 1 }
        return isEnd(run, last) && (8...15).contains(count(run, first...last)) ? last : nil
    }

    /// `(905) 674-3793`, `905-674-3793`, `905.674.3793`, with or without a 1 before it; with spaces alone beside
    /// a word that says so.
    private func northAmerican(_ run: NumberRun, _ first: Int) -> Int? {
        let isLong = run.groups[first].count == 1 && view.byte(run.groups[first].start) == 0x31
        let area = isLong ? first + 1 : first
        guard area + 2 < run.groups.count, run.groups[area].count == 3, run.groups[area + 1].count == 3,
            run.groups[area + 2].count == 4, isEnd(run, area + 2),
            view.byte(run.groups[area].start) >= 0x32, view.byte(run.groups[area + 1].start) >= 0x32
        else { return nil }
        let between = run.separator(after: area + 1, view)
        guard [0x20, 0x2D, 0x2E].contains(between) else { return nil }
        let isBracketed = view.byte(run.groups[area].start - 1) == 0x28
        guard isBracketed || run.separator(after: area, view) == between else { return nil }
        return between != 0x20 || isBracketed || isNamed(run, first, area + 2) ? area + 2 : nil
    }

    /// `07700 063 966`, `0176 12345678`, `01.84.17.61.18`: countries that write a trunk zero.
    private func zeroLed(_ run: NumberRun, _ first: Int) -> Int? {
        guard view.byte(run.groups[first].start) == 0x30,
            first == 0 || run.groups[first - 1].count > 5 || isNamed(run, first, first)
        else { return nil }
        if run.has([2, 2, 2, 2, 2], from: first, separators: [0x20, 0x2E, 0x2D], view), isEnd(run, first + 4),
            first + 5 == run.groups.count, isFrench(run, first)
        {
            return first + 4
        }
        if view.byte(run.groups[first].start + 1) == 0x30 { return doubleZero(run, first) }
        guard (3...6).contains(run.groups[first].count) else { return nil }
        var last = first
        while last + 1 < run.groups.count, [0x20, 0x2D, 0x2F].contains(run.separator(after: last, view)),
            (2...8).contains(run.groups[last + 1].count), count(run, first...(last + 1)) <= 12
        {
            last += 1
        }
        guard (first + 1...first + 4).contains(last), last + 1 == run.groups.count, isEnd(run, last) else { return nil }
        return (10...12).contains(count(run, first...last)) ? last : nil
    }

    /// The pairs of a French number do not count up as the bytes of a dump do.
    private func isFrench(_ run: NumberRun, _ first: Int) -> Bool {
        let pairs = run.groups[first...(first + 4)].map {
            view.byte($0.start + 1) &- 0x30 &+ (view.byte($0.start) &- 0x30) &* 10
        }
        guard (1...9).contains(pairs[0]) else { return false }
        return zip(pairs, pairs.dropFirst()).contains { Int($0.1) - Int($0.0) != 1 } && pairs[1...].contains { $0 > 9 }
    }

    /// `0049 89 123456`: the international form with 00, in groups.
    private func doubleZero(_ run: NumberRun, _ first: Int) -> Int? {
        guard (3...5).contains(run.groups[first].count), view.byte(run.groups[first].start + 2) != 0x30 else {
            return nil
        }
        var last = first
        while last + 1 < run.groups.count, count(run, first...(last + 1)) <= 16,
            [0x20, 0x2D, 0x2F].contains(run.separator(after: last, view))
        {
            last += 1
        }
        return last > first && isEnd(run, last) && (11...16).contains(count(run, first...last)) ? last : nil
    }

    /// `(37) 788-063`: an area code in brackets and two groups or three.
    private func bracketed(_ run: NumberRun, _ first: Int, _ start: Int) -> Int? {
        guard view.byte(start) == 0x28, (2...5).contains(run.groups[first].count),
            view.byte(run.groups[first].end) == 0x29
        else { return nil }
        var last = first
        while last + 1 < run.groups.count, last - first < 3, (2...5).contains(run.groups[last + 1].count) { last += 1 }
        guard last > first + 1 || (last > first && run.groups[first + 1].count >= 5), isEnd(run, last) else {
            return nil
        }
        return (8...12).contains(count(run, first...last)) ? last : nil
    }

    /// Any 7 to 15 digits in groups beside a word that says that they are a telephone.
    private func named(_ run: NumberRun, _ first: Int) -> Int? {
        var last = first
        while last + 1 < run.groups.count, count(run, first...(last + 1)) <= 15, run.groups[last + 1].count >= 2,
            run.groups[last + 1].count <= 8
        {
            last += 1
        }
        while last > first, !isEnd(run, last) { last -= 1 }
        let digits = count(run, first...last)
        guard isEnd(run, last), (7...15).contains(digits), isNamed(run, first, last), !isDate(run, first, last) else {
            return nil
        }
        if last > first { return last }
        // Digits without groups are ids more often than not: `an API call, 13422977`.
        let before = view.byte(run.groups[first].start - 2)
        return (9...12).contains(digits) && before != 0x2C && view.byte(run.groups[first].start - 1) != 0x2C
            ? last : nil
    }

    private func isDate(_ run: NumberRun, _ first: Int, _ last: Int) -> Bool {
        guard last >= first + 2 else { return false }
        let lengths = run.groups[first...(first + 2)].map(\.count)
        let separator = run.separator(after: first, view)
        guard separator == run.separator(after: first + 1, view), separator != 0x20 else { return false }
        return lengths == [4, 2, 2] || (lengths[0] <= 2 && lengths[1] <= 2 && lengths[2] == 4)
            || (lengths == [2, 2, 2] && last == first + 2)
    }

    private func isNamed(_ run: NumberRun, _ first: Int, _ last: Int) -> Bool {
        if view.follows(.phone, at: run.groups[first].start, words: 4, reach: 36) { return true }
        let end = run.groups[last].end
        let next = view.wordIndex(from: end)
        return next < view.words.count && view.words[next].start - end <= 2 && view.words[next].has(.phoneKind)
            && view.byte(end) != 0x0A
    }

    /// `x4587`, ` ext. 12`: part of the number.
    private func endWithExtension(_ end: Int) -> Int {
        var index = end
        while view.byte(index) == 0x20, index - end < 2 { index += 1 }
        let isShort = view.byte(index) | 0x20 == 0x78 && ByteClass.isDigit(view.byte(index + 1))
        if isShort {
            index += 1
        } else if view.byte(index) | 0x20 == 0x65, view.byte(index + 1) | 0x20 == 0x78,
            view.byte(index + 2) | 0x20 == 0x74
        {
            index += 3
            while [0x2E, 0x20, 0x3A].contains(view.byte(index)), index - end < 8 { index += 1 }
        } else {
            return end
        }
        let digits = index
        while ByteClass.isDigit(view.byte(index)), index - digits < 6 { index += 1 }
        return index > digits && !ByteClass.isWord(view.byte(index)) ? index : end
    }
}
