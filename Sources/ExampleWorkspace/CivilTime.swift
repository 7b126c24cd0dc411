/// Days and clock times of the example's year, in seconds since the epoch. Days after Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms".
struct CivilTime: Hashable, Sendable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// The fields of a number of seconds since 1970-01-01T00:00:00 on the same clock.
    init(seconds: Int) {
        let days = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let rest = seconds - days * 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3_600
        minute = rest / 60 % 60
        second = rest % 60
    }

    /// Days between 1970-01-01 and a date.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Days since the epoch of `2026-01-19`, or `nil`.
    static func days(written text: some StringProtocol) -> Int? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return parts.count == 3 ? days(parts[0], parts[1], parts[2]) : nil
    }

    /// 0 for Monday.
    static func weekday(ofDay day: Int) -> Int { (day + 3) % 7 }

    /// Seconds east of UTC in Berlin and Madrid: summer time from 01:00 UTC on the last Sunday of March to that of
    /// October.
    static func offset(utc: Int) -> Int {
        let year = CivilTime(seconds: utc).year
        let start = lastSunday(year, 3) * 86_400 + 3_600
        let end = lastSunday(year, 10) * 86_400 + 3_600
        return utc >= start && utc < end ? 7_200 : 3_600
    }

    private static func lastSunday(_ year: Int, _ month: Int) -> Int {
        let last = days(year, month, 31)
        return last - (weekday(ofDay: last) + 1) % 7
    }

    /// The moment at which clocks in Berlin and Madrid show this number of seconds since the epoch.
    static func utc(local: Int) -> Int {
        let guess = local - offset(utc: local)
        return local - offset(utc: guess)
    }

    /// What the clocks in Berlin and Madrid show at a moment.
    static func local(utc: Int) -> CivilTime { CivilTime(seconds: utc + offset(utc: utc)) }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `17:20`.
    var clock: String { "\(Self.padded(hour)):\(Self.padded(minute))" }

    /// `30/Sep/25 17:20`, as Jira writes it.
    var jira: String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(Self.padded(day))/\(months[month - 1])/\(Self.padded(year % 100)) \(clock)"
    }

    /// `2025-09-30T15:20:00Z`; the fields must be UTC.
    var iso: String { "\(date)T\(clock):\(Self.padded(second))Z" }

    /// `2025-09-30 17:20:00`.
    var plain: String { "\(date) \(clock):\(Self.padded(second))" }

    /// `2025-09-30`.
    var date: String { "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))" }

    /// Days since 1899-12-30 with the time as a fraction, as Excel stores dates; to the minute.
    var excelSerial: String {
        let days = Self.days(year, month, day) + 25_569
        let millionths = (hour * 60 + minute) * 10_000_000_000 / 1_440
        return millionths == 0 ? "\(days)" : "\(days).\(Self.padded(millionths, 10))"
    }
}
