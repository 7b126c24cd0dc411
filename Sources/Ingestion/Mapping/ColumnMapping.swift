/// Which column of an export holds which part of a ticket. Names are columns as the header (or the path of JSON
/// keys, `fields.status.name`) has them; upper and lower case and punctuation do not matter.
///
/// As configuration: keys as the properties, `body` and `labels` one name or a list, `date_order` `dmy` or `mdy`.
public struct ColumnMapping: Sendable, Hashable {
    /// The tracker whose numbers and words are meant, where trackers differ.
    public var tracker: Tracker?
    /// Without it, or its column, no row becomes a ticket.
    public var id: String?
    public var subject: String?
    /// Joined with a blank line.
    public var bodies: [String]
    public var created: String?
    public var updated: String?
    public var resolved: String?
    public var status: String?
    public var priority: String?
    public var product: String?
    public var requester: String?
    public var assignee: String?
    public var resolution: String?
    /// Every cell of these columns, split at `,` `;` `|` and line breaks.
    public var labels: [String]
    /// Custom fields: the name a field gets, and its column.
    public var fields: [String: String]
    /// Of dates such as `04/05/2024`. Dates that do not fit it are refused; `nil` reads each by itself.
    public var dateOrder: DateOrder?

    public init(
        tracker: Tracker? = nil, id: String? = nil, subject: String? = nil, bodies: [String] = [],
        created: String? = nil, updated: String? = nil, resolved: String? = nil, status: String? = nil,
        priority: String? = nil, product: String? = nil, requester: String? = nil, assignee: String? = nil,
        resolution: String? = nil, labels: [String] = [], fields: [String: String] = [:], dateOrder: DateOrder? = nil
    ) {
        self.tracker = tracker
        self.id = id
        self.subject = subject
        self.bodies = bodies
        self.created = created
        self.updated = updated
        self.resolved = resolved
        self.status = status
        self.priority = priority
        self.product = product
        self.requester = requester
        self.assignee = assignee
        self.resolution = resolution
        self.labels = labels
        self.fields = fields
        self.dateOrder = dateOrder
    }
}

extension ColumnMapping: Codable {
    /// The keys of a mapping in configuration, in the order in which they are written.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case tracker, id, subject
        case bodies = "body"
        case created, updated, resolved, status, priority, product, requester, assignee, resolution, labels, fields
        case dateOrder = "date_order"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func name(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        func names(_ key: CodingKeys) throws -> [String] {
            guard container.contains(key) else { return [] }
            if let one = try? container.decode(String.self, forKey: key) { return [one] }
            return try container.decodeIfPresent([String].self, forKey: key) ?? []
        }
        self.init(
            tracker: try container.decodeIfPresent(Tracker.self, forKey: .tracker), id: try name(.id),
            subject: try name(.subject), bodies: try names(.bodies), created: try name(.created),
            updated: try name(.updated), resolved: try name(.resolved), status: try name(.status),
            priority: try name(.priority), product: try name(.product), requester: try name(.requester),
            assignee: try name(.assignee), resolution: try name(.resolution), labels: try names(.labels),
            fields: try container.decodeIfPresent([String: String].self, forKey: .fields) ?? [:],
            dateOrder: try container.decodeIfPresent(DateOrder.self, forKey: .dateOrder))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(tracker, forKey: .tracker)
        for (key, name) in names { try container.encodeIfPresent(name, forKey: key) }
        try encode(bodies, forKey: .bodies, to: &container)
        try encode(labels, forKey: .labels, to: &container)
        if !fields.isEmpty { try container.encode(fields, forKey: .fields) }
        try container.encodeIfPresent(dateOrder, forKey: .dateOrder)
    }

    private func encode(
        _ list: [String], forKey key: CodingKeys, to container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        if list.count == 1 {
            try container.encode(list[0], forKey: key)
        } else if !list.isEmpty {
            try container.encode(list, forKey: key)
        }
    }

    /// The members that are one column each.
    private var names: [(CodingKeys, String?)] {
        [
            (.id, id), (.subject, subject), (.created, created), (.updated, updated), (.resolved, resolved),
            (.status, status), (.priority, priority), (.product, product), (.requester, requester),
            (.assignee, assignee), (.resolution, resolution),
        ]
    }
}
