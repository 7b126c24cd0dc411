/// The text files that travel inside the binary: page templates, prompts, workspace scaffolding, the site's
/// assets and the manual.
public enum Resources {
    /// Files below a folder of the package (`templates/pages`), by path relative to that folder, in order of path.
    public static func files(in folder: String) -> [(path: String, text: String)] {
        let prefix = folder + "/"
        return embedded.compactMap { file in
            file.path.hasPrefix(prefix) ? (path: String(file.path.dropFirst(prefix.count)), text: file.text) : nil
        }
    }
}
