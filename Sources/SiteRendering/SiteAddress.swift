import Domain

/// Where pages stand, relative to the site's root. Never made of a label that may change.
enum SiteAddress {
    static func cluster(_ id: ClusterID) -> String { "clusters/\(id)/" }
    static func history(_ id: ClusterID) -> String { "clusters/\(id)/history/" }
    static func resolution(_ id: ClusterID) -> String { "clusters/\(id)/resolution.md" }
    static func assessment(_ id: QuestionID) -> String { "assessments/\(id)/" }
    static func answer(_ id: QuestionID) -> String { "assessments/\(id)/answer.md" }
    static func article(_ id: ArticleID) -> String { "knowledge/\(id)/" }
    static func ticket(slug: String) -> String { "tickets/\(slug)/" }

    /// A page of the list of tickets; `part` counts from 1. A ticket whose id is `month` does not collide: its
    /// page is `tickets/month/index.html`, and nothing else stands there.
    static func month(_ key: String, part: Int) -> String {
        part == 1 ? "tickets/month/\(key)/" : "tickets/month/\(key)/part-\(part)/"
    }
}
