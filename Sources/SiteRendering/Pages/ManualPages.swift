import CommonMark
import Domain

extension BookSite {
    /// A page of the manual, or the list of its pages where the manual has no `index.md`.
    func manualPage(_ page: ManualPage) -> Page {
        var fields = manualContents(current: page.name)
        let known = Set(manual.map(\.name))
        let depth = page.folder.utf8.count { $0 == 0x2F } - 1
        let base = page.name.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        func options(_ suffix: String) -> SafeMarkdown.Options {
            SafeMarkdown.Options(headingShift: 0, headingIDs: true) { link in
                Self.manualLink(link, base: base, known: known, suffix: suffix, depth: depth)
            }
        }
        fields["html"] = SafeMarkdown.html(page.body, options: options("index.html"))
        fields["markdown"] = MarkdownTwin.text(page.body, options: options("index.md"))
        return Page(
            folder: page.folder, template: "manual", title: page.title, section: nil,
            trail: page.name == "index" ? [] : [("Manual", "manual/")], fields: fields)
    }

    /// The pages of the manual when none is called `index`.
    func manualListPage() -> Page {
        var fields = manualContents(current: nil)
        fields["html"] = ""
        fields["markdown"] = ""
        return Page(folder: "manual/", template: "manual", title: "Manual", section: nil, fields: fields)
    }

    private func manualContents(current: String?) -> Fields {
        var fields: Fields = [:]
        fields.set(
            "contents",
            list: manual.map {
                ["contentFolder": $0.folder, "contentTitle": $0.title, "current": $0.name == current]
            })
        return fields
    }

    /// Links in the manual are relative to the file that holds them.
    private static func manualLink(
        _ link: String, base: String, known: Set<String>, suffix: String, depth: Int
    ) -> String? {
        var segments: [Substring] = base.split(separator: "/")
        let path = link.prefix { $0 != "#" }
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..":
                guard !segments.isEmpty else { return nil }
                segments.removeLast()
            default: segments.append(segment)
            }
        }
        let target = segments.joined(separator: "/") + link[path.endIndex...]
        let up = String(repeating: "../", count: depth)
        if target == "index.md" || target.hasPrefix("index.md#") {
            guard known.contains("index") else { return nil }
            return up + suffix + target.dropFirst("index.md".count)
        }
        return LocalLink.page(target, known: known, suffix: suffix, up: up)
    }
}
