extension Charts {
    /// Columns from the largest item to the smallest, with the line of their running share of the whole, and a mark
    /// where half of the whole is reached.
    ///
    /// - Parameters:
    ///   - items: in any order.
    ///   - total: the whole, which may be more than the items add up to.
    static func pareto(_ items: [(label: String, value: Int)], total: Int, title: String, idPrefix: String) -> String {
        let sorted = items.filter { $0.value > 0 }.sorted { ($1.value, $0.label) < ($0.value, $1.label) }
        guard !sorted.isEmpty else { return empty(kind: "pareto", title: title, idPrefix: idPrefix) }
        let values = sorted.map { Double($0.value) }
        let whole = max(Double(total), values.reduce(0, +))
        let plot = ParetoPlot(values: values, whole: whole)
        var content = gridlines(
            plot.scale, left: plot.left, right: plot.right, top: plot.top, height: plot.height)
        content += percentages(plot)
        content += columnLabels(
            sorted.indices.map { "\($0 + 1)" }, left: plot.left, spacing: plot.spacing, y: plot.bottom + 22)
        for (index, item) in sorted.enumerated() {
            let tall = plot.scale.position(values[index]) * plot.height
            let column = columnWidth(plot.spacing)
            let x = plot.x(index) - column / 2
            let place = "x=\"\(SVG.number(x))\" y=\"\(SVG.number(plot.bottom - tall))\""
            let size = "width=\"\(SVG.number(column))\" height=\"\(SVG.number(tall))\""
            let hint = "\(index + 1). \(item.label): \(SVG.quantity(values[index]))"
            content += "<rect class=\"\(seriesClass("accent"))\" \(place) \(size)>"
            content += "<title>\(SVG.escape(hint))</title></rect>"
        }
        let path = plot.running.enumerated().map { index, share in
            "\(SVG.number(plot.x(index))) \(SVG.number(plot.y(share)))"
        }
        content += "<path class=\"chart__line\" d=\"M\(path.joined(separator: "L"))\" fill=\"none\"/>"
        var description = "\(sorted.count) columns, the largest is \(sorted[0].label) with \(SVG.quantity(values[0]))."
        if let half = plot.running.firstIndex(where: { $0 >= 0.5 }) {
            content += halfMark(plot, index: half)
            description += " The first \(half + 1) hold half of all \(SVG.quantity(whole))."
        } else {
            description += " Together they hold less than half of all \(SVG.quantity(whole))."
        }
        return frame(
            content, kind: "pareto", height: plot.bottom + 34, title: title, description: description,
            idPrefix: idPrefix)
    }

    private static func percentages(_ plot: ParetoPlot) -> String {
        [0.0, 0.5, 1.0].map { share in
            SVG.text(
                "\(Int(share * 100))%", x: plot.right + 8, y: plot.y(share) + 4.5, classes: "chart__tick")
        }.joined()
    }

    private static func halfMark(_ plot: ParetoPlot, index: Int) -> String {
        let x = plot.x(index)
        let y = plot.y(plot.running[index])
        let text = index == 0 ? "half in the first" : "half in the first \(index + 1)"
        let isLeft = x + ChartText.width(text) * ChartText.large + 12 > plot.right
        let place = "cx=\"\(SVG.number(x))\" cy=\"\(SVG.number(y))\" r=\"5\""
        let ends = "x1=\"\(SVG.number(x))\" x2=\"\(SVG.number(x))\""
        let heights = "y1=\"\(SVG.number(y))\" y2=\"\(SVG.number(plot.bottom))\""
        return "<line class=\"chart__mark\" \(ends) \(heights)/><circle class=\"chart__point\" \(place)/>"
            + SVG.text(
                text, x: isLeft ? x - 10 : x + 10, y: isLeft ? y - 10 : y + 24, anchor: isLeft ? "end" : "start",
                classes: "chart__callout")
    }
}

/// Where the parts of a Pareto chart lie.
private struct ParetoPlot {
    let scale: ChartScale
    /// The share of the whole that each item and those before it hold, 0 to 1.
    let running: [Double]
    let left: Double
    let right: Double
    let top = 14.0
    let height = 200.0
    let spacing: Double

    var bottom: Double { top + height }

    init(values: [Double], whole: Double) {
        var sum = 0.0
        running = values.map { value in
            sum += value
            return sum / whole
        }
        scale = ChartScale(fitting: values)
        left = Charts.gutter(scale)
        right = Charts.width - ChartText.width("100%") * ChartText.large - 10
        spacing = (right - left) / Double(values.count)
    }

    func x(_ index: Int) -> Double { left + spacing * (Double(index) + 0.5) }
    func y(_ share: Double) -> Double { bottom - min(share, 1) * height }
}
