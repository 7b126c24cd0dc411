/// Numbers as pages write them: the same in every locale.
enum Figures {
    /// A narrow space that lets no line break.
    private static let groupSeparator = "\u{202F}"

    /// `12 345` with a narrow space; numbers below 10 000 stay together.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        guard digits.count > 4 else { return String(number).replacing("-", with: "\u{2212}") }
        var output = number < 0 ? "\u{2212}" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { output += groupSeparator }
            output.append(digit)
        }
        return output
    }

    /// `12%`; more than nothing and less than 1 is `<1%`.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0, part > 0 else { return "0%" }
        let hundredfold = (Double(part) / Double(whole) * 100).rounded()
        return hundredfold < 1 ? "<1%" : "\(Int(hundredfold))%"
    }

    /// `3.4`, with one decimal, and none when it is zero.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "0" }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? grouped(tenths / 10) : "\(tenths / 10).\(tenths.magnitude % 10)"
    }

    /// `1 ticket`, `2 tickets`.
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number))\u{A0}\(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// A duration in the unit that suits it: `4 hours`, `12 days`, `3 months`.
    static func duration(seconds: Int64) -> String {
        let hours = Int(max(0, seconds) / 3_600)
        if hours < 1 { return "under an hour" }
        if hours < 48 { return count(hours, "hour") }
        let days = hours / 24
        if days < 90 { return count(days, "day") }
        return days < 730 ? count(days / 30, "month") : count(days / 365, "year")
    }
}
