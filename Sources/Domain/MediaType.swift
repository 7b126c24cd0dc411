/// Media types of the files that sites hold, as servers state them.
public enum MediaType {
    public static let html = "text/html; charset=utf-8"

    private static let types = [
        "html": html,
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json; charset=utf-8",
        "jsonl": "application/jsonl; charset=utf-8",
        "svg": "image/svg+xml; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "checkpoint": "text/plain; charset=utf-8",
        "xml": "application/xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "yaml": "application/yaml; charset=utf-8",
        "png": "image/png",
        "jpg": "image/jpeg",
        "webp": "image/webp",
        "ico": "image/x-icon",
        "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
    ]

    /// By the ending of a file's name; a file of no known ending is offered as a download.
    public static func of(fileNamed name: some StringProtocol) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return types[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
