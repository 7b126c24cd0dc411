public import ArgumentParser
import Domain
import Foundation
public import Reviews

/// `casebook feedback`: writes and signs what an expert says of a published text or of a cluster's tickets.
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Signs a correction, a rating, or a word on what belongs together.",
        discussion: """
            correct   a better text for a --section: summary, root_cause, recommended_fix, or answer
            rate      --rating helpful or unhelpful
            rename    what the cluster is called from now on: --title
            move      a --ticket belongs to another cluster: --to
            merge     the cluster is the same problem as another: --into
            split     these --ticket … are another problem, together
            exclude   a --ticket does not belong to the cluster
            reject    as approve --decision reject, and withdraw likewise: signed by a product owner
            """)

    @Argument(help: "TENANT/CLUSTER or TENANT/QUESTION, such as acme/c-7f3ak2qd.")
    var subject: SubjectArgument

    @Option(help: "correct, rate, rename, move, merge, split, exclude, reject or withdraw.")
    var kind: FeedbackVerb

    @Option(help: "What a correction replaces: summary, root_cause, recommended_fix or answer.")
    var section: FeedbackContent.CorrectedSection?

    @Option(help: "A correction's text, in Markdown.")
    var text: String?

    @Option(help: "A file with a correction's text, or - for standard input.")
    var textFile: String?

    @Option(help: "helpful or unhelpful.")
    var rating: FeedbackContent.Rating?

    @Option(help: "The new title.")
    var title: String?

    @Option(help: "A ticket's id (several times for split).")
    var ticket: [String] = []

    @Option(help: "The cluster a ticket moves to.")
    var to: String?

    @Option(help: "The cluster to merge into.")
    var into: String?

    @Option(help: "A word to go with it; a rejection's guides the next draft.")
    var comment: String?

    @OptionGroup var options: SigningOptions

    func validate() throws {
        let given = FeedbackField.allCases.filter(isGiven)
        if let stray = given.first(where: { !kind.fields.contains($0) }) {
            throw ValidationError("--\(stray.rawValue) does not go with --kind \(kind.rawValue)")
        }
        if let missing = kind.fields.first(where: { !isGiven($0) }) {
            throw ValidationError("--kind \(kind.rawValue) needs --\(missing.rawValue)")
        }
        if text != nil, textFile != nil { throw ValidationError("give --text or --text-file, not both") }
        if kind != .split, ticket.count > 1 { throw ValidationError("--kind \(kind.rawValue) takes one --ticket") }
    }

    func run() async throws {
        try await Exit.guarded {
            try ReviewWriting(of: subject, options: options).write(content(), comment: comment)
        }
    }

    private func isGiven(_ field: FeedbackField) -> Bool {
        switch field {
        case .section: section != nil
        case .text: text != nil || textFile != nil
        case .rating: rating != nil
        case .title: title != nil
        case .ticket: !ticket.isEmpty
        case .to: to != nil
        case .into: into != nil
        }
    }

    private func content() throws -> ReviewDraft.Content {
        switch kind {
        case .reject: .decision(.reject)
        case .withdraw: .decision(.withdraw)
        case .correct:
            .feedback(.correction(section: try Self.needed(section, "--section"), text: try correctedText()))
        case .rate: .feedback(.rating(try Self.needed(rating, "--rating")))
        case .rename: .feedback(.rename(title: try Self.needed(title, "--title")))
        case .move: .feedback(.move(ticket: try oneTicket(), to: try Self.cluster(to, "--to")))
        case .merge: .feedback(.merge(into: try Self.cluster(into, "--into")))
        case .split: .feedback(.split(tickets: ticket.map { TicketID($0) }))
        case .exclude: .feedback(.exclude(ticket: try oneTicket()))
        }
    }

    private func correctedText() throws -> String {
        if let text { return text }
        let bytes = try FileBytes.read(try Self.needed(textFile, "--text-file"))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CasebookError(
                .badInput, code: "not_utf8", file: textFile, "the text is not UTF-8", remedy: "save it as UTF-8")
        }
        return text.replacing("\r\n", with: "\n")
    }

    private func oneTicket() throws -> TicketID { TicketID(try Self.needed(ticket.first, "--ticket")) }

    private static func cluster(_ text: String?, _ option: String) throws -> ClusterID {
        guard let id = ClusterID(try needed(text, option)) else {
            throw CasebookError(
                .usage, code: "bad_value", "\(option) is not a cluster's id", remedy: "write it as in c-7f3ak2qd")
        }
        return id
    }

    private static func needed<Value>(_ value: Value?, _ option: String) throws -> Value {
        guard let value else {
            throw CasebookError(.usage, code: "missing_option", "\(option) is missing", remedy: "give \(option)")
        }
        return value
    }
}

/// The values of `--kind`, as people say them.
enum FeedbackVerb: String, CaseIterable, Sendable {
    case correct, rate, rename, move, merge, split, exclude, reject, withdraw

    /// The options that this kind needs; it takes no other.
    var fields: [FeedbackField] {
        switch self {
        case .correct: [.section, .text]
        case .rate: [.rating]
        case .rename: [.title]
        case .move: [.ticket, .to]
        case .merge: [.into]
        case .split, .exclude: [.ticket]
        case .reject, .withdraw: []
        }
    }
}

extension FeedbackVerb: ExpressibleByArgument {
    /// The words of the file format are understood too.
    init?(argument: String) {
        switch argument {
        case FeedbackContent.Kind.correction.rawValue: self = .correct
        case FeedbackContent.Kind.rating.rawValue: self = .rate
        default: self.init(rawValue: argument)
        }
    }
}

/// The options that only some kinds of feedback have.
enum FeedbackField: String, CaseIterable, Sendable {
    case section, text, rating, title, ticket, to, into
}

extension FeedbackContent.CorrectedSection: ExpressibleByArgument {}
extension FeedbackContent.Rating: ExpressibleByArgument {}
