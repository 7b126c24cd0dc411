/// The parts of a site that its navigation names, in order.
enum SiteSection: String, CaseIterable, Sendable {
    case dashboard, clusters, tickets, assessments, knowledge, approvals, changes, map, search

    /// Where the part begins, relative to the site's root, with `/` at the end.
    var folder: String { self == .dashboard ? "" : rawValue + "/" }

    var label: String {
        switch self {
        case .dashboard: "Dashboard"
        case .clusters: "Clusters"
        case .tickets: "Tickets"
        case .assessments: "Assessments"
        case .knowledge: "Knowledge"
        case .approvals: "Approvals"
        case .changes: "Changes"
        case .map: "Map"
        case .search: "Search"
        }
    }
}
