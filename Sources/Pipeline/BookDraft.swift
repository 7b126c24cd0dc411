import Clustering
import Domain
import Ledger

/// A tenant's book before the ledger has spoken: everything but history and generations.
struct BookDraft: Sendable {
    let tenant: TenantProfile
    let asOf: Instant?
    let tickets: [RedactedTicket]
    let articles: [Article]
    let clusters: [Cluster]
    let themes: [Theme]
    let unusual: [TicketID]
    let duplicates: [[TicketID]]
    let map: [MapPoint]
    let similar: [TicketID: [TicketID]]
    var resolutions: [ClusterID: Resolution] = [:]
    var assessments: [Assessment] = []

    /// Joins what clustering and identification found into the values that pages show.
    init(
        tenant: TenantProfile, asOf: Instant?, tickets: [RedactedTicket], articles: [Article],
        found: ClusterStage.Outcome?, identity: IdentifyStage.Outcome, founded: [ClusterID: Instant]
    ) {
        self.tenant = tenant
        self.asOf = asOf
        self.tickets = tickets
        self.articles = articles
        guard let found else {
            (clusters, themes, unusual, duplicates) = ([], [], tickets.map(\.id), [])
            (map, similar) = ([], [:])
            return
        }
        let partition = found.partition
        let grouping = ThemeGrouping(found: found, ids: identity.ids)
        clusters = Self.clusters(
            found: found, identity: identity, tickets: tickets, grouping: grouping, founded: founded, asOf: asOf)
        themes = grouping.themes
        unusual = partition.labels.indices.filter { partition.labels[$0] < 0 }.map { tickets[$0].id }
        duplicates = partition.duplicates.map { group in group.map { tickets[$0].id } }
        map = found.positions.enumerated().map { MapPoint(ticket: tickets[$0].id, x: $1[0], y: $1[1]) }
        similar = Dictionary(
            uniqueKeysWithValues: partition.nearest.enumerated().map { row, nearest in
                (tickets[row].id, nearest.map { tickets[Int($0)].id })
            })
    }

    private static func clusters(
        found: ClusterStage.Outcome, identity: IdentifyStage.Outcome, tickets: [RedactedTicket],
        grouping: ThemeGrouping,
        founded: [ClusterID: Instant], asOf: Instant?
    ) -> [Cluster] {
        let partition = found.partition
        let ids = identity.ids
        var rows: [[Int]] = Array(repeating: [], count: ids.count)
        for (row, label) in partition.labels.enumerated() where label >= 0 { rows[label].append(row) }
        let clusters = ids.indices.map { number in
            let members = rows[number].sorted {
                (-partition.strengths[$0], tickets[$0].id) < (-partition.strengths[$1], tickets[$1].id)
            }
            let created = members.compactMap { tickets[$0].created }
            return Cluster(
                id: ids[number],
                members: members.map { .init(ticket: tickets[$0].id, strength: partition.strengths[$0]) },
                exemplars: identity.exemplars[number],
                keywords: found.keywords[number], theme: grouping.theme(ofCluster: number),
                founded: founded[ids[number]] ?? asOf ?? Instant(seconds: 0),
                trend: asOf.map { Trends.judge(created: created, asOf: $0) }
                    ?? Trend(kind: .unknown, recent: 0, expected: 0),
                neighbours: partition.clusterNeighbours[number].map { ids[$0] })
        }
        return clusters.sorted { ($1.members.count, $0.id) < ($0.members.count, $1.id) }
    }

    /// The finished book.
    func book(state: LedgerState, facts: RunFacts, reviews: ReviewBoard, checkpoint: [UInt8]? = nil) -> Book {
        Book(
            tenant: tenant, asOf: asOf, tickets: tickets, clusters: clusters, unusual: unusual,
            duplicates: duplicates, themes: themes, ended: state.ended, resolutions: resolutions,
            assessments: assessments, articles: articles, history: state.history,
            generations: state.texts.mapValues(\.generation), map: map, similar: similar, facts: facts,
            reviews: reviews, checkpoint: checkpoint)
    }
}

/// Themes with their ids and titles.
struct ThemeGrouping {
    /// Largest first.
    let themes: [Theme]
    private let ids: [ThemeID]
    private let numberOfCluster: [Int]

    init(found: ClusterStage.Outcome, ids clusterIDs: [ClusterID]) {
        let partition = found.partition
        var sizes = Array(repeating: 0, count: clusterIDs.count)
        for label in partition.labels where label >= 0 { sizes[label] += 1 }
        let themeCount = (partition.themes.max() ?? -1) + 1
        var members: [[Int]] = Array(repeating: [], count: themeCount)
        for (cluster, theme) in partition.themes.enumerated() { members[theme].append(cluster) }
        var ids: [ThemeID?] = Array(repeating: nil, count: themeCount)
        var themes: [Theme] = []
        for (number, clusters) in members.enumerated() {
            let ordered = clusters.sorted { (sizes[$1], clusterIDs[$0]) < (sizes[$0], clusterIDs[$1]) }
            guard let largest = ordered.first else { continue }
            let id = ThemeID(largest: clusterIDs[largest])
            ids[number] = id
            themes.append(
                Theme(
                    id: id, title: Self.title(of: found.themePhrases[number], fallback: id),
                    clusters: ordered.map { clusterIDs[$0] }, ticketCount: ordered.reduce(0) { $0 + sizes[$1] }))
        }
        self.themes = themes.sorted { ($1.ticketCount, $0.id) < ($0.ticketCount, $1.id) }
        let fallback = themes.first?.id
        self.ids = ids.compactMap { $0 ?? fallback }
        numberOfCluster = partition.themes
    }

    /// The phrases as one line, or the id of a theme that no words tell apart.
    private static func title(of phrases: [String], fallback: ThemeID) -> String {
        guard let first = phrases.first else { return fallback.rawValue }
        return ([first.prefix(1).uppercased() + first.dropFirst()] + phrases.dropFirst()).joined(separator: " · ")
    }

    func theme(ofCluster number: Int) -> ThemeID { ids[numberOfCluster[number]] }
}
