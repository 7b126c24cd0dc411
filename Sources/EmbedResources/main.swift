import Foundation

/// Writes a Swift file that holds every file below the named folders as text, so that the binary needs no
/// files beside it.
///
/// Usage: `EmbedResources OUTPUT.swift PACKAGE_ROOT FOLDER…`. Only UTF-8 text is accepted: pages, styles,
/// scripts and icons (SVG) are all text.
struct ResourceEmbedder {
    let root: URL

    /// The files below a folder by path relative to the root, in order of path. Editors' leavings are skipped.
    func files(in folder: String) throws -> [(path: String, text: String)] {
        let base = root.appending(path: folder)
        guard let walker = FileManager.default.enumerator(atPath: base.path) else { return [] }
        var files: [(path: String, text: String)] = []
        for case let name as String in walker {
            let url = base.appending(path: name)
            let values = try url.resourceValues(forKeys: [.isRegularFileKey])
            guard values.isRegularFile == true, !name.hasSuffix("~"), !name.hasSuffix(".swp") else { continue }
            guard let text = String(data: try Data(contentsOf: url), encoding: .utf8) else {
                throw EmbeddingFailure(path: "\(folder)/\(name)")
            }
            files.append((path: "\(folder)/\(name)", text: text))
        }
        return files.sorted { $0.path < $1.path }
    }

    /// A Swift raw string literal of a text. Enough `#` are used that nothing inside can end it.
    func literal(_ text: String) -> String {
        var hashes = "#"
        while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) || text.contains("\"" + hashes) {
            hashes += "#"
        }
        return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
    }
}

struct EmbeddingFailure: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is not UTF-8 text" }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    FileHandle.standardError.write(Data("usage: EmbedResources OUTPUT.swift PACKAGE_ROOT FOLDER…\n".utf8))
    exit(64)
}
let embedder = ResourceEmbedder(root: URL(filePath: arguments[2]))
var source = "// Made by EmbedResources from templates/ and site/. Do not edit.\n\nextension Resources {\n"
source += "    static let embedded: [(path: String, text: String)] = [\n"
for folder in arguments.dropFirst(3) {
    for file in try embedder.files(in: folder) {
        source += "        (path: #\"\(file.path)\"#, text: \(embedder.literal(file.text))),\n"
    }
}
source += "    ]\n}\n"
try Data(source.utf8).write(to: URL(filePath: arguments[1]))
