extension Instant {
    /// Reads a moment of RFC 3339 in UTC, as services write it; parts of a second are passed over.
    public init?(timestamp: String) {
        let parts = timestamp.split(whereSeparator: { "-T:Z.+".contains($0) }).map { Int($0) }
        guard timestamp.hasSuffix("Z") || timestamp.hasSuffix("+00:00"), parts.count >= 6,
            let year = parts[0], let month = parts[1], let day = parts[2],
            let date = CivilDate(year: year, month: month, day: day), let hour = parts[3], (0...23).contains(hour),
            let minute = parts[4], (0...59).contains(minute), let second = parts[5], (0...60).contains(second)
        else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second)
    }
}
