/// A failure that ends a command or a tenant's run. Its description is safe to log.
public struct CasebookError: Error, Sendable, CustomStringConvertible {
    /// Why, as the exit status of sysexits(3) that it becomes.
    public enum Kind: Int32, Sendable, Codable {
        /// A check failed, or some tenant failed.
        case checkFailed = 1
        case usage = 64
        case badInput = 65
        case unavailable = 69
        case cannotWrite = 74
        case refused = 77
        case badConfiguration = 78
    }

    public let kind: Kind
    /// One or more things to mend; never empty.
    public let diagnostics: [Diagnostic]

    public init(_ kind: Kind, _ diagnostics: [Diagnostic]) {
        precondition(!diagnostics.isEmpty, "an error says what is wrong")
        self.kind = kind
        self.diagnostics = diagnostics
    }

    public init(
        _ kind: Kind, code: String, file: String? = nil, line: Int? = nil, _ summary: String, remedy: String? = nil
    ) {
        self.init(kind, [Diagnostic(code: code, file: file, line: line, summary: summary, remedy: remedy)])
    }

    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
