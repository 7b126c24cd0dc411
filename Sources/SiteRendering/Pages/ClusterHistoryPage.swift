import Domain

extension BookSite {
    /// What the ledger tells of one cluster, newest first.
    func clusterHistoryPage(_ cluster: Cluster) -> Page {
        let events = book.history.filter { $0.cluster == cluster.id || $0.others.contains(cluster.id) }
        var fields: Fields = ["id": cluster.id.rawValue]
        fields.set("events", list: events.reversed().map(eventFields))
        set("founded", cluster.founded, in: &fields)
        let name = title(of: cluster.id)
        fields["clusterTitle"] = name
        fields["clusterFolder"] = SiteAddress.cluster(cluster.id)
        return Page(
            folder: SiteAddress.history(cluster.id), template: "history", title: "History of this cluster",
            section: .clusters, trail: [("Clusters", "clusters/"), (name, SiteAddress.cluster(cluster.id))],
            fields: fields)
    }

    /// The page that a cluster leaves behind: it leads on to the one that took it in, or tells that it is gone.
    func endedClusterPage(_ ended: EndedCluster) -> Page {
        let events = book.history.filter { $0.cluster == ended.id || $0.others.contains(ended.id) }
        var fields: Fields = ["id": ended.id.rawValue]
        set("ended", ended.ended, in: &fields)
        fields.set("events", list: events.reversed().map(eventFields))
        let heir = heir(of: ended)
        fields["isMerged"] = heir != nil
        fields["heirID"] = heir?.rawValue ?? ""
        fields["heirTitle"] = heir.map { title(of: $0) } ?? ""
        fields["heirFolder"] = heir.map { SiteAddress.cluster($0) } ?? ""
        return Page(
            folder: SiteAddress.cluster(ended.id), template: "ended", title: "Cluster \(ended.id) has ended",
            section: .clusters, trail: [("Clusters", "clusters/")], fields: fields)
    }

    /// The living cluster at the end of a chain of mergers.
    private func heir(of ended: EndedCluster) -> ClusterID? {
        var current = ended
        // A chain longer than the list of ended clusters would be a circle.
        for _ in 0...book.ended.count {
            guard case .merged(let into) = current.fate else { return nil }
            if clusters[into] != nil { return into }
            guard let next = book.ended.first(where: { $0.id == into }) else { return nil }
            current = next
        }
        return nil
    }
}
