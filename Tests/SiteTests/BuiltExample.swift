import Foundation
import TestSupport

/// The example's sites, built once for all tests of this target.
enum BuiltExample {
    /// The folder that holds a site for each tenant.
    static let sites: Result<URL, any Error> = Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "casebook-example-\(getpid())")
        try? FileManager.default.removeItem(at: folder)
        let scratch = try Scratch()
        let workspace = try SampleWorkspace.example(in: scratch)
        let build = try Command.casebook("build", "--workspace", workspace.path, "--output", folder.path)
        guard build.status == 0 else { throw BuildFailure(errors: build.errors) }
        return folder
    }

    struct BuildFailure: Error { let errors: String }

    /// Every file with this ending, by path.
    static func files(_ ending: String) throws -> [(path: String, text: String)] {
        try snapshot(of: try sites.get()).filter { $0.key.hasSuffix(ending) }.sorted { $0.key < $1.key }
            .map { (path: $0.key, text: String(decoding: $0.value, as: UTF8.self)) }
    }
}
