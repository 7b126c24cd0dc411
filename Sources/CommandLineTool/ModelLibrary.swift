import Foundation

/// Where the models that `casebook model fetch` brings lie.
enum ModelLibrary {
    static var root: URL {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["CASEBOOK_MODELS"], !folder.isEmpty { return URL(filePath: folder) }
        if let cache = environment["XDG_CACHE_HOME"], !cache.isEmpty {
            return URL(filePath: cache).appending(path: "casebook/models")
        }
        return URL(filePath: NSHomeDirectory()).appending(path: ".cache/casebook/models")
    }

    static var miniLM: URL { root.appending(path: "all-MiniLM-L6-v2") }
}
