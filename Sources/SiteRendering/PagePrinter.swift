import Domain

/// Prints pages: the frame that all share around what each says.
struct PagePrinter: Sendable {
    private let templates: TemplateLibrary
    private let tenant: String
    private let hasManual: Bool
    /// The navigation of each section, by `section/depth/exact`: printed once, not for every page.
    private let navigations: [String: String]

    private static let deepest = 5

    init(templates: TemplateLibrary, site: BookSite) {
        self.templates = templates
        tenant = site.book.tenant.name
        hasManual = !site.manual.isEmpty
        var navigations: [String: String] = [:]
        for depth in 0...Self.deepest {
            let root = String(repeating: "../", count: depth)
            for section in SiteSection.allCases.map(Optional.some) + [nil] {
                for isExact in [false, true] {
                    navigations[Self.key(section, depth, isExact)] = Self.navigation(
                        templates, root: root, section: section, isExact: isExact)
                }
            }
        }
        self.navigations = navigations
    }

    private static func navigation(
        _ templates: TemplateLibrary, root: String, section: SiteSection?, isExact: Bool
    ) -> String {
        let sections = SiteSection.allCases.map { entry -> Fields in
            [
                "folder": entry.folder, "label": entry.label, "isCurrent": entry == section,
                "current": isExact ? "page" : "true",
            ]
        }
        return templates.render("navigation.html", ["root": root, "sections": sections])
    }

    private static func key(_ section: SiteSection?, _ depth: Int, _ isExact: Bool) -> String {
        "\(section?.rawValue ?? "")/\(depth)/\(isExact)"
    }

    /// The HTML page and its Markdown twin.
    func print(_ page: Page, thread: Int) -> [SiteFile] {
        let fields = complete(page)
        return [
            SiteFile(
                path: page.folder + "index.html",
                text: templates.render(page.template + ".html", fields, thread: thread)),
            SiteFile(
                path: page.folder + "index.md",
                text: MarkdownLayout.tidied(templates.render(page.template + ".md", fields, thread: thread))),
        ]
    }

    /// The page that hosts show for an address that does not exist. It may be shown at any depth, so its links
    /// start at the site's own address where that is known.
    func notFound(_ site: BookSite, thread: Int) -> SiteFile {
        let page = Page(folder: "", template: "404", title: "Not found", section: nil, fields: [:])
        var fields = complete(page)
        let root = site.book.tenant.siteURL.flatMap(Self.path) ?? ""
        fields["root"] = root
        fields["hasTwin"] = false
        fields["navigation"] = Self.navigation(templates, root: root, section: nil, isExact: false)
        return SiteFile(path: "404.html", text: templates.render("404.html", fields, thread: thread))
    }

    /// The feed of changes.
    func feed(_ site: BookSite, thread: Int) -> SiteFile {
        SiteFile(
            path: "changes/feed.atom", text: templates.render("feed.atom", site.feedFields(), thread: thread))
    }

    private func complete(_ page: Page) -> Fields {
        var fields = page.fields
        fields["root"] = page.root
        fields["title"] = page.title
        fields["tenant"] = tenant
        fields["isHome"] = page.folder.isEmpty && page.section == .dashboard
        fields["hasTwin"] = true
        fields["hasManual"] = hasManual
        fields["hasTrail"] = !page.folder.isEmpty
        fields["trail"] = page.trail.map { ["crumb": $0.label, "crumbFolder": $0.folder] as Fields }
        let isExact = page.section?.folder == page.folder
        fields["navigation"] =
            navigations[Self.key(page.section, page.depth, isExact)]
            ?? Self.navigation(templates, root: page.root, section: page.section, isExact: isExact)
        return fields
    }

    /// `/acme/` of `https://support.example/acme/`.
    private static func path(of address: String) -> String? {
        guard SafeLink(address) != nil, let scheme = address.firstRange(of: "://") else { return nil }
        let rest = address[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "/" }
        let path = String(rest[slash...])
        return path.hasSuffix("/") ? path : path + "/"
    }
}
