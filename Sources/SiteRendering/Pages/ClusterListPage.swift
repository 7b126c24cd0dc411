import Domain

extension BookSite {
    /// All clusters: one table to sort and filter, and the same grouped by theme.
    func clusterListPage() -> Page {
        var fields: Fields = [
            "clusterCount": Figures.count(book.clusters.count, "cluster"),
            "themeCount": Figures.count(book.themes.count, "theme"),
            "ticketCount": Figures.count(memberships.count, "ticket"),
            "unusualCount": Figures.count(book.unusual.count, "ticket"),
            "hasUnusual": !book.unusual.isEmpty, "largest": String(book.clusters.first?.members.count ?? 1),
        ]
        fields.set("clusters", list: book.clusters.map(row))
        fields.set(
            "themes",
            list: book.themes.map { theme in
                var group: Fields = [
                    "themeTitle": theme.title, "themeID": theme.id.rawValue,
                    "themeTickets": Figures.count(theme.ticketCount, "ticket"),
                    "themeShare": Figures.percent(theme.ticketCount, of: book.tickets.count),
                ]
                group.set("items", list: theme.clusters.compactMap { clusters[$0] }.map(row))
                return group
            })
        fields.set(
            "ended",
            list: book.ended.map { ended in
                ["folder": SiteAddress.cluster(ended.id), "id": ended.id.rawValue, "fate": fate(of: ended)]
            })
        return Page(folder: "clusters/", template: "clusters", title: "Clusters", section: .clusters, fields: fields)
    }

    func fate(of ended: EndedCluster) -> String {
        switch ended.fate {
        case .retired: "retired"
        case .merged(let into): "merged into \(clusters[into] == nil ? into.rawValue : title(of: into))"
        }
    }
}
