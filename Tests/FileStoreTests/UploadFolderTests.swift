import Domain
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import FileStore

/// Copies of exports on this machine: under a digest stand the bytes that have it, or nothing.
@Suite struct UploadFolderTests {
    private let scratch: Scratch
    private let uploads: UploadFolder

    init() throws {
        scratch = try Scratch()
        uploads = UploadFolder(folder: scratch.url.appending(path: "uploads"))
    }

    private func export(_ text: String) throws -> InboxExport {
        InboxExport(name: "a.csv", location: try scratch.write("a.csv", text), digest: .of(Array(text.utf8)))
    }

    private func code(_ work: () throws -> Void) -> String? {
        let error = #expect(throws: CasebookError.self) { try work() }
        #expect(error?.kind == .badInput)
        return error?.diagnostics.first?.code
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: uploads.folder.path)
    }

    private func mode(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test func keepsNoOtherBytesThanThoseOfTheDigest() throws {
        let export = try export("id\n1\n")
        try scratch.write("a.csv", "id\n2\n")
        #expect(code { try uploads.keep(export) } == "export_changed")
        #expect(try names().isEmpty)
    }

    @Test func readsNoCopyThatWasDamagedAndMakesItAnew() throws {
        let export = try export("id\n1\n")
        try uploads.keep(export)
        let copy = uploads.folder.appending(path: export.digest.hex)
        try Data("id\n2\n".utf8).write(to: copy)
        #expect(code { _ = try uploads.withFile(of: export.digest) { _ in true } } == "copy_damaged")
        try uploads.keep(export)
        #expect(try uploads.withFile(of: export.digest) { try String(contentsOf: $0, encoding: .utf8) } == "id\n1\n")
    }

    @Test func showsNobodyElseWhatItKeeps() throws {
        // As earlier versions made it.
        try FileManager.default.createDirectory(
            at: uploads.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let export = try export("id\n1\n")
        try uploads.keep(export)
        #expect(try mode(uploads.folder) == 0o700)
        #expect(try mode(uploads.folder.appending(path: export.digest.hex)) == 0o600)
    }

    @Test func closesAFolderThatNothingNewComesTo() throws {
        try uploads.removeDrafts()
        #expect(!FileManager.default.fileExists(atPath: uploads.folder.path))
        try FileManager.default.createDirectory(
            at: uploads.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try uploads.removeDrafts()
        #expect(try mode(uploads.folder) == 0o700)
    }

    @Test func leavesAFolderOfSomebodyElseAsItIs() {
        let folder = S_IFDIR
        for mode in [0o755, 0o710, 0o704, 0o701] as [mode_t] {
            #expect(UploadFolder.isToBeClosed(mode: folder | mode, owner: 1_000, user: 1_000))
            #expect(!UploadFolder.isToBeClosed(mode: folder | mode, owner: 1_000, user: 1_001))
            // The administrator may.
            #expect(UploadFolder.isToBeClosed(mode: folder | mode, owner: 1_000, user: 0))
        }
        for mode in [0o700, 0o500] as [mode_t] {
            #expect(!UploadFolder.isToBeClosed(mode: folder | mode, owner: 1_000, user: 1_000))
        }
    }

    @Test func aNoteIsNoCopyAndNoDraft() throws {
        #expect(try uploads.note() == nil)
        let export = try export("id\n1\n")
        try uploads.keep(export)
        for note in [[1, 2], [3]] as [[UInt8]] {
            try uploads.keep(note: note)
            try uploads.removeDrafts()
            #expect(try uploads.note() == note && uploads.kept() == [export.digest])
        }
        try uploads.keep(note: nil)
        try uploads.keep(note: nil)
        #expect(try uploads.note() == nil && names() == [export.digest.hex])
    }

    @Test func keepsTheBytesThatALinkLeadsTo() throws {
        let export = try export("id\n1\n")
        let link = scratch.url.appending(path: "link.csv")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: export.location)
        try uploads.keep(InboxExport(name: "link.csv", location: link, digest: export.digest))
        try FileManager.default.removeItem(at: export.location)
        #expect(try uploads.withFile(of: export.digest) { try Data(contentsOf: $0).count } == 5)
    }
}
