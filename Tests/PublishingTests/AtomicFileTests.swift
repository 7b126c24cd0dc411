import Domain
import Foundation
import Publishing
import Testing

@Suite struct AtomicFileTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func mode(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test func writesANewFileAndReplacesAnOldOne() throws {
        let url = scratch.root.appending(path: "tenants/acme/ledger.jsonl")
        try AtomicFile.write(Array("one\n".utf8), to: url)
        try AtomicFile.write(Array("two\n".utf8), to: url)
        #expect(try String(contentsOf: url, encoding: .utf8) == "two\n")
        #expect(try scratch.contents(of: scratch.root) == ["tenants/acme/ledger.jsonl": "two\n"])
    }

    @Test func keepsTheModeOfAnExistingFile() throws {
        let url = scratch.root.appending(path: "secret")
        try AtomicFile.write([1], to: url, mode: 0o600)
        #expect(try mode(url) == 0o600)
        try AtomicFile.write([2], to: url)
        #expect(try mode(url) == 0o600)
    }

    @Test func replacesTheFileThatALinkNames() throws {
        let real = scratch.root.appending(path: "real")
        let link = scratch.root.appending(path: "link")
        try AtomicFile.write([1], to: real)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
        try AtomicFile.write([2], to: link)
        #expect(try Data(contentsOf: real) == Data([2]))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == real.path)
    }

    @Test func takesOverTheTemporaryFileOfAKilledRun() throws {
        let url = scratch.root.appending(path: "ledger.jsonl")
        try Data([9]).write(to: scratch.root.appending(path: ".ledger.jsonl.tmp"))
        try AtomicFile.write([1], to: url)
        #expect(try scratch.names() == ["ledger.jsonl"])
    }

    @Test func refusesAFolderInTheFilesPlaceAndAFileInTheFolders() throws {
        let folder = scratch.root.appending(path: "ledger.jsonl")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        #expect(try #require(throws: CasebookError.self) { try AtomicFile.write([1], to: folder) }.kind == .cannotWrite)
        let file = scratch.root.appending(path: "file")
        try AtomicFile.write([1], to: file)
        let below = file.appending(path: "x")
        #expect(throws: CasebookError.self) { try AtomicFile.write([1], to: below) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func refusesADevice() throws {
        #expect(throws: CasebookError.self) { try AtomicFile.write([1], to: URL(filePath: "/dev/full")) }
    }
}
