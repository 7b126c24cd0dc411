internal import Domain

/// Why an archive is not taken.
enum ArchiveFault: Error, Hashable {
    case notAnArchive
    /// Cut off or changed, by accident or not.
    case damaged
    /// What it holds that it may not hold, as the rest of a sentence: "the archive …".
    case refused(String)
    /// Written by a later release.
    case newer

    /// - Parameter file: the archive, for the message.
    func error(in file: String) -> CasebookError {
        switch self {
        case .notAnArchive:
            CasebookError(
                .badInput, code: "not_an_archive", file: file, "this is no archive of a tenant",
                remedy: "name a file that \"casebook export\" has written")
        case .damaged:
            CasebookError(
                .badInput, code: "archive_damaged", file: file, "the archive is cut off, or was changed",
                remedy: "copy it again, and compare its SHA-256 with the one that \"casebook export\" printed")
        case .refused(let what):
            CasebookError(
                .badInput, code: "archive_refused", file: file, "the archive \(what)",
                remedy: "nothing was taken from it; export the tenant again where it comes from")
        case .newer:
            CasebookError(
                .badInput, code: "archive_newer", file: file, "the archive has a form that this release does not know",
                remedy: "use the release that wrote it, or a later one")
        }
    }
}
