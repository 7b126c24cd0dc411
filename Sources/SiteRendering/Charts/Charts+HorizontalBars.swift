extension Charts {
    /// Bars below one another, each with its label and note above it, so that long labels fit on a telephone.
    ///
    /// - Parameter items: drawn in the order given; a note (or, where it is empty, the value) stands at the right.
    static func horizontalBars(
        _ items: [(label: String, value: Double, note: String)], title: String, idPrefix: String
    ) -> String {
        guard !items.isEmpty else { return empty(kind: "bars", title: title, idPrefix: idPrefix) }
        let highest = items.reduce(0) { max($0, ChartScale.clean($1.value)) }
        let row = 46.0
        var content = ""
        for (index, item) in items.enumerated() {
            let value = ChartScale.clean(item.value)
            let note = ChartText.cut(item.note.isEmpty ? SVG.quantity(value) : item.note, to: 12)
            let room = width / ChartText.large - ChartText.width(note) - 1
            let y = row * Double(index)
            let length = highest > 0 ? value / highest * width : 0
            content += SVG.text(ChartText.cut(item.label, to: room), x: 0, y: y + 18, classes: "chart__label")
            content += SVG.text(note, x: width, y: y + 18, anchor: "end", classes: "chart__value")
            content += bar(y: y + 25, length: width, classes: "chart__track", hint: nil)
            guard length > 0 else { continue }
            content += bar(
                y: y + 25, length: max(length, 3), classes: seriesClass("accent"), hint: "\(item.label): \(note)")
        }
        let first = items[0]
        let description =
            "\(items.count) bars. The first is \(first.label) with \(SVG.quantity(ChartScale.clean(first.value)))."
        return frame(
            content, kind: "bars", height: row * Double(items.count), title: title, description: description,
            idPrefix: idPrefix)
    }

    private static func bar(y: Double, length: Double, classes: String, hint: String?) -> String {
        let place = "x=\"0\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(length))\" height=\"11\" rx=\"2\""
        guard let hint else { return "<rect class=\"\(classes)\" \(place)/>" }
        return "<rect class=\"\(classes)\" \(place)><title>\(SVG.escape(hint))</title></rect>"
    }
}
