/// A moment in whole seconds since 1970-01-01T00:00:00Z, as trackers record them.
public struct Instant: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Seconds since the epoch; negative before it.
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// The moment of a civil date and time that lies `offset` seconds east of UTC.
    public init(date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, offset: Int = 0) {
        seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset)
    }

    public init(from decoder: any Decoder) throws {
        seconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }

    /// The civil date in UTC.
    public var utcDate: CivilDate { CivilDate(daysSinceEpoch: Int(seconds.flooredDivision(by: 86_400))) }

    /// ISO 8601 in UTC: `2026-05-30T09:12:44Z`.
    public var iso8601: String {
        let rest = Int(seconds - seconds.flooredDivision(by: 86_400) * 86_400)
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(utcDate)T\(time[0]):\(time[1]):\(time[2])Z"
    }

    public var description: String { iso8601 }

    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
}

extension Int64 {
    /// Division that rounds towards negative infinity.
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
