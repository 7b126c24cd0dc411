/// Which columns of an export hold what, as kept in `tenant.yaml`.
public struct MappingConfiguration: Sendable, Hashable {
    /// A glob over a file's name, or `name#sheet` for a workbook: `*` matches any run of characters, `?` one.
    public var match: String
    /// The tracker whose export this is, such as `jira`; `nil` when it is none that is known.
    public var tracker: String?
    public var columns: MappingColumns
    /// Columns of further fields, by the name the field gets.
    public var fields: [String: String]
    /// `dmy` or `mdy` for dates such as `03/04/2026`; `nil` when no date is ambiguous.
    public var dateOrder: String?

    public init(
        match: String, tracker: String? = nil, columns: MappingColumns, fields: [String: String] = [:],
        dateOrder: String? = nil
    ) {
        self.match = match
        self.tracker = tracker
        self.columns = columns
        self.fields = fields
        self.dateOrder = dateOrder
    }
}

/// The columns of a ticket's own fields.
public struct MappingColumns: Sendable, Hashable {
    public var id: String
    public var subject: String?
    /// Their texts become one body, in this order.
    public var body: [String] = []
    public var created: String?
    public var updated: String?
    public var resolved: String?
    public var status: String?
    public var priority: String?
    public var product: String?
    public var requester: String?
    public var assignee: String?
    public var resolution: String?
    public var labels: [String] = []

    public init(id: String) { self.id = id }
}

extension MappingConfiguration {
    /// The trackers whose exports are known.
    public static let trackers = ["jira", "zendesk", "servicenow", "freshdesk", "github", "bugzilla"]

    static let schema = Schema(
        "Column mapping", blank: MappingConfiguration(match: "", columns: MappingColumns(id: "")),
        [
            Field(
                "match", \.match, .text(.filled), isRequired: true,
                "A pattern of file names, with #Sheet for a workbook: * stands for any characters, ? for one."),
            Field(
                "tracker", \.tracker, ValueType<String>.text(.choice(trackers)).optional,
                "The tracker that wrote the export, whose words for states and priorities are then known."),
            Field(
                "columns", \.columns, MappingColumns.schema.type, isRequired: true,
                "The columns of a ticket's own fields."),
            Field("fields", \.fields, .table(.text(.filled)), "Columns of further fields, by the name the field gets."),
            Field(
                "date_order", \.dateOrder, ValueType<String>.text(.choice(["dmy", "mdy"])).optional,
                "How to read dates such as 03/04/2026: day first (dmy) or month first (mdy)."),
        ])
}

extension MappingColumns {
    static let schema = Schema(
        "Columns", blank: MappingColumns(id: ""),
        [
            Field("id", \.id, .text(.filled), isRequired: true, "The ticket's id."),
            optional("subject", \.subject, "Its subject line."),
            Field("body", \.body, .oneOrMore(.text(.filled)), "Its text: one column, or several that are joined."),
            optional("created", \.created, "When it was opened."),
            optional("updated", \.updated, "When it was last changed."),
            optional("resolved", \.resolved, "When it was closed."),
            optional("status", \.status, "Its status."),
            optional("priority", \.priority, "Its priority."),
            optional("product", \.product, "The product or component concerned."),
            optional("requester", \.requester, "Who asked."),
            optional("assignee", \.assignee, "Who works on it."),
            optional("resolution", \.resolution, "How it ended: a code, or the text that closed it."),
            Field("labels", \.labels, .oneOrMore(.text(.filled)), "Its labels: one column, or several."),
        ],
        check: { columns, node, decoding in
            if columns.subject == nil, columns.body.isEmpty {
                decoding.report(
                    "missing_key", at: node.place, "\(decoding.key) names neither a subject nor a body",
                    remedy: "add \"subject: …\" or \"body: …\" with the name of the column that holds the text")
            }
        })

    private static func optional(
        _ name: String, _ target: WritableKeyPath<MappingColumns, String?> & Sendable, _ documentation: String
    ) -> Field<MappingColumns> {
        Field(name, target, ValueType<String>.text(.filled).optional, documentation)
    }
}
