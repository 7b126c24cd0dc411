internal import Domain

/// A request as far as a site of files cares.
struct SiteRequest: Sendable {
    /// `GET`.
    let method: String
    /// As sent: percent-encoded, without the query.
    let path: String
    /// As sent, without `?`.
    let query: String
    let host: String?
    let ifNoneMatch: String?

    init(method: String = "GET", path: String, query: String = "", host: String?, ifNoneMatch: String? = nil) {
        self.method = method
        self.path = path
        self.query = query
        self.host = host
        self.ifNoneMatch = ifNoneMatch
    }
}

/// What is sent back.
struct SiteReply: Sendable {
    let status: Int
    /// Besides the security headers, which every reply has.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// A short page of the server's own.
    static func page(status: Int, title: String, body: String) -> SiteReply {
        let html = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(title)</title></head>
            <body>
            <main>
            <h1>\(title)</h1>
            \(body)
            </main>
            </body>
            </html>

            """
        return SiteReply(
            status: status, headers: [("Content-Type", MediaType.html)], body: Array(html.utf8))
    }
}
