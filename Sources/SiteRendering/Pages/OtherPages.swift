import Domain

extension BookSite {
    /// Search works in the browser over `search/index.js`; without scripts the page points to the lists.
    func searchPage() -> Page {
        Page(
            folder: "search/", template: "search", title: "Search", section: .search,
            fields: ["documentCount": Figures.count(searchDocumentCount, "page")])
    }

    /// The downloads.
    func dataPage() -> Page {
        var fields: Fields = [:]
        fields.set(
            "files",
            list: DataFiles.descriptions.map { file in
                ["fileName": file.name, "about": file.about, "format": file.format]
            })
        return Page(folder: "data/", template: "data", title: "Data downloads", section: nil, fields: fields)
    }
}
