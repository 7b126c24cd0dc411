import Foundation

// example-workspace WORKSPACE [PROBLEMS [TRUTH]]: writes the exports of the example workspace anew.

let arguments = CommandLine.arguments.dropFirst()
guard let workspace = arguments.first, arguments.count <= 3 else {
    FileHandle.standardError.write(Data("usage: example-workspace WORKSPACE [PROBLEMS [TRUTH.csv]]\n".utf8))
    exit(64)
}
let root = URL(fileURLWithPath: workspace, isDirectory: true)
let rest = Array(arguments.dropFirst())
let problems =
    rest.first.map { URL(fileURLWithPath: $0, isDirectory: true) }
    ?? root.deletingLastPathComponent().appending(path: "example-problems", directoryHint: .isDirectory)

do {
    let example = try ExampleWorkspace(problems: problems)
    for file in example.files {
        let url = root.appending(path: file.path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
        print("\(file.path): \(file.bytes.count) bytes")
    }
    if rest.count == 2 { try Data(example.truth).write(to: URL(fileURLWithPath: rest[1])) }
} catch {
    FileHandle.standardError.write(Data("example-workspace: \(error)\n".utf8))
    exit(74)
}
