import Domain

/// The grammar of a path within a site.
enum SitePath {
    /// Refuses what could leave the folder or mean different files on different systems: `..`, `.`, absolute
    /// paths, backslashes, control characters, empty or overlong segments, and the marker's own name.
    static func check(_ path: String) throws(CasebookError) {
        let segments = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isPlain = segments.allSatisfy { segment in
            (1...255).contains(segment.count) && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
                && segment.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x5C }
        }
        guard isPlain, path.utf8.count <= 1_024, path != SiteMarker.name else {
            throw CasebookError(
                .cannotWrite, code: "bad_site_path",
                "A page's path is not a plain relative path; nothing was published.",
                remedy: "Report this: paths within a site are made by casebook.")
        }
    }
}

/// The file that says that a folder is a site of ours, and may be replaced whole.
enum SiteMarker {
    static let name = ".casebook-site"
    static let bytes = Array("Written by casebook. This folder is replaced whole at every publication.\n".utf8)
}
