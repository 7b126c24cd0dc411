/// Which of the first two numbers of `04/05/2024` is the day.
public enum DateOrder: String, Sendable, Codable, Hashable, CaseIterable {
    case dayFirst = "dmy"
    case monthFirst = "mdy"
}

/// What a column's dates tell about their order.
struct DateOrderEvidence: Sendable, Hashable {
    /// Dates whose first number can only be a day, or whose second can.
    private(set) var dayFirst = 0
    private(set) var monthFirst = 0
    /// Dates that could be either.
    private(set) var open = 0
    /// Of the open ones, those written as Americans do: with AM or PM, or without leading zeros.
    private(set) var american = 0

    /// Looks at one cell; anything but `number/number/number` or `number-number-number` is passed over.
    mutating func look(at bytes: ArraySlice<UInt8>) {
        guard bytes.count <= 40, bytes.count >= 6 else { return }
        var cursor = ByteCursor(bytes)
        cursor.skipSpaces()
        guard let first = cursor.number(), first.digits <= 2, let separator = cursor.take(anyOf: [0x2F, 0x2D]),
            let second = cursor.number(), second.digits <= 2, cursor.take(anyOf: [separator]) != nil,
            let year = cursor.number(), year.digits == 4 || year.digits == 2
        else { return }
        guard (1...31).contains(first.value), (1...31).contains(second.value) else { return }
        if first.value > 12, second.value <= 12 {
            dayFirst += 1
        } else if second.value > 12, first.value <= 12 {
            monthFirst += 1
        } else if first.value != second.value {
            open += 1
            let isUnpadded = (first.value < 10 && first.digits == 1) || (second.value < 10 && second.digits == 1)
            let hasHalf = bytes.contains { $0 == 0x4D || $0 == 0x6D }
            if isUnpadded || hasHalf { american += 1 }
        }
    }

    /// Both columns' evidence.
    mutating func add(_ other: DateOrderEvidence) {
        dayFirst += other.dayFirst
        monthFirst += other.monthFirst
        open += other.open
        american += other.american
    }

    /// The order that holds for the column, and why; `nil` when no date of it is ambiguous in form.
    ///
    /// Rule: one date that fits a single order decides (the majority, should there be both). If all fit both, AM or
    /// PM or missing leading zeros mean month first, anything else day first.
    var verdict: (order: DateOrder, reason: String)? {
        if dayFirst > 0 || monthFirst > 0 {
            return dayFirst >= monthFirst
                ? (.dayFirst, "\(dayFirst) of the dates looked at have a day above 12 in first place")
                : (.monthFirst, "\(monthFirst) of the dates looked at have a day above 12 in second place")
        }
        guard open > 0 else { return nil }
        return american * 2 > open
            ? (.monthFirst, "nothing decides; AM/PM or missing zeros suggest it")
            : (.dayFirst, "nothing decides; this is the default")
    }
}
