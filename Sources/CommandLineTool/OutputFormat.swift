import ArgumentParser

/// How a command writes its facts to standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Lines for people, on standard error.
    case text
    /// The same facts as JSON, on standard output.
    case json
}
