public import Signatures

/// Why one review was refused. Holds names of fields, and never text of the review.
public struct ReviewRefusal: Error, Sendable, Hashable {
    public let code: RefusalCode
    /// The line of the review's file, counted from 1.
    public let line: Int?
    /// One sentence without full stop.
    public let summary: String
    /// The strict rule of signatures that is broken, when it is one.
    public let rule: SignatureRule?

    init(_ code: RefusalCode, line: Int? = nil, _ summary: String, rule: SignatureRule? = nil) {
        self.code = code
        self.line = line
        self.summary = summary
        self.rule = rule
    }
}
