import Foundation
import TestSupport
import Testing

/// all-MiniLM-L6-v2 itself, which `casebook model fetch` brings before the tests run.
enum ModelFolder {
    /// The folder, as the release binary names it; `nil` when the model is not in it.
    static let found: URL? = {
        guard let command = try? Command.casebook("model", "path"), command.status == 0 else { return nil }
        let folder = URL(filePath: command.output.trimmingCharacters(in: .newlines))
        let weights = folder.appending(path: "model.safetensors")
        return FileManager.default.fileExists(atPath: weights.path) ? folder : nil
    }()

    /// Whether it can be used; while `CI` is set it must be there.
    static let isHere = found != nil || ProcessInfo.processInfo.environment["CI"] != nil

    static let absence: Comment = "the model is not here: run casebook model fetch"

    static var url: URL { get throws { try #require(found) } }
}
