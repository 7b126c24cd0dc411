import Domain

/// Judges a cluster by rules that can be stated in a sentence each.
enum Ratings {
    /// From the fixes that closed members record in words. With at least three such members: `full` when at least 80
    /// in 100 record the same fix, `partial` from 50 in 100. Otherwise nothing is known.
    static func automation(_ fixes: RecordedFixes) -> Resolution.AutomationPotential {
        guard fixes.count >= 3, let first = fixes.groups.first else { return .unknown }
        if first.members.count * 100 >= fixes.count * 80 { return .full }
        return first.members.count * 100 >= fixes.count * 50 ? .partial : .unknown
    }

    /// From the priorities that members have: `critical` when a quarter of them is critical, `high` when a quarter is
    /// critical or high, `low` when three in five are low, else `medium`. A cluster of at least 20 tickets that holds
    /// a twentieth of all clustered tickets or more is one level higher, unless nothing of it is open.
    static func severity(members: [RedactedTicket], clustered: Int) -> Resolution.Severity {
        let levels = members.compactMap(\.priority?.level).filter { $0 != .unset }
        func share(_ wanted: Set<Priority.Level>) -> Double {
            levels.isEmpty ? 0 : Double(levels.filter(wanted.contains).count) / Double(levels.count)
        }
        let base: Resolution.Severity =
            if share([.critical]) >= 0.25 {
                .critical
            } else if share([.critical, .high]) >= 0.25 {
                .high
            } else if share([.low]) >= 0.6 {
                .low
            } else {
                .medium
            }
        let isLarge = members.count >= 20 && members.count * 20 >= clustered
        guard isLarge, members.contains(where: { $0.state == .open }) else { return base }
        switch base {
        case .low: return .medium
        case .medium: return .high
        case .high, .critical: return .critical
        }
    }
}
