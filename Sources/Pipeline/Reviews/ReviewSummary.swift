public import Domain

/// What a run made of the tenant's reviews, for programs.
public struct ReviewSummary: Sendable, Hashable, Codable {
    /// A review file with something wrong about it.
    public struct Problem: Sendable, Hashable, Codable {
        public let file: String
        public let line: Int?
        public let code: String
        public let summary: String
        public let remedy: String

        public init(file: String, line: Int?, code: String, summary: String, remedy: String) {
            self.file = file
            self.line = line
            self.code = code
            self.summary = summary
            self.remedy = remedy
        }

        /// As the console shows it.
        public var diagnostic: Diagnostic {
            Diagnostic(.warning, code: code, file: file, line: line, summary: summary, remedy: remedy)
        }
    }

    /// Reviews that count.
    public let hold: Int
    /// Texts that are approved and fit.
    public let approved: Int
    /// Texts that are approved and no longer fit.
    public let stale: Int
    /// Review files that were refused, in order of path; not those that counted once.
    public let refused: [Problem]
    /// Feedback that counts and could not be honoured.
    public let notHonoured: [Problem]

    public init(hold: Int, approved: Int, stale: Int, refused: [Problem], notHonoured: [Problem]) {
        self.hold = hold
        self.approved = approved
        self.stale = stale
        self.refused = refused
        self.notHonoured = notHonoured
    }
}

extension ReviewSummary {
    init(_ work: ReviewWork) {
        self.init(
            hold: work.outcome.verdicts.count { $0.review != nil },
            approved: work.frozen.values.count(where: \.isFresh),
            stale: work.frozen.values.count { !$0.isFresh },
            refused: work.outcome.verdicts.compactMap { verdict in
                guard let refusal = verdict.refusal, !verdict.hasLapsed else { return nil }
                return Problem(
                    file: verdict.path, line: refusal.line, code: refusal.code.rawValue,
                    summary: "the review was refused: \(refusal.summary)", remedy: refusal.code.remedy)
            },
            notHonoured: work.membership.statements.compactMap { statement in
                work.obstacles[statement.feedback.head.id].map { obstacle in
                    Problem(
                        file: statement.feedback.origin.path, line: nil, code: "not_honoured",
                        summary: "the \(statement.feedback.content.kind.rawValue) could not be honoured: "
                            + obstacle.sentence,
                        remedy: "look at the clusters again, and sign another review")
                }
            })
    }
}
