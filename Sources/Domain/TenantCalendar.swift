public import Foundation

/// Says which civil day a moment falls on for a tenant. The machine's own time zone is never asked.
public struct TenantCalendar: Sendable {
    /// The tenant's zone.
    public let timeZone: TimeZone

    public init(timeZone: TimeZone) { self.timeZone = timeZone }

    /// Returns `nil` when the IANA name (`Europe/Berlin`, `UTC`) is unknown.
    public init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        timeZone = zone
    }

    /// Coordinated universal time.
    public static let utc = TenantCalendar(timeZone: .gmt)

    /// The civil day of a moment.
    public func date(of instant: Instant) -> CivilDate {
        Instant(seconds: instant.seconds + Int64(offset(at: instant))).utcDate
    }

    /// Minutes since midnight that this zone's clocks show at a moment.
    public func minuteOfDay(_ instant: Instant) -> Int {
        let local = instant.seconds + Int64(offset(at: instant))
        return Int(((local % 86_400) + 86_400) % 86_400 / 60)
    }

    /// Seconds east of UTC at a moment.
    public func offset(at instant: Instant) -> Int {
        timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant.seconds)))
    }

    /// The moment at which this zone's clocks show the given time. A time that the clocks skip or show
    /// twice is read with the offset in force before the change.
    public func instant(date: CivilDate, hour: Int, minute: Int, second: Int) -> Instant {
        let local = Instant(date: date, hour: hour, minute: minute, second: second)
        let guess = Instant(seconds: local.seconds - Int64(offset(at: local)))
        let early = offset(at: Instant(seconds: guess.seconds - 7_200))
        let candidate = Instant(seconds: local.seconds - Int64(early))
        if offset(at: candidate) == early { return candidate }
        let exact = Instant(seconds: local.seconds - Int64(offset(at: guess)))
        return offset(at: exact) == offset(at: guess) ? exact : candidate
    }
}
