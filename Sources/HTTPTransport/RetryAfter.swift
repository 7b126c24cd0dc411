internal import Domain

/// The field `Retry-After` (RFC 9110, 10.2.3): seconds, or a date of the form `Sun, 06 Nov 1994 08:49:37 GMT`.
enum RetryAfter {
    /// - Returns: `nil` for what is neither; zero for a date that has passed.
    static func duration(_ value: String, now: Instant) -> Duration? {
        if let seconds = Int64(value), seconds >= 0, seconds <= 1_000_000_000 { return .seconds(seconds) }
        guard let date = date(value) else { return nil }
        return .seconds(max(0, date.seconds - now.seconds))
    }

    /// What an answer asks for: in `Retry-After`, or finer in Azure's `retry-after-ms`.
    static func duration(_ head: HTTPHead, now: Instant) -> Duration? {
        if let milliseconds = head["retry-after-ms"].flatMap({ Int64($0) }), (0...1_000_000_000).contains(milliseconds)
        {
            return .milliseconds(milliseconds)
        }
        return head["retry-after"].flatMap { duration($0, now: now) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func date(_ value: String) -> Instant? {
        let words = value.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])),
            let day = Int(words[1]), let year = Int(words[3]),
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return Instant(date: date, hour: time[0], minute: time[1], second: time[2])
    }
}
