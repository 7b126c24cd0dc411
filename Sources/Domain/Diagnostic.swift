/// Something a person should know or mend: where, what, and the remedy. Never holds ticket text,
/// personal data or keys.
public struct Diagnostic: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Severity: String, Sendable, Codable { case note, warning, error }

    public let severity: Severity
    /// A stable identifier in snake case, `unknown_key`.
    public let code: String
    /// The file's path within the workspace, or as given on the command line.
    public let file: String?
    /// Counted from 1.
    public let line: Int?
    /// Counted from 1.
    public let column: Int?
    /// One sentence.
    public let summary: String
    /// What to do about it, one sentence.
    public let remedy: String?

    public init(
        _ severity: Severity = .error, code: String, file: String? = nil, line: Int? = nil, column: Int? = nil,
        summary: String, remedy: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.summary = summary
        self.remedy = remedy
    }

    /// `tenants/acme/tenant.yaml:12:3: error: summary [code]` and the remedy on a line of its own.
    public var description: String {
        var place = ""
        if let file {
            place = file
            if let line { place += ":\(line)" }
            if line != nil, let column { place += ":\(column)" }
            place += ": "
        }
        return "\(place)\(severity.rawValue): \(summary) [\(code)]" + (remedy.map { "\n  remedy: \($0)" } ?? "")
    }
}
