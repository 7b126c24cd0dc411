import Domain

/// What to do with each column of one table, by a mapping.
struct ColumnRoles {
    enum Role: Equatable {
        case id, subject, created, updated, resolved, status, priority, product, requester, assignee, resolution, label
        /// The nth column of the body.
        case body(Int)
        /// The nth custom field, in order of name.
        case field(Int)
    }

    private let wanted: [(name: String, normalised: String, role: Role)]
    /// Names of the custom fields by their number.
    let fieldNames: [String]
    /// By column.
    private(set) var roles: [[Role]] = []
    /// Columns that hold pieces of a document.
    private(set) var documentColumns: Set<Int> = []

    init(_ mapping: ColumnMapping) {
        var wanted: [(String, Role)] = []
        let single: [(String?, Role)] = [
            (mapping.id, .id), (mapping.subject, .subject), (mapping.created, .created), (mapping.updated, .updated),
            (mapping.resolved, .resolved), (mapping.status, .status), (mapping.priority, .priority),
            (mapping.product, .product), (mapping.requester, .requester), (mapping.assignee, .assignee),
            (mapping.resolution, .resolution),
        ]
        for (name, role) in single { if let name { wanted.append((name, role)) } }
        for (index, name) in mapping.bodies.enumerated() { wanted.append((name, .body(index))) }
        for name in mapping.labels { wanted.append((name, .label)) }
        fieldNames = mapping.fields.keys.sorted()
        for (index, field) in fieldNames.enumerated() { wanted.append((mapping.fields[field] ?? "", .field(index))) }
        self.wanted = wanted.map { ($0.0.collapsedWhitespace, ColumnNames.normalised($0.0), $0.1) }
    }

    /// Adds the columns of a header. A name that stands there exactly is not looked for in other spellings.
    mutating func add(header: [String]) {
        let exact = Set(header)
        for column in header {
            roles.append(
                wanted.filter { $0.name == column || (!exact.contains($0.name) && matches($0.normalised, column)) }
                    .map(\.role))
        }
    }

    /// Adds a column of JSON objects.
    mutating func add(column: String) {
        let root = Self.documentRoot(of: column)
        if root != nil { documentColumns.insert(roles.count) }
        roles.append(
            wanted.filter { wanted in
                if wanted.name == column || matches(wanted.normalised, column) { return true }
                guard case .body = wanted.role, let root else { return false }
                return Self.documentRoot(of: wanted.name) == root || wanted.name == root
            }
            .map(\.role))
    }

    private func matches(_ normalised: String, _ column: String) -> Bool {
        !normalised.isEmpty && normalised == ColumnNames.normalised(column)
    }

    /// Whether some column has this role.
    func contains(_ role: Role) -> Bool { roles.contains { $0.contains(role) } }

    /// Whether some column has text: a subject or a body.
    var hasText: Bool {
        roles.contains { $0.contains { if case .body = $0 { true } else { $0 == .subject } } }
    }

    /// The field that holds a document in Atlassian's format, whose pieces of text are
    /// `fields.description.content.content.text` at any depth; `nil` for any other path.
    static func documentRoot(of column: String) -> String? {
        guard column.hasSuffix(".text"), let content = column.start(ofASCII: ".content.") else { return nil }
        return String(column[..<content])
    }
}

extension String {
    /// Where an ASCII text begins first.
    fileprivate func start(ofASCII needle: String) -> String.Index? {
        let bytes = Array(needle.utf8)
        var index = utf8.startIndex
        while index < utf8.endIndex {
            if utf8[index...].starts(with: bytes) { return index }
            index = utf8.index(after: index)
        }
        return nil
    }
}
