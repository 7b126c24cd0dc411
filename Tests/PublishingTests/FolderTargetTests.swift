import Domain
import Foundation
import Publishing
import Testing

private let old = ["index.html": "old", "clusters/a/index.html": "a", "clusters/b/index.html": "b"]
private let new = ["index.html": "new", "clusters/a/index.html": "a", "clusters/c/index.html": "c"]

@Suite struct FolderTargetTests {
    let scratch: Scratch
    let folder: URL

    init() throws {
        scratch = try Scratch()
        folder = scratch.root.appending(path: "served/acme")
    }

    private func target(keep: [String] = [], tenant: TenantID = Scratch.tenant) -> FolderTarget {
        FolderTarget(folder: folder, place: "served/acme", tenant: tenant, kept: KeptPaths(keep))
    }

    private func contents() throws -> [String: String] {
        try scratch.contents(of: folder).filter { $0.key != SiteManifest.name }
    }

    @Test func sendsWhatDiffersAndDeletesWhatIsGone() throws {
        let first = try target().publish(scratch.built(old))
        #expect(first.new.count == 3 && first.bytes == 5)
        #expect(try contents() == old)
        let site = try scratch.built(new)
        let plan = try target().plan(site)
        #expect(try contents() == old)
        #expect(plan.new == ["clusters/c/index.html"] && plan.changed == ["index.html"])
        #expect(plan.deleted == ["clusters/b/index.html"] && plan.unchanged == 1 && plan.bytes == 4)
        #expect(try target().publish(site) == plan)
        #expect(try contents() == new)
        #expect(try target().publish(site).isEmpty)
    }

    @Test func refusesFilesThatItDidNotWriteUnlessTheyAreKept() throws {
        try target().publish(scratch.built(old))
        let foreign = folder.appending(path: "legal/terms.html")
        try FileManager.default.createDirectory(
            at: foreign.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("terms".utf8).write(to: foreign)
        let site = try scratch.built(new)
        for attempt in [{ try target().plan(site) }, { try target().publish(site) }] {
            let error = #expect(throws: CasebookError.self) { _ = try attempt() }
            #expect(error?.kind == .refused && error?.diagnostics.first?.code == "foreign_files")
        }
        #expect(try contents() == old.merging(["legal/terms.html": "terms"]) { $1 })
        try target(keep: ["legal/"]).publish(site)
        #expect(try contents() == new.merging(["legal/terms.html": "terms"]) { $1 })
    }

    @Test func refusesAFolderThatIsSomebodyElses() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: folder.appending(path: "index.html"))
        let site = try scratch.built(old)
        #expect(throws: CasebookError.self) { try target().publish(site) }
        #expect(throws: CasebookError.self) { try target(keep: ["index.html"]).publish(site) }
        #expect(try contents() == ["index.html": "mine"])
    }

    @Test func refusesTheSiteOfAnotherTenant() throws {
        try target().publish(scratch.built(old))
        let other = try #require(TenantID("other"))
        let error = try #require(throws: CasebookError.self) {
            try target(tenant: other).plan(scratch.built(new, tenant: other))
        }
        #expect(error.diagnostics.first?.code == "target_of_another_tenant")
    }

    @Test func writesAnewWhatSomebodyChanged() throws {
        let site = try scratch.built(old)
        try target().publish(site)
        try Data("OLD".utf8).write(to: folder.appending(path: "index.html"))
        try FileManager.default.removeItem(at: folder.appending(path: "clusters/a/index.html"))
        let plan = try target().publish(site)
        #expect(plan.changed == ["index.html"] && plan.new == ["clusters/a/index.html"])
        #expect(try contents() == old)
    }
}

@Suite struct TargetAddressTests {
    @Test func formsOfOneAddressAreTheSame() {
        let forms = [
            "https://github.com/acme/site.git", "https://github.com/acme/site", "git@github.com:acme/site.git",
            "ssh://git@github.com/acme/site/", "https://GitHub.com/Acme/Site",
            "ssh://git@github.com:22/acme/site", "ssh://git@ssh.github.com:443/acme/site.git",
            "https://github.com:443/acme/site",
        ].map { TargetAddress.git(repository: $0, branch: "pages", folder: "") }
        #expect(Set(forms).count == 1)
        let path = TargetAddress.git(repository: "/srv/../srv/site", branch: "pages", folder: "")
        #expect(path == .git(repository: "file:///srv/site/", branch: "pages", folder: ""))
        #expect(path != forms[0])
    }

    @Test func storesAtTwoPortsOfAHostAreTwo() {
        func bucket(_ endpoint: String?) -> TargetAddress { .store("s3", endpoint, "sites", prefix: "") }
        #expect(bucket("http://localhost:9000") != bucket("http://localhost:9001"))
        #expect(bucket("https://Minio.example") == bucket("https://minio.example:443/"))
        #expect(bucket(nil) != bucket("https://minio.example"))
    }

    @Test func placesWithinAnotherOverlap() {
        func branch(_ folder: String, _ name: String = "pages") -> TargetAddress {
            .git(repository: "/srv/site", branch: name, folder: folder)
        }
        #expect(branch("").overlaps(branch("acme")) && branch("acme").overlaps(branch("")))
        #expect(branch("acme").overlaps(branch("acme")) && branch("acme").overlaps(branch("acme/docs")))
        #expect(!branch("acme").overlaps(branch("acme-2")) && !branch("").overlaps(branch("", "other")))
        #expect(branch("").contains(branch("acme")) && !branch("acme").contains(branch("")))
    }
}
