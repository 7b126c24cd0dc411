/// Charts as inline SVG, drawn at build time.
///
/// Each function gives one `<svg>` (`map` too), followed by a `<ul class="legend">` where there is something to tell
/// apart, to be put into a `<figure class="chart">`. Colours come from the classes of the style sheet alone, so that a
/// chart follows the reader's theme. Equal arguments give equal bytes. `idPrefix` must be unique within its page.
enum Charts {
    /// Every drawing but the sparkline is this wide, in its own units.
    static let width = 640.0

    /// The element around a drawing, with the name and description that screen readers speak.
    static func frame(
        _ content: String, kind: String, height: Double, title: String, description: String, idPrefix: String,
        role: String = "img"
    ) -> String {
        let prefix = SVG.name(idPrefix, fallback: "chart")
        let box = "viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\""
        let size = "\(box) font-size=\"\(SVG.number(ChartText.small))\""
        let ids = "aria-labelledby=\"\(prefix)-title\" aria-describedby=\"\(prefix)-desc\""
        return "<svg class=\"chart__svg chart__svg--\(kind)\" \(size) role=\"\(role)\" \(ids)>"
            + "<title id=\"\(prefix)-title\">\(SVG.escape(title))</title>"
            + "<desc id=\"\(prefix)-desc\">\(SVG.escape(description))</desc>\(content)</svg>"
    }

    /// What is drawn when there is nothing to draw.
    static func empty(kind: String, title: String, idPrefix: String) -> String {
        let note = SVG.text("No data", x: width / 2, y: 46, anchor: "middle", classes: "chart__note")
        let ground = "<rect class=\"chart__empty\" x=\"1\" y=\"1\" width=\"638\" height=\"78\" rx=\"6\"/>"
        return frame(
            ground + note, kind: kind, height: 80, title: title, description: "No data.", idPrefix: idPrefix)
    }

    /// The colours and what they mean, as a list that wraps like text.
    static func legend(_ entries: [(style: String, text: String)]) -> String {
        let items = entries.map { entry in
            let swatch = "<rect class=\"\(seriesClass(entry.style))\" width=\"10\" height=\"10\" rx=\"2\"/>"
            return "<li><svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">\(swatch)</svg> "
                + "\(SVG.escape(entry.text))</li>"
        }
        return "<ul class=\"legend\">\(items.joined())</ul>"
    }

    /// The class that gives a part its colour.
    static func seriesClass(_ style: String) -> String {
        "series series--\(SVG.name(style, fallback: "accent"))"
    }

    /// The horizontal lines of an axis and their values, which stand to the left of `left`.
    static func gridlines(_ scale: ChartScale, left: Double, right: Double, top: Double, height: Double) -> String {
        scale.ticks.map { tick in
            let y = top + height * (1 - scale.position(tick))
            let kind = tick == 0 ? "chart__axis" : "chart__grid"
            let ends = "x1=\"\(SVG.number(left))\" x2=\"\(SVG.number(right))\""
            return "<line class=\"\(kind)\" \(ends) y1=\"\(SVG.number(y))\" y2=\"\(SVG.number(y))\"/>"
                + SVG.text(
                    scale.label(tick), x: left - 8, y: y + 4.5, anchor: "end", classes: "chart__tick")
        }.joined()
    }

    /// How wide a column is: few columns stay slim, many nearly touch.
    static func columnWidth(_ spacing: Double) -> Double {
        min(spacing * 0.74, 64)
    }

    /// The room that the values of an axis need at the largest font size.
    static func gutter(_ scale: ChartScale) -> Double {
        let widest = scale.ticks.reduce(0) { max($0, ChartText.width(scale.label($1))) }
        return (widest * ChartText.large).rounded(.up) + 12
    }

    /// Labels below columns, thinned so that they never touch; those of class `fine` show on wide screens only.
    static func columnLabels(_ labels: [String], left: Double, spacing: Double, y: Double) -> String {
        let fine = ChartText.stride(of: labels, spacing: spacing, size: ChartText.small)
        let coarse = ChartText.stride(of: labels, spacing: spacing, size: ChartText.large)
        let kept = (coarse + fine - 1) / fine * fine
        var result = ""
        // The right ends of what stands already, at the two sizes.
        var coarseEnd = -1.0
        var fineEnd = -1.0
        for index in stride(from: 0, to: labels.count, by: fine) {
            let isCoarse = index % kept == 0
            let half = ChartText.width(labels[index]) / 2
            let reach = half * (isCoarse ? ChartText.large : ChartText.small)
            // A label at the edge moves inwards rather than being cut off.
            let x = max(min(left + spacing * (Double(index) + 0.5), width - reach), reach)
            guard x - half * ChartText.small > fineEnd, !isCoarse || x - reach > coarseEnd else { continue }
            fineEnd = x + half * ChartText.small + 4
            if isCoarse { coarseEnd = x + reach + 4 }
            let classes = isCoarse ? "chart__tick" : "chart__tick fine"
            result += SVG.text(labels[index], x: x, y: y, anchor: "middle", classes: classes)
        }
        return result
    }
}
