public import Foundation

/// Where the project and the data beside it stand.
public enum Repository {
    /// The package's root, found by walking up from this file.
    public static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// Real data and conformance inputs that are not part of the project: `../shared`.
    public static let shared = root.deletingLastPathComponent().appending(path: "shared")

    /// Whether a file of `../shared` can be used. Its absence is an error only while `CI` is set: then the answer
    /// is yes, and the test fails on the missing file.
    public static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: shared.appending(path: path).path)
            || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// Whether the programs that a test runs beside Casebook can be used; as with data, their absence is an error only
    /// while `CI` is set, where `make test` has installed them.
    public static func hasTools(_ paths: String...) -> Bool {
        paths.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
            || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// The release binary, from `CASEBOOK_BINARY` or the build folder.
    public static let binary: URL = {
        if let path = ProcessInfo.processInfo.environment["CASEBOOK_BINARY"] { return URL(filePath: path) }
        return root.appending(path: ".build/release/casebook")
    }()
}
