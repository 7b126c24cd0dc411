/// Programs whose exports are known by their columns.
public enum Tracker: String, Sendable, Codable, Hashable, CaseIterable, CustomStringConvertible {
    case jira, zendesk, servicenow, freshdesk, github, bugzilla

    public var description: String { rawValue }

    /// Recognises a tracker by columns that only its exports have together; `nil` when none is sure.
    static func recognise(_ columns: [String]) -> Tracker? {
        let names = Set(columns.map(ColumnNames.normalised))
        func has(_ all: String...) -> Bool { all.allSatisfy(names.contains) }
        func hasAny(_ any: String...) -> Bool { any.contains(where: names.contains) }

        if has("number", "short description") || has("sys id")
            || names.contains(where: { $0.hasPrefix("sys created ") }) || has("number display value")
        {
            return .servicenow
        }
        if has("bug id") || (has("creation time") && hasAny("last change time", "cf last resolved")) {
            return .bugzilla
        }
        if names.contains(where: { $0.hasPrefix("custom field ") || $0.hasPrefix("fields issuetype") })
            || has("issue key") || has("fields summary") || (has("summary", "issue id"))
            || (has("key", "summary") && hasAny("issue type", "issuetype", "status"))
        {
            return .jira
        }
        if has("number", "title"),
            hasAny("html url", "user login", "node id", "closed at", "created at", "author association", "author login")
        {
            return .github
        }
        if hasAny("fr due by", "agent interactions", "resolution status", "first response status", "description text")
            || (has("ticket id", "created time") || has("ticket id", "resolved time"))
        {
            return .freshdesk
        }
        if hasAny("solved at", "ticket form", "satisfaction score", "submitter id", "assigned at", "via channel")
            || (has("requester") && hasAny("solved date", "ticket type"))
        {
            return .zendesk
        }
        return nil
    }
}
