/// The few words of SVG that charts are written in.
enum SVG {
    /// Text fit for element content and for double-quoted attributes.
    static func escape(_ text: String) -> String { HTMLText.escape(text) }

    /// A coordinate with at most two decimals and no exponent. Values that no drawing needs are clamped.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = Int((min(max(value, -1e12), 1e12) * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A value as people read it: `12,480`, at most two decimals; from a million on shortened, `3.2M`.
    static func quantity(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        if value.magnitude >= 999_999.5 { return compact(value) }
        let text = number(value)
        let parts = text.split(separator: ".", maxSplits: 1)
        let negative = text.hasPrefix("-")
        let digits = Array((parts.first ?? "0").utf8.filter { $0 != UInt8(ascii: "-") })
        var grouped = negative ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
            grouped.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return parts.count > 1 ? "\(grouped).\(parts[1])" : grouped
    }

    /// The short form that fits on an axis: `950`, `12k`, `3.2M`. The largest is `999T+`.
    static func compact(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let units: [(limit: Double, name: String)] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")]
        let size = value.magnitude
        if size >= 999.95e12 { return value < 0 ? "-999T+" : "999T+" }
        // A value that would round up to 1000 of its unit belongs to the next larger one.
        for unit in units where size >= unit.limit * 0.99995 && size >= 9_999.5 {
            let tenths = (value / unit.limit * 10).rounded() / 10
            return number(tenths) + unit.name
        }
        return number(value)
    }

    /// `42%`; a part that is there but tiny is `<1%` (escape it like any text).
    static func percentage(_ part: Double, of total: Double) -> String {
        guard total > 0, part > 0, part.isFinite, total.isFinite else { return "0%" }
        let percent = part / total * 100
        if percent < 1 { return "<1%" }
        if percent > 99, percent < 100 { return ">99%" }
        return "\(Int(min(percent, 1e9).rounded()))%"
    }

    /// A class or id part made of letters, digits, `-` and `_` alone, so that no caller can break out of an attribute.
    static func name(_ text: String, fallback: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            let isAllowed = isLetter || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
            result.unicodeScalars.append(isAllowed ? scalar : "-")
        }
        return result.isEmpty ? fallback : result
    }

    /// A relative or https address, or `nil`: a chart never links to anything that could run.
    static func address(_ href: String) -> String? {
        // Bytes, not characters: a combining mark would hide the colon before it.
        let bytes = Array(href.utf8)
        let head = bytes.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let isRelative = !head.contains(UInt8(ascii: ":")) && !href.utf8.starts(with: "//".utf8)
        let isSafe = !bytes.isEmpty && !bytes.contains(UInt8(ascii: "\\")) && (isRelative || href.hasPrefix("https://"))
        return isSafe ? escape(href) : nil
    }

    /// A label. Its size is the fallback where the style sheet is missing; the style sheet adapts it to the space.
    static func text(_ content: String, x: Double, y: Double, anchor: String = "start", classes: String) -> String {
        let place = "x=\"\(number(x))\" y=\"\(number(y))\""
        return "<text class=\"\(classes)\" \(place) text-anchor=\"\(anchor)\">\(escape(content))</text>"
    }
}
