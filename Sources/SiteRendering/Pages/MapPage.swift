import Domain

extension BookSite {
    /// More names than this cover one another.
    private static let labelLimit = 24

    /// All tickets in the plane, near where they are alike, with the table of clusters beside.
    func mapPage() -> Page {
        let numbers = Dictionary(
            book.clusters.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var sums: [Int: (x: Double, y: Double, count: Int)] = [:]
        let points = book.map.compactMap { point -> (x: Float, y: Float, cluster: Int, href: String, title: String)? in
            guard tickets[point.ticket] != nil else { return nil }
            let cluster = memberships[point.ticket].flatMap { numbers[$0.cluster] } ?? -1
            let sum = sums[cluster] ?? (0, 0, 0)
            sums[cluster] = (sum.x + Double(point.x), sum.y + Double(point.y), sum.count + 1)
            return (
                point.x, point.y, cluster, "../\(folder(of: point.ticket))index.html",
                subject(of: point.ticket)
            )
        }
        let labels = book.clusters.prefix(Self.labelLimit).enumerated().compactMap { index, cluster in
            sums[index].map { sum in
                (
                    x: Float(sum.x / Double(sum.count)), y: Float(sum.y / Double(sum.count)),
                    text: title(of: cluster.id),
                    href: "../\(SiteAddress.cluster(cluster.id))index.html"
                )
            }
        }
        var fields: Fields = [
            "ticketCount": Figures.count(points.count, "ticket"), "hasMap": !points.isEmpty,
            "svg": points.isEmpty
                ? "" : Charts.map(points: points, labels: labels, title: "Map of all tickets", idPrefix: "map"),
        ]
        fields.set(
            "clusters",
            list: book.clusters.enumerated().map { index, cluster in
                var row = row(cluster)
                row["sign"] = Charts.mapSign(cluster: index)
                return row
            })
        return Page(folder: "map/", template: "map", title: "Map of all tickets", section: .map, fields: fields)
    }
}
