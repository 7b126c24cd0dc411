import Domain

/// Days as pages write them, in English.
enum DateText {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `30 May 2026`.
    static func long(_ date: CivilDate) -> String { "\(date.day) \(months[date.month - 1]) \(date.year)" }

    /// `May 2026`.
    static func month(year: Int, month: Int) -> String { "\(months[month - 1]) \(year)" }

    /// `May 26`, for axes.
    static func shortMonth(year: Int, month: Int) -> String {
        let twoDigits = year % 100
        return "\(months[month - 1].prefix(3)) \(twoDigits < 10 ? "0" : "")\(twoDigits)"
    }
}
