import ArgumentParser
import Domain
import Foundation

/// Turns errors into messages and exit statuses, in one place.
enum Exit {
    /// Runs a command's work. A `CasebookError` is printed on standard error and becomes its exit status.
    static func guarded(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as CasebookError {
            let console = Console()
            for diagnostic in error.diagnostics { console.show(diagnostic) }
            throw ExitCode(error.kind.rawValue)
        } catch let error as CocoaError {
            let path = error.userInfo[NSFilePathErrorKey] as? String
            Console().show(
                Diagnostic(
                    code: "file_error", file: path, summary: "a file could not be read or written",
                    remedy: "check that it exists, its permissions, and the space on the disk"))
            throw ExitCode(CasebookError.Kind.cannotWrite.rawValue)
        }
    }
}
