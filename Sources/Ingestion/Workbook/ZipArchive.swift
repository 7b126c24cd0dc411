import Domain
import Foundation
import ZipContainer

/// The container of a workbook, with refusals that speak of workbooks.
struct ZipArchive: ~Copyable {
    private let container: ZipContainer
    private let name: String

    /// Opens the container and refuses one that is too large, or that says it unpacks to too much.
    init(_ source: ExportSource, name: String, limits: IngestionLimits) throws(CasebookError) {
        guard (source.size() ?? 0) <= limits.workbookBytes else {
            throw CasebookError(
                .badInput, code: "workbook_too_large", file: name,
                "the workbook is larger than \(limits.workbookBytes / 1_000_000) MB",
                remedy: "export it in parts, or as CSV")
        }
        let zipLimits = ZipLimits(
            entries: limits.workbookEntries, expandedBytes: limits.expandedBytes,
            expansionRatio: limits.expansionRatio, freeExpansion: limits.freeExpansion)
        do throws(ZipFault) {
            switch source {
            case .file(let url): container = try ZipContainer(file: url, limits: zipLimits)
            case .bytes(let bytes): container = try ZipContainer(bytes: bytes, limits: zipLimits)
            }
        } catch {
            throw Self.refusal(error, name: name, limits: limits)
        }
        self.name = name
    }

    /// Gives the bytes of an entry piece by piece, until `take` returns `false`; `false` if there is no such entry.
    func read(_ entry: String, _ take: (UnsafeRawBufferPointer) throws -> Bool) throws -> Bool {
        do {
            return try container.read(entry, ignoringCase: true, pieceSize: pieceSize, take)
        } catch let fault as ZipFault {
            throw Self.refusal(fault, name: name, limits: .standard)
        }
    }

    private static func refusal(_ fault: ZipFault, name: String, limits: IngestionLimits) -> CasebookError {
        switch fault {
        case .damaged:
            CasebookError(
                .badInput, code: "damaged_workbook", file: name, "the workbook's container is damaged or cut",
                remedy: "open it in a spreadsheet program and save it again, or export it again")
        case .tooManyEntries:
            CasebookError(
                .badInput, code: "too_many_entries", file: name,
                "the workbook's container has more than \(limits.workbookEntries) entries",
                remedy: "save only the sheets with tickets in a new workbook")
        case .expandsTooFar: .expandsTooFar(name)
        case .damagedEntry:
            CasebookError(
                .badInput, code: "damaged_workbook", file: name, "a part of the workbook is damaged or encrypted",
                remedy: "open it in a spreadsheet program and save it again without a password")
        }
    }
}
