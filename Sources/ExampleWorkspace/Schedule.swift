/// When the tickets of a problem arrive within the example's year.
struct Schedule {
    private enum Shape {
        case steady, growing, winter
        /// Until a fix, and then seldom.
        case fading(fixed: Int, share: Double, from: Int)
        case new(from: Int)
        case burst(from: Int, days: Int)
    }

    private let shape: Shape

    /// First day of the year shown, since the epoch.
    static let first = CivilTime.days(2025, 6, 1)
    /// Last day.
    static let last = CivilTime.days(2026, 5, 31)

    /// Reads `steady`, `growing`, `winter`, `fading DAY SHARE [FIRST-DAY]`, `new DAY` or `burst DAY DAYS`.
    init(_ text: String, file: String) throws {
        let words = text.split(separator: " ")
        let day = words.count > 1 ? CivilTime.days(written: words[1]) : nil
        switch (words.first, day) {
        case ("steady", _): shape = .steady
        case ("growing", _): shape = .growing
        case ("winter", _): shape = .winter
        case ("fading", let day?):
            guard words.count > 2, let share = Double(words[2]) else { throw ExampleError("\(file): fading SHARE") }
            shape = .fading(
                fixed: day, share: share, from: words.count > 3 ? CivilTime.days(written: words[3]) ?? 0 : 0)
        case ("new", let day?): shape = .new(from: day)
        case ("burst", let day?):
            guard words.count > 2, let days = Int(words[2]) else { throw ExampleError("\(file): burst DAYS") }
            shape = .burst(from: day, days: days)
        default: throw ExampleError("\(file): unknown schedule \"\(text)\"")
        }
    }

    /// Every week alike.
    static let steady = Schedule(shape: .steady)

    private init(shape: Shape) { self.shape = shape }

    /// A relative expectation for each day of the year shown.
    func weights(office: Bool) -> [Double] {
        (Schedule.first...Schedule.last).map { day in
            weight(of: day) * Schedule.rhythm(day, office: office, ignoresWeekends: ignoresWeekends)
        }
    }

    private var ignoresWeekends: Bool {
        if case .burst = shape { true } else { false }
    }

    private func weight(of day: Int) -> Double {
        let month = CivilTime(seconds: day * 86_400).month
        switch shape {
        case .steady: return 1
        case .growing: return 0.4 + 1.6 * Double(day - Schedule.first) / 365
        case .winter: return [1: 2.2, 2: 1.9, 3: 1.4, 10: 1.3, 11: 1.8, 12: 2.1][month] ?? 0.7
        case .fading(let fixed, let share, let from): return day < from ? 0 : day < fixed ? 1 : share
        case .new(let from): return day < from ? 0 : 1 + Double(day - from) / 20
        case .burst(let from, let days):
            guard day >= from, day < from + days else { return 0 }
            return day == from ? 2.5 : 1
        }
    }

    /// Weekdays, the summer and the days around Christmas.
    private static func rhythm(_ day: Int, office: Bool, ignoresWeekends: Bool) -> Double {
        if ignoresWeekends { return 1 }
        let time = CivilTime(seconds: day * 86_400)
        let week =
            office ? [1.3, 1.1, 1, 1, 0.85, 0.14, 0.06] : [1.15, 1, 0.95, 0.95, 0.9, 0.85, 0.9]
        let isHoliday = time.month == 12 && time.day >= 24 || time.month == 1 && time.day == 1
        let season = time.month == 8 ? 0.75 : isHoliday ? (office ? 0.2 : 0.7) : 1
        return week[CivilTime.weekday(ofDay: day)] * season
    }

    /// Weights of the hours of a day.
    static func hours(office: Bool) -> [Double] {
        office
            ? [1, 1, 1, 1, 2, 5, 14, 22, 26, 24, 20, 16, 10, 16, 18, 14, 10, 6, 4, 3, 3, 3, 2, 1]
            : [2, 1, 1, 1, 1, 2, 6, 12, 16, 16, 15, 13, 12, 11, 11, 12, 14, 18, 22, 24, 24, 20, 12, 5]
    }
}
