extension Charts {
    /// How a whole is divided: one bar of parts side by side, with a legend that gives each number and percentage.
    ///
    /// - Parameter parts: drawn in the order given; parts of zero appear in the legend alone.
    static func share(
        _ parts: [(label: String, value: Int, style: String)], title: String, idPrefix: String
    ) -> String {
        let total = parts.reduce(0) { $0 + Double(max($1.value, 0)) }
        guard total > 0 else { return empty(kind: "share", title: title, idPrefix: idPrefix) }
        var content = ""
        var start = 0.0
        for part in parts where part.value > 0 {
            let length = Double(part.value) / total * width
            let place = "x=\"\(SVG.number(start))\" y=\"0\" height=\"32\""
            // A hair of the ground shows between neighbours, so that they are told apart without colour.
            let size = "width=\"\(SVG.number(length > 4 ? length - 2 : length))\""
            content += "<rect class=\"\(seriesClass(part.style))\" \(place) \(size)>"
            content += "<title>\(SVG.escape(entry(part.label, part.value, of: total)))</title></rect>"
            start += length
        }
        let entries = parts.map { (style: $0.style, text: entry($0.label, max($0.value, 0), of: total)) }
        return frame(
            content, kind: "share", height: 32, title: title,
            description: entries.map(\.text).joined(separator: ", ") + ".", idPrefix: idPrefix) + legend(entries)
    }

    private static func entry(_ label: String, _ value: Int, of total: Double) -> String {
        "\(label) \(SVG.quantity(Double(value))) (\(SVG.percentage(Double(value), of: total)))"
    }
}
