public import Domain

/// The times that OpenSSH writes in `valid-after=` and `-Overify-time=`, in UTC alone.
public enum UTCTime {
    /// Reads `YYYYMMDD[HHMM[SS]]Z`; `nil` without the `Z`, or for a time that does not exist. Without `Z` OpenSSH reads
    /// the machine's own time zone, so that the verdict would change with it.
    public static func parse(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.last == UInt8(ascii: "Z"), [9, 13, 15].contains(bytes.count),
            bytes.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        func number(_ range: Range<Int>) -> Int {
            range.upperBound < bytes.count ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
        }
        let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
        guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return Instant(date: date, hour: hour, minute: minute, second: second)
    }

    /// `20260601000000Z`.
    public static func text(_ instant: Instant) -> String {
        instant.iso8601.filter { $0.isNumber || $0 == "Z" }
    }
}
