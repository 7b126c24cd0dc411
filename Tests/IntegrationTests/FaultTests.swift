import Foundation
import TestSupport
import Testing

/// Bad input gets a clear error with the right exit status, and loses nothing.
@Suite struct FaultTests {
    private func built(_ scratch: Scratch) throws -> (root: URL, site: [String: Data]) {
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60)]])
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 0, "\(build.errors)")
        return (root, try snapshot(of: root.appending(path: "public")))
    }

    @Test func namesFileLineAndRemedyOfBadConfiguration() throws {
        let scratch = try Scratch()
        let (root, site) = try built(scratch)
        try scratch.write("workspace/casebook.yaml", "version: 1\nsite:\n  outputt: elsewhere\n")
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 78)
        #expect(build.errors.contains("casebook.yaml:3"))
        #expect(build.errors.contains("remedy"))
        try scratch.write("workspace/casebook.yaml", "version: 1\nsite:\n  output: \"${CASEBOOK_TEST_UNSET_NAME}\"\n")
        let missing = try Command.casebook("build", "--workspace", root.path)
        #expect(missing.status == 78)
        #expect(missing.errors.contains("CASEBOOK_TEST_UNSET_NAME"))
        #expect(try snapshot(of: root.appending(path: "public")) == site)
    }

    @Test func refusesAnUnknownOptionWithTheUsageStatus() throws {
        #expect(try Command.casebook("build", "--no-such-flag").status == 64)
        let outside = try Scratch()
        #expect(try Command.casebook("build", "--workspace", outside.url.path).status == 78)
    }

    @Test func keepsTheOldSiteWhenADirectoryStandsWhereAnExportShouldBe() throws {
        let scratch = try Scratch()
        let (root, site) = try built(scratch)
        try FileManager.default.createDirectory(
            at: root.appending(path: "tenants/acme/inbox/b.csv"), withIntermediateDirectories: true)
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.errors.contains("b.csv"))
        #expect(build.status == 65)
        #expect(try snapshot(of: root.appending(path: "public")) == site)
    }

    @Test func keepsWhatACutFileHolds() throws {
        let scratch = try Scratch()
        let whole = SampleWorkspace.csv(count: 60)
        let cut = whole.prefix(whole.count / 2)
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": Data(cut)]])
        let build = try Command.casebook("build", "--format", "json", "--workspace", root.path)
        #expect(build.status == 0, "\(build.errors)")
        let tenant = try #require(try RunReportJSON(build.output).tenants.first)
        #expect(tenant.rows == tenant.tickets + tenant.rejects)
        #expect(tenant.tickets >= 25)
    }

    @Test func saysWhichFileOfBytesIsNoTable() throws {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(
            in: scratch,
            tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60), "b.xlsx": Data("no workbook".utf8)]])
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 65)
        #expect(build.errors.contains("b.xlsx"))
        #expect(build.errors.contains("remedy"))
        #expect(FileManager.default.fileExists(atPath: root.appending(path: "public/acme/index.html").path))
    }

    @Test func refusesToReplaceAFolderThatIsNotASite() throws {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60)]])
        try scratch.write("workspace/public/acme/precious.txt", "keep me")
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 74)
        #expect(try snapshot(of: root.appending(path: "public")).keys.sorted() == ["acme/precious.txt"])
    }

    @Test(.enabled(if: getuid() == 0, "mounting a small file system needs root"))
    func survivesAFullDisk() throws {
        let scratch = try Scratch()
        let disk = scratch.url.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let mount = try Command.run(
            URL(filePath: "/bin/mount"), ["-t", "tmpfs", "-o", "size=5m", "tmpfs", disk.path])
        guard mount.status == 0 else {
            print("skipped: no small file system can be mounted here")
            return
        }
        defer { _ = try? Command.run(URL(filePath: "/bin/umount"), [disk.path]) }
        try FileManager.default.copyItem(
            at: try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60)]]),
            to: disk.appending(path: "workspace"))
        let root = disk.appending(path: "workspace")
        let first = try Command.casebook("build", "--workspace", root.path)
        #expect(first.status == 0, "\(first.errors)")
        let site = try snapshot(of: root.appending(path: "public/acme"))
        try SampleWorkspace.csv(count: 3_000, seed: 2).write(to: root.appending(path: "tenants/acme/inbox/b.csv"))
        let full = try Command.casebook("build", "--workspace", root.path)
        #expect(full.status == 74, "\(full.errors)")
        #expect(full.errors.contains("remedy"))
        #expect(try snapshot(of: root.appending(path: "public/acme")) == site)
    }

    @Test func remembersNoMappingOfAnExportWithoutRows() throws {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": Data("id,subject\n".utf8)]])
        #expect(try Command.casebook("build", "--workspace", root.path).status == 0)
        let file = root.appending(path: "tenants/acme/tenant.yaml")
        #expect(try !String(contentsOf: file, encoding: .utf8).contains("mappings"))
        try SampleWorkspace.csv(count: 60).write(to: root.appending(path: "tenants/acme/inbox/a.csv"))
        #expect(try Command.casebook("build", "--offline", "--workspace", root.path).status == 0)
        #expect(try String(contentsOf: file, encoding: .utf8).contains("created: created"))
    }
}
