import Domain
import Reviews

/// What a merge would change, for the page of a pull request.
extension VerdictReport {
    /// Markdown of names and numbers: no text of a review, which is for people to read where it stands.
    var markdown: String {
        var lines = ["## Casebook reviews", ""]
        if verdicts.isEmpty, faults.isEmpty {
            return (lines + ["No review is touched."]).joined(separator: "\n") + "\n"
        }
        let accepted = verdicts.filter { $0.verdict.review != nil }
        if !accepted.isEmpty {
            lines += ["| Review | Tenant | By | What merging it changes |", "| --- | --- | --- | --- |"]
            for (tenant, verdict) in accepted {
                guard let review = verdict.review else { continue }
                let words = [review.verb, tenant, review.head.signer, Self.effect(of: review)]
                lines.append("| " + words.map(Self.cell).joined(separator: " | ") + " |")
            }
            lines.append("")
        }
        let errors = problems.filter { $0.severity == .error }
        if !errors.isEmpty {
            lines += ["### Refused", "", "| File | Why | What to do |", "| --- | --- | --- |"]
            for problem in errors {
                let place = (problem.file ?? "") + (problem.line.map { ":\($0)" } ?? "")
                let words = [place, "\(problem.summary) (\(problem.code))", problem.remedy ?? ""]
                lines.append("| " + words.map(Self.cell).joined(separator: " | ") + " |")
            }
            lines.append("")
        }
        let lapsed = verdicts.count { $0.verdict.hasLapsed }
        if lapsed > 0 {
            lines += ["\(lapsed) lapsed: the ledger accepted them once, and time has passed them by.", ""]
        }
        lines.append(isRefused ? "**Refused: merging this changes nothing it says.**" : "**Every review holds.**")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func effect(of review: VerifiedReview) -> String {
        let head = review.head
        let text = "\(head.subject.kind) \(head.subject.id)"
        let version = "generation \(head.generation)"
        switch review {
        case .approval(let approval):
            switch approval.decision {
            case .approve: return "the text of \(text), \(version), is approved until \(head.expiresAt.iso8601)"
            case .reject: return "the text of \(text), \(version), is rejected; the comment guides the next draft"
            case .withdraw: return "the signer's approval of \(text) no longer counts"
            }
        case .feedback(let feedback):
            switch feedback.content {
            case .correction(let section, _): return "a better \(section.rawValue) for \(text) becomes knowledge"
            case .rating(let rating): return "\(text) is rated \(rating.rawValue)"
            case .rename: return "\(head.subject.id) has a new name in every later run"
            case .move(_, let to): return "a ticket of \(head.subject.id) belongs to \(to) in every later run"
            case .merge(let into): return "\(head.subject.id) goes on as \(into)"
            case .split(let tickets): return "\(tickets.count) tickets of \(head.subject.id) become a cluster"
            case .exclude: return "a ticket no longer belongs to \(head.subject.id)"
            }
        }
    }

    /// Names of files and people are not markup: everything that Markdown or HTML could read as such is escaped.
    private static func cell(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "!", "|", "~", "@":
                output += "\\\(scalar)"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "&": output += "&amp;"
            default:
                let isHarmless = scalar.value >= 0x20 && scalar.value != 0x7F
                output.unicodeScalars.append(isHarmless ? scalar : " ")
            }
        }
        return output
    }
}
