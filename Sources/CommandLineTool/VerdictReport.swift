import Domain
import Foundation
import Reviews

/// What a verification found, in the forms that people and programs read.
struct VerdictReport {
    /// What is wrong with the files that reviews are judged by.
    var faults: [Diagnostic] = []
    private(set) var verdicts: [(tenant: String, verdict: ReviewVerdict)] = []

    mutating func add(_ verdicts: [ReviewVerdict], tenant: String) {
        self.verdicts += verdicts.map { (tenant, $0) }
    }

    /// Whether anything was refused that is not merely history.
    var isRefused: Bool { !faults.isEmpty || verdicts.contains { $0.verdict.refusal != nil && !$0.verdict.hasLapsed } }

    func write(as format: VerdictFormat, to console: Console) {
        switch format {
        case .text: for line in table { console.say(line) }
        case .json: console.output(json)
        case .junit: console.output(junit)
        case .github: for problem in problems { console.output(Self.workflowCommand(problem)) }
        case .gitlab: console.output(.array(problems.map(Self.codeQuality)))
        case .azure: for problem in problems { console.output(Self.loggingCommand(problem)) }
        case .markdown: console.output(markdown)
        }
        if format != .text { for fault in faults { console.show(fault) } }
    }

    /// Every refusal as something to mend.
    var problems: [Diagnostic] { faults + verdicts.compactMap { Self.diagnostic($0.verdict) } }

    static func diagnostic(_ verdict: ReviewVerdict) -> Diagnostic? {
        verdict.refusal.map { refusal in
            Diagnostic(
                verdict.hasLapsed ? .note : .error, code: refusal.code.rawValue, file: verdict.path, line: refusal.line,
                summary: (refusal.rule.map { "\($0): " } ?? "") + refusal.summary, remedy: refusal.code.remedy)
        }
    }

    private var table: [String] {
        var lines = faults.map(\.description)
        for (_, verdict) in verdicts {
            if let review = verdict.review {
                lines.append(
                    "ok       \(verdict.path)  \(review.verb) by \(review.head.signer) of \(review.head.subject.id)")
            } else if let problem = Self.diagnostic(verdict) {
                lines.append("\(verdict.hasLapsed ? "lapsed " : "refused")  \(problem.description)")
            }
        }
        let refused = verdicts.count { $0.verdict.refusal != nil && !$0.verdict.hasLapsed }
        return lines + ["\(verdicts.count) review\(verdicts.count == 1 ? "" : "s"), \(refused) refused"]
    }

    private var json: JSONValue {
        let reviews = verdicts.map { tenant, verdict -> JSONValue in
            var facts: [String: JSONValue] = [
                "file": .string(verdict.path), "tenant": .string(tenant), "ok": .bool(verdict.review != nil),
            ]
            if let review = verdict.review {
                facts["id"] = .string(review.head.id.rawValue)
                facts["signer"] = .string(review.head.signer)
                facts["subject"] = .string(review.head.subject.id)
                facts["says"] = .string(review.verb)
                facts["key"] = .string(review.origin.fingerprint)
            }
            if let refusal = verdict.refusal {
                facts["code"] = .string(refusal.code.rawValue)
                facts["summary"] = .string(refusal.summary)
                facts["remedy"] = .string(refusal.code.remedy)
                facts["lapsed"] = .bool(verdict.hasLapsed)
                facts["line"] = refusal.line.map { .integer(Int64($0)) } ?? .null
                facts["rule"] = refusal.rule.map { .string($0.description) } ?? .null
            }
            return .object(facts)
        }
        let faults = faults.map { fault -> JSONValue in
            [
                "file": .string(fault.file ?? ""), "line": fault.line.map { .integer(Int64($0)) } ?? .null,
                "code": .string(fault.code), "summary": .string(fault.summary),
                "remedy": .string(fault.remedy ?? ""),
            ]
        }
        return ["ok": .bool(!isRefused), "faults": .array(faults), "reviews": .array(reviews)]
    }

    private var junit: String {
        var cases = ""
        for fault in faults {
            cases += "  <testcase name=\"\(Self.xml(fault.file ?? ""))\"><failure type=\"\(fault.code)\">"
            cases += "\(Self.xml(fault.summary))</failure></testcase>\n"
        }
        for (_, verdict) in verdicts {
            cases += "  <testcase name=\"\(Self.xml(verdict.path))\">"
            if let problem = Self.diagnostic(verdict) {
                let element = verdict.hasLapsed ? "skipped" : "failure"
                let type = verdict.hasLapsed ? "" : " type=\"\(problem.code)\""
                cases += "<\(element)\(type) message=\"\(Self.xml(problem.code + ": " + problem.summary))\"/>"
            }
            cases += "</testcase>\n"
        }
        let failures = faults.count + verdicts.count { $0.verdict.refusal != nil && !$0.verdict.hasLapsed }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"casebook verify\" "
            + "tests=\"\(faults.count + verdicts.count)\" failures=\"\(failures)\">\n\(cases)</testsuite>\n"
    }

    private static func xml(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 }))
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
