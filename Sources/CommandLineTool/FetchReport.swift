import Domain
import Foundation
import ModelStore

/// Tells people how a fetch goes on: a bar on a terminal, a line a file elsewhere.
struct FetchReport: Sendable {
    private let model: CataloguedModel
    private let console: Console

    init(_ model: CataloguedModel, _ console: Console) {
        self.model = model
        self.console = console
    }

    func take(_ event: FetchEvent) {
        switch event {
        // Said once, at the end.
        case .kept: break
        case .asking(let source): console.say("asking   \(source.description) for \(model.name)")
        case .advanced(let file, let bytes):
            console.show(
                bytes, of: file.size, at: file.path, as: "\(Self.megabytes(bytes)) of \(Self.megabytes(file.size)) MB")
        case .placed(let file): console.say("fetched  \(file.path)")
        case .failed(_, let error):
            for diagnostic in error.diagnostics { console.say("         \(diagnostic.summary)") }
        }
    }

    private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1_000_000) }
}
