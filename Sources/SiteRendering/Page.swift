import Domain

/// One page before it is printed: an HTML file and its Markdown twin.
struct Page {
    /// Relative to the site's root: empty, or with `/` at the end.
    let folder: String
    /// The name of its templates without `.html.mustache` and `.md.mustache`.
    let template: String
    /// The only `h1`.
    let title: String
    /// The part of the navigation that it belongs to.
    let section: SiteSection?
    /// The pages above it but the dashboard: label and folder, outermost first.
    var trail: [(label: String, folder: String)] = []
    var fields: Fields

    /// `../` for each folder between the page and the root.
    var root: String { String(repeating: "../", count: depth) }

    var depth: Int { folder.utf8.count { $0 == 0x2F } }
}
