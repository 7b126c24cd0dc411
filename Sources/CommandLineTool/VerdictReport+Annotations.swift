import Domain

/// Refusals in the forms that git hosts show beside the lines of a change.
extension VerdictReport {
    /// A GitHub workflow command; `%`, ends of lines and separators are escaped as its documentation says.
    static func workflowCommand(_ problem: Diagnostic) -> String {
        func escaped(_ text: String) -> String {
            text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        }
        func property(_ text: String) -> String {
            escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
        }
        let word = problem.severity == .error ? "error" : "notice"
        let place = "file=\(property(problem.file ?? "")),line=\(problem.line ?? 1),title=\(problem.code)"
        return "::\(word) \(place)::\(escaped("\(problem.summary). \(problem.remedy ?? "")"))\n"
    }

    static func codeQuality(_ problem: Diagnostic) -> JSONValue {
        let file = problem.file ?? ""
        return [
            "description": .string("\(problem.code): \(problem.summary)"), "check_name": .string(problem.code),
            "fingerprint": .string(ContentDigest.of(fields: [file, problem.code, String(problem.line ?? 1)]).hex),
            "severity": .string(problem.severity == .error ? "blocker" : "info"),
            "location": ["path": .string(file), "lines": ["begin": .integer(Int64(problem.line ?? 1))]],
        ]
    }

    /// An Azure Pipelines logging command; escaped as its documentation says.
    static func loggingCommand(_ problem: Diagnostic) -> String {
        func escaped(_ text: String) -> String {
            text.replacing("%", with: "%AZP25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        }
        func property(_ text: String) -> String {
            escaped(text).replacing(";", with: "%3B").replacing("]", with: "%5D")
        }
        let place = "sourcepath=\(property(problem.file ?? ""));linenumber=\(problem.line ?? 1);code=\(problem.code)"
        // There is no kind for what is merely worth knowing.
        let type = problem.severity == .error ? "error" : "warning"
        return "##vso[task.logissue type=\(type);\(place)]"
            + "\(escaped("\(problem.code): \(problem.summary). \(problem.remedy ?? "")"))\n"
    }
}
