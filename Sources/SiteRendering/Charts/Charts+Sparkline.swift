extension Charts {
    /// A line as high as a word, to stand in a table cell or a card: the shape of a development, without axes.
    ///
    /// - Parameter values: evenly spaced in time; negative ones count as zero.
    static func sparkline(_ values: [Int], title: String) -> String {
        let wide = 120.0
        let high = 28.0
        let head =
            "<svg class=\"sparkline\" viewBox=\"0 0 120 28\" width=\"120\" height=\"28\" role=\"img\">"
            + "<title>\(SVG.escape(title))</title>"
        let amounts = values.map { Double(max($0, 0)) }
        let highest = amounts.max() ?? 0
        let base = "<line class=\"sparkline__base\" x1=\"0\" x2=\"120\" y1=\"26\" y2=\"26\"/>"
        guard highest > 0 else { return "\(head)\(base)</svg>" }
        let step = amounts.count > 1 ? (wide - 6) / Double(amounts.count - 1) : 0
        let places = amounts.enumerated().map { index, amount in
            let x = amounts.count > 1 ? 3 + step * Double(index) : wide / 2
            return (x: SVG.number(x), y: SVG.number(high - 2 - amount / highest * (high - 6)))
        }
        guard let first = places.first, let last = places.last else { return "\(head)\(base)</svg>" }
        let line = places.map { "\($0.x) \($0.y)" }.joined(separator: "L")
        let end = "<circle class=\"sparkline__end\" cx=\"\(last.x)\" cy=\"\(last.y)\" r=\"2.5\"/>"
        guard places.count > 1 else { return "\(head)\(base)\(end)</svg>" }
        let area = "<path class=\"sparkline__area\" d=\"M\(first.x) 26L\(line)L\(last.x) 26z\"/>"
        let stroke = "<path class=\"sparkline__line\" d=\"M\(line)\" fill=\"none\"/>"
        return "\(head)\(base)\(area)\(stroke)\(end)</svg>"
    }
}
