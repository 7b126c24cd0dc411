extension Charts {
    /// With more points than this the dots of a cluster become one path without links of their own, so that a page
    /// with thousands stays light.
    static let linkedPoints = 1_200

    /// All tickets as dots, near ones alike, with the names of the clusters.
    ///
    /// Colours (`map-c0` to `map-c11`) and five shapes cycle, so that 60 clusters in a row differ without relying on
    /// colour alone. Names that would cover another are left out, the later one first; so pass the largest first.
    ///
    /// - Parameters:
    ///   - points: places 0 to 1 (y downwards); the number of the cluster, negative for none; what the dot links to.
    ///   - labels: the middle of each cluster, its name, and the page that the name links to.
    static func map(
        points: [(x: Float, y: Float, cluster: Int, href: String, title: String)],
        labels: [(x: Float, y: Float, text: String, href: String)], title: String, idPrefix: String
    ) -> String {
        guard !points.isEmpty else { return empty(kind: "map", title: title, idPrefix: idPrefix) }
        let radius = points.count <= 400 ? 3.8 : points.count <= linkedPoints ? 3 : 2.3
        var byCluster: [Int: [Int]] = [:]
        for (index, point) in points.enumerated() { byCluster[max(point.cluster, -1), default: []].append(index) }
        var content = ""
        for (cluster, members) in byCluster.sorted(by: { $0.key < $1.key }) {
            let shape = MapShape(cluster: cluster)
            let dots = members.map { index in
                shape.path(x: place(points[index].x, width), y: place(points[index].y, mapHeight), radius)
            }
            content += "<g class=\"dots \(mapColor(cluster))\" \(shape.attributes(radius))>"
            if points.count <= linkedPoints {
                content += zip(members, dots).map { member, dot in
                    linkedDot(dot, href: points[member].href, title: points[member].title)
                }.joined()
            } else {
                content += "<path d=\"\(dots.joined())\"/>"
            }
            content += "</g>"
        }
        content += names(labels)
        let groups = byCluster.keys.filter { $0 >= 0 }.count
        let alone = byCluster[-1]?.count ?? 0
        let description = "\(points.count) tickets in \(groups) clusters, and \(alone) in none. Near dots are alike."
        return frame(
            content, kind: "map", height: mapHeight, title: title, description: description, idPrefix: idPrefix,
            role: "document")
    }

    /// The sign of one cluster's dots, for lists beside the map.
    static func mapSign(cluster: Int) -> String {
        let shape = MapShape(cluster: cluster)
        let dot = "<path d=\"\(shape.path(x: 5, y: 5, 4))\"/>"
        return "<svg class=\"swatch swatch--map\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
            + "<g class=\"\(mapColor(cluster))\" \(shape.attributes(4))>\(dot)</g></svg>"
    }

    private static func mapColor(_ cluster: Int) -> String { cluster < 0 ? "map-none" : "map-c\(cluster % 12)" }

    private static let mapHeight = 480.0
    private static let mapMargin = 22.0

    private static func place(_ share: Float, _ size: Double) -> Double {
        let clean = share.isFinite ? Double(min(max(share, 0), 1)) : 0.5
        return mapMargin + clean * (size - 2 * mapMargin)
    }

    /// Hundreds of dots are no stops for the tab key: the same links are in the lists of tickets.
    private static func linkedDot(_ path: String, href: String, title: String) -> String {
        let dot = "<path d=\"\(path)\"/>"
        let hint = "<title>\(SVG.escape(title))</title>"
        guard let address = SVG.address(href) else { return "<g>\(hint)\(dot)</g>" }
        return "<a href=\"\(address)\" tabindex=\"-1\">\(hint)\(dot)</a>"
    }

    private static func names(_ labels: [(x: Float, y: Float, text: String, href: String)]) -> String {
        var taken: [LabelBox] = []
        var result = ""
        for label in labels {
            let text = ChartText.cut(label.text, to: 14)
            let x = place(label.x, width)
            let y = place(label.y, mapHeight)
            let boxes = [ChartText.large, ChartText.small].map { LabelBox(text: text, x: x, y: y, size: $0) }
            let free = boxes.firstIndex { box in !taken.contains { $0.touches(box) } }
            guard let fitting = free else { continue }
            let box = boxes[fitting]
            taken.append(box)
            // The class hides the link as a whole: one without visible text would trap the tab key.
            let size = fitting == 0 ? "" : " class=\"fine\""
            let word = SVG.text(text, x: box.middle, y: box.baseline, anchor: "middle", classes: "map__name")
            result += SVG.address(label.href).map { "<a\(size) href=\"\($0)\">\(word)</a>" } ?? "<g\(size)>\(word)</g>"
        }
        return result
    }
}

/// The room that a name on the map takes.
private struct LabelBox {
    let middle: Double
    let baseline: Double
    let halfWidth: Double
    let size: Double

    init(text: String, x: Double, y: Double, size: Double) {
        halfWidth = ChartText.width(text) * size / 2
        self.size = size
        middle = max(min(x, Charts.width - halfWidth - 2), halfWidth + 2)
        baseline = max(y + size * 0.35, size)
    }

    func touches(_ other: LabelBox) -> Bool {
        let apart = (middle - other.middle).magnitude >= halfWidth + other.halfWidth + 4
        let above = (baseline - other.baseline).magnitude >= max(size, other.size) * 1.15
        return !apart && !above
    }
}

/// The form of a cluster's dots.
private enum MapShape: Int {
    case circle, square, triangle, cross, diamond

    init(cluster: Int) {
        self = cluster < 0 ? .circle : MapShape(rawValue: cluster % 5) ?? .circle
    }

    /// Circles are ends of strokes without length: a third of the bytes of an arc.
    func attributes(_ radius: Double) -> String {
        guard self == .circle else { return "fill=\"currentColor\"" }
        let pen = "stroke-linecap=\"round\" stroke-width=\"\(SVG.number(radius * 2))\""
        return "fill=\"none\" stroke=\"currentColor\" \(pen)"
    }

    func path(x: Double, y: Double, _ radius: Double) -> String {
        let r = radius
        switch self {
        case .circle:
            return "M\(short(x)) \(short(y))h0"
        case .square:
            let a = r * 0.88
            return "M\(short(x - a)) \(short(y - a))h\(short(2 * a))v\(short(2 * a))h\(short(-2 * a))z"
        case .triangle:
            return "M\(short(x)) \(short(y - r * 1.1))l\(short(r * 1.1)) \(short(r * 1.9))h\(short(-r * 2.2))z"
        case .diamond:
            let a = r * 1.2
            let side = "\(short(-a)) \(short(a))"
            return "M\(short(x)) \(short(y - a))l\(short(a)) \(short(a))l\(side)l\(short(-a)) \(short(-a))z"
        case .cross:
            let a = r * 0.42
            let b = r * 0.78
            return "M\(short(x - a)) \(short(y - a - b))h\(short(2 * a))v\(short(b))h\(short(b))v\(short(2 * a))"
                + "h\(short(-b))v\(short(b))h\(short(-2 * a))v\(short(-b))h\(short(-b))v\(short(-2 * a))h\(short(b))z"
        }
    }

    /// One decimal is a tenth of a pixel and saves a byte in five.
    private func short(_ value: Double) -> String { SVG.number((value * 10).rounded() / 10) }
}
