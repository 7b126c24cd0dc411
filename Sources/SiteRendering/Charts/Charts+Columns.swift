extension Charts {
    /// Stacked columns over time, the first series at the bottom.
    ///
    /// - Parameters:
    ///   - series: values by label; series of different lengths are filled up with zeros.
    ///   - labels: one for each column, for example months in order.
    static func columns(_ series: [ChartSeries], labels: [String], title: String, idPrefix: String) -> String {
        guard !labels.isEmpty, !series.isEmpty else { return empty(kind: "columns", title: title, idPrefix: idPrefix) }
        let totals = labels.indices.map { index in series.reduce(0) { $0 + value($1, index) } }
        let scale = ChartScale(fitting: totals)
        let left = gutter(scale)
        let top = 14.0
        let height = 200.0
        let spacing = (width - left - 4) / Double(labels.count)
        let column = columnWidth(spacing)
        var content = gridlines(scale, left: left, right: width - 4, top: top, height: height)
        content += columnLabels(labels, left: left, spacing: spacing, y: top + height + 22)
        for (index, label) in labels.enumerated() {
            let x = left + spacing * (Double(index) + 0.5) - column / 2
            var below = 0.0
            for part in series {
                let amount = value(part, index)
                guard amount > 0 else { continue }
                let upper = scale.position(below + amount) * height
                let lower = scale.position(below) * height
                below += amount
                let place = "x=\"\(SVG.number(x))\" y=\"\(SVG.number(top + height - upper))\""
                let size = "width=\"\(SVG.number(column))\" height=\"\(SVG.number(upper - lower))\""
                let hint = "\(label), \(part.name): \(SVG.quantity(amount))"
                content += "<rect class=\"\(seriesClass(part.style))\" \(place) \(size)>"
                content += "<title>\(SVG.escape(hint))</title></rect>"
            }
        }
        let figure = frame(
            content, kind: "columns", height: top + height + 34, title: title,
            description: describe(totals, labels: labels), idPrefix: idPrefix)
        return series.count > 1 ? figure + legend(series.map { ($0.style, $0.name) }) : figure
    }

    private static func value(_ series: ChartSeries, _ index: Int) -> Double {
        series.values.indices.contains(index) ? ChartScale.clean(series.values[index]) : 0
    }

    private static func describe(_ totals: [Double], labels: [String]) -> String {
        let sum = totals.reduce(0, +)
        guard sum > 0, let highest = totals.max(), let peak = totals.firstIndex(of: highest) else {
            return "\(labels.count) columns, all zero."
        }
        let first = labels.first ?? ""
        let last = labels.last ?? ""
        return "\(labels.count) columns from \(first) to \(last), \(SVG.quantity(sum)) in all; "
            + "the highest is \(labels[peak]) with \(SVG.quantity(highest))."
    }
}
