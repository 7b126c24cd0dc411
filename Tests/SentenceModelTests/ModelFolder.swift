import Foundation
import TestSupport
import Testing

/// all-MiniLM-L6-v2 itself, which `casebook model fetch` brings before the tests run.
enum ModelFolder {
    static let name = "all-MiniLM-L6-v2"

    /// The folder, from `CASEBOOK_TEST_MODEL` or where Casebook keeps its models.
    static let found: URL? = {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["CASEBOOK_TEST_MODEL"] { return URL(filePath: path) }
        return nil
    }()

    /// Whether it can be used; while `CI` is set it must be there.
    static let isHere = found != nil || ProcessInfo.processInfo.environment["CI"] != nil

    static let absence: Comment = "the model is not here: run casebook model fetch"

    static var url: URL { get throws { try #require(found) } }
}
