import Domain

/// Which number formats of a workbook show dates (ECMA-376 part 1, 18.8.30), and what dates their numbers are.
enum NumberFormat {
    /// The formats that need no definition.
    static func isDate(builtIn id: Int) -> Bool {
        switch id {
        case 14...22, 27...36, 45...47, 50...58: true
        default: false
        }
    }

    /// Whether a format code shows a year, month, day, hour or second outside of quotes, escapes and brackets
    /// other than `[h]`, `[m]`, `[s]`.
    static func isDate(_ code: String) -> Bool {
        var scalars = code.lowercased().unicodeScalars.makeIterator()
        var found = false
        while let scalar = scalars.next() {
            switch scalar {
            case "\"": while let next = scalars.next(), next != "\"" {}
            case "\\", "_", "*": _ = scalars.next()
            case "[":
                var content = ""
                while let next = scalars.next(), next != "]" { content.unicodeScalars.append(next) }
                if let unit = content.unicodeScalars.first, content.unicodeScalars.allSatisfy({ $0 == unit }) {
                    if unit == "h" || unit == "m" || unit == "s" { found = true }
                }
            case ";": return found
            case "y", "m", "d", "h", "s": found = true
            default: break
            }
        }
        return found
    }

    /// A serial as `2021-09-30`, `2021-09-30T17:20:00`, or `17:20:00` when it has no day; `nil` when it is no date.
    ///
    /// In the 1900 system day 60 is the 29 February 1900 that never was, so days before it count one less.
    static func date(_ serial: Double, from1904: Bool) -> String? {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        var day = Int(serial)
        var second = Int(((serial - Double(day)) * 86_400).rounded())
        if second == 86_400 {
            day += 1
            second = 0
        }
        let time = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        if day == 0, !from1904 { return time }
        let days = from1904 ? day + 1_462 - 25_569 : day < 60 ? day - 25_568 : day - 25_569
        let date = CivilDate(daysSinceEpoch: days).description
        return second == 0 ? date : "\(date)T\(time)"
    }
}
