import Domain
import Foundation
import Pipeline
import Synchronization

/// Writes for people on standard error and for programs on standard output. A terminal gets a progress bar and
/// colour, a pipe gets plain lines; `NO_COLOR` is honoured.
final class Console: Sendable {
    /// Whether standard error is a terminal.
    let isTerminal: Bool
    private let usesColour: Bool
    private let quiet: Bool
    /// The stage and share a bar shows now, so that it is redrawn only when it moves.
    private let bar = Mutex<String>("")

    init(environment: [String: String] = ProcessInfo.processInfo.environment, quiet: Bool = false) {
        let dumb = environment["TERM"] == "dumb"
        isTerminal = isatty(STDERR_FILENO) == 1 && !dumb
        usesColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        self.quiet = quiet
    }

    /// One line for people.
    func say(_ line: String) {
        guard !quiet else { return }
        write(line)
    }

    /// A diagnostic, also when quiet.
    func show(_ diagnostic: Diagnostic) {
        let colour =
            switch diagnostic.severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        write(paint(diagnostic.description, colour))
    }

    /// Bytes for programs.
    func output(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// A JSON value for programs, on one line.
    func output(_ value: JSONValue) { output(value.canonicalText + "\n") }

    /// What a run tells, as a bar or as lines.
    func show(_ progress: RunProgress) {
        switch progress {
        case .started: break
        case .advanced(let tenant, let stage, let done, let total):
            show(done, of: total, at: "\(tenant)  \(stage.rawValue)", as: "\(done)/\(total)")
        case .finished(let tenant, let stage, let summary):
            let name = stage.rawValue + String(repeating: " ", count: max(0, 8 - stage.rawValue.count))
            say("\(paint(tenant.rawValue, "1"))  \(name) \(summary)")
        case .note(let tenant, let text): say("\(paint(tenant.rawValue, "1"))  \(text)")
        case .diagnostic(_, let diagnostic): show(diagnostic)
        }
    }

    /// A bar, on a terminal alone.
    ///
    /// - Parameters:
    ///   - work: what goes on.
    ///   - words: how far it is.
    func show(_ done: Int, of total: Int, at work: String, as words: String) {
        guard total > 0, isTerminal, !quiet else { return }
        let width = 24
        let filled = min(width, width * done / total)
        let line =
            "\(work)  " + String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            + " \(words)"
        bar.withLock { current in
            guard current != line else { return }
            current = line
            FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8))
        }
    }

    private func write(_ line: String) {
        bar.withLock { current in
            let clear = current.isEmpty ? "" : "\r\u{1B}[2K"
            current = ""
            FileHandle.standardError.write(Data("\(clear)\(Self.harmless(line))\n".utf8))
        }
    }

    private func paint(_ text: String, _ colour: String) -> String {
        usesColour ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }

    /// File names and keys can hold control characters; none reaches a terminal but our own colours.
    private static func harmless(_ line: String) -> String {
        var output = String.UnicodeScalarView()
        let scalars = Array(line.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isOurColour =
                scalar.value == 0x1B && index + 1 < scalars.count && scalars[index + 1] == "["
            let isControl =
                (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            output.append(isControl && !isOurColour ? "\u{FFFD}" : scalar)
        }
        return String(output)
    }
}
