internal import Domain

/// A date as front matter holds it: a day, perhaps with a time, perhaps with an offset from UTC.
struct WrittenDate {
    private let date: CivilDate
    private let hour: Int
    private let minute: Int
    private let second: Int
    /// Seconds east of UTC; `nil` when the tenant's own clock is meant.
    private let offset: Int?

    /// Returns `nil` for anything but ISO 8601 with `-` and `:` between the parts.
    init?(_ text: String) {
        let pattern =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:(Z)|([+\-])([0-9]{2}):?([0-9]{2}))?)?/
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        self.date = date
        hour = match.4.flatMap { Int($0) } ?? 0
        minute = match.5.flatMap { Int($0) } ?? 0
        second = match.6.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second < 60 else { return nil }
        if match.7 != nil {
            offset = 0
        } else if let sign = match.8, let hours = match.9.flatMap({ Int($0) }),
            let minutes = match.10.flatMap({ Int($0) })
        {
            guard hours < 24, minutes < 60 else { return nil }
            offset = (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
        } else {
            offset = nil
        }
    }

    /// The moment meant by someone whose clocks follow `calendar`.
    func instant(in calendar: TenantCalendar) -> Instant {
        if let offset { return Instant(date: date, hour: hour, minute: minute, second: second, offset: offset) }
        return calendar.instant(date: date, hour: hour, minute: minute, second: second)
    }
}
