/// Reads HTML that should hold nothing but a few known elements, and says what else it holds.
struct AllowListScanner {
    private static let elements: [String: Set<String>] = [
        "p": [], "h1": ["id"], "h2": ["id"], "h3": ["id"], "h4": ["id"], "h5": ["id"], "h6": ["id"], "blockquote": [],
        "hr": [], "pre": [], "code": ["class"], "ul": [], "ol": ["start"], "li": [], "em": [], "strong": [], "del": [],
        "br": [], "a": ["href", "title", "rel"], "table": [], "thead": [], "tbody": [], "tr": [],
        "th": ["scope", "class"], "td": ["class"], "div": ["class"], "span": ["class"],
    ]

    /// What the HTML holds and may not; empty when all is well.
    static func offences(in html: String) -> [String] {
        var offences: [String] = []
        let scalars = Array(html.unicodeScalars)
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "<" else {
                if scalars[index] == ">" { offences.append("a bare >") }
                index += 1
                continue
            }
            guard let end = scalars[index...].firstIndex(of: ">") else { return offences + ["an open tag at the end"] }
            offences += check(String(String.UnicodeScalarView(scalars[(index + 1)..<end])))
            index = end + 1
        }
        return offences
    }

    private static func check(_ tag: String) -> [String] {
        if tag.hasPrefix("/") { return elements[String(tag.dropFirst())] == nil ? ["</\(tag)"] : [] }
        let name = String(tag.prefix { $0 != " " })
        guard let allowed = elements[name] else { return ["<\(name)>"] }
        var rest = Substring(tag.dropFirst(name.count))
        var offences: [String] = []
        while !rest.isEmpty {
            guard rest.hasPrefix(" "), let equals = rest.firstRange(of: "=\"") else { return offences + ["<\(tag)>"] }
            let attribute = String(rest[..<equals.lowerBound].dropFirst())
            let value = rest[equals.upperBound...].prefix { $0 != "\"" }
            if !allowed.contains(attribute) { offences.append("\(name) \(attribute)") }
            if attribute == "href", !isAllowed(String(value)) { offences.append("href \(value)") }
            rest = rest[equals.upperBound...].dropFirst(value.count + 1)
        }
        return offences
    }

    private static func isAllowed(_ address: String) -> Bool {
        let address = address.lowercased()
        if address.hasPrefix("https://") || address.hasPrefix("mailto:") || address.hasPrefix("#") { return true }
        let head = address.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !head.contains(":") && !address.hasPrefix("/") && !address.contains("\\")
    }
}
