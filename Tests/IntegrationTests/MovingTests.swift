import Foundation
import TestSupport
import Testing

/// Tenants that move from one workspace to another.
@Suite struct MovingTests {
    /// Two tenants, of which one is to move, and an empty workspace of the same configuration.
    private struct Move {
        let scratch: Scratch
        let source: URL
        let target: URL
        static let environment = ["SOURCE_DATE_EPOCH": "1780000000"]
        static let configuration =
            "version: 1\nmodels:\n  embedding:\n    provider: lexical\nprivacy:\n  token_key: \"\(String(repeating: "5a", count: 32))\"\n"

        init(_ configuration: String = Move.configuration) throws {
            scratch = try Scratch()
            source = try SampleWorkspace.make(
                in: scratch, named: "source", tenants: ["acme": [:], "bcme": [:]], configuration: configuration)
            target = try SampleWorkspace.make(in: scratch, named: "target", tenants: [:], configuration: configuration)
            for (tenant, word) in [("acme", "quizzaciously"), ("bcme", "floccinaucical")] {
                try scratch.write("source/tenants/\(tenant)/inbox/t.csv", Self.table(word))
                try scratch.write("source/tenants/\(tenant)/knowledge/vpn.md", "# VPN\n\nRestart the \(word) client.\n")
                try scratch.write("source/tenants/\(tenant)/questions/q.yaml", "question: Why does the VPN drop?\n")
                try scratch.write("source/tenants/\(tenant)/notes.txt", "of \(word)\n")
            }
            let build = try casebook("build", "--workspace", source.path)
            #expect(build.status == 0, "\(build.errors)")
        }

        private static func table(_ word: String) -> String {
            let text = String(decoding: SampleWorkspace.csv(count: 60), as: UTF8.self)
            let lines = text.split(separator: "\n").enumerated().map { index, line in
                index == 0
                    ? "\(line),requester" : "\(line.replacing("The", with: "\(word) The")),zora.quill@\(word).example"
            }
            return lines.joined(separator: "\n") + "\n"
        }

        var archive: URL { scratch.url.appending(path: "acme.casebook.tar.gz") }

        func casebook(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
            try Command.run(
                Repository.binary, arguments, environment: Self.environment.merging(environment) { $1 }, in: scratch.url
            )
        }

        @discardableResult
        func export(_ arguments: String...) throws -> Command {
            let run = try Command.run(
                Repository.binary, ["export", "acme", "--workspace", source.path] + arguments,
                environment: Self.environment, in: scratch.url)
            #expect(run.status == 0, "\(run.errors)")
            return run
        }

        func bring(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
            try Command.run(
                Repository.binary, ["import", archive.path, "--workspace", target.path] + arguments,
                environment: Self.environment.merging(environment) { $1 }, in: scratch.url)
        }

        /// The archive's SHA-256, as anybody can compute it.
        func digest() throws -> String {
            let run = try Command.run(URL(filePath: "/usr/bin/sha256sum"), [archive.path])
            return String(run.output.prefix(64))
        }

        func unpacked(_ name: String) throws -> [String: Data] {
            let folder = scratch.url.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let run = try Command.run(URL(filePath: "/usr/bin/tar"), ["-xzf", archive.path], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            return try snapshot(of: folder)
        }

        func site(_ root: URL) throws -> [String: Data] { try snapshot(of: root.appending(path: "public/acme")) }

        func ledger(_ root: URL) throws -> [String] {
            let file = root.appending(path: "tenants/acme/ledger.jsonl")
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    @Test func movesABookThatIsTheSameInItsNewPlace() throws {
        let move = try Move()
        let before = try move.ledger(move.source)
        let export = try move.export("--format", "json")
        #expect(export.errors.contains("left out, as it is no part of a tenant: notes.txt"), "\(export.errors)")
        let bytes = try Data(contentsOf: move.archive)
        let digest = try move.digest()
        #expect(export.output.contains("\"sha256\":\"\(digest)\""), "\(export.output)")
        let mode = try FileManager.default.attributesOfItem(atPath: move.archive.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        // The ledger knows of it, once, and the book is what it was.
        let after = try move.ledger(move.source)
        #expect(after.count == before.count + 1 && after[before.count].contains("\"event\":\"exported\""))
        #expect(after[before.count].contains(digest))
        #expect(
            try move.casebook("build", "-w", move.source.path, "--tenant", "acme").errors.contains("nothing changed"))
        #expect(try move.casebook("ledger", "verify", "-w", move.source.path).status == 0)
        try move.export()
        #expect(try Data(contentsOf: move.archive) == bytes)
        #expect(try move.ledger(move.source) == after)

        let dry = try move.bring("--dry-run")
        #expect(dry.status == 0 && dry.errors.contains("would bring in 60 rows of 1 exports"), "\(dry.errors)")
        #expect(try snapshot(of: move.target).keys.sorted() == ["casebook.yaml"])
        let brought = try move.bring()
        #expect(brought.status == 0 && !brought.errors.contains("warning"), "\(brought.errors)")
        #expect(try move.ledger(move.target) == before)
        let build = try move.casebook("build", "-w", move.target.path)
        #expect(build.status == 0 && build.errors.contains("(0 computed now)"), "\(build.errors)")
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
        #expect(try move.ledger(move.target) == before)
        #expect(try move.casebook("build", "-w", move.target.path).errors.contains("nothing changed"))

        // The very same archive again is nothing to do; another one of the tenant is refused.
        #expect(try move.bring().errors.contains("nothing to do"))
        try move.export("--with-uploads")
        let again = try move.bring()
        #expect(again.status == 64 && again.errors.contains("[tenant_exists]"), "\(again.errors)")
        let other = try move.bring("--as", "other")
        #expect(other.status == 64 && other.errors.contains("tenants/acme"), "\(other.errors)")
    }

    @Test(.enabled(if: Repository.hasTools("/usr/bin/tar"))) func holdsOneTenantsBytesAndRawOnesOnlyWhenAsked() throws {
        let move = try Move()
        try move.export()
        let plain = try move.unpacked("plain")
        func files(_ content: [String: Data], holding word: String) -> [String] {
            content.filter { String(decoding: $0.value, as: UTF8.self).contains(word) }.keys.sorted()
        }
        #expect(!files(plain, holding: "quizzaciously").isEmpty)
        #expect(files(plain, holding: "zora.quill") == [])
        #expect(files(plain, holding: "floccinaucical") == [])
        #expect(plain.keys.allSatisfy { !$0.hasPrefix("raw/") } && plain["workspace/notes.txt"] == nil)

        let raw = try move.export("--with-uploads")
        #expect(raw.errors.contains("[raw_data]"), "\(raw.errors)")
        let whole = try move.unpacked("whole")
        #expect(files(whole, holding: "zora.quill").map { $0.prefix(10) } == ["raw/files/"])
        #expect(files(whole, holding: "floccinaucical") == [])

        // With its exports a tenant is read again where its mapping or its privacy changes.
        #expect(try move.bring().status == 0)
        let inbox = move.target.appending(path: "tenants/acme/inbox/t.csv")
        #expect(
            try Data(contentsOf: inbox) == Data(contentsOf: move.source.appending(path: "tenants/acme/inbox/t.csv")))
        let build = try move.casebook("build", "-w", move.target.path)
        #expect(build.status == 0 && build.errors.contains("(0 rows read now)"), "\(build.errors)")
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
        #expect(try move.casebook("build", "-w", move.target.path).errors.contains("nothing changed"))
    }

    @Test func bringsATenantIntoAFolderOfAnotherName() throws {
        let move = try Move()
        try move.export()
        #expect(try move.bring("--as", "../acme").status == 64)
        #expect(try move.bring("--as", "moved").status == 0)
        let text = try String(
            contentsOf: move.target.appending(path: "tenants/moved/tenant.yaml"), encoding: .utf8)
        #expect(text.hasSuffix("\norg_id: acme\n"))
        let build = try move.casebook("build", "-w", move.target.path)
        #expect(build.status == 0 && build.errors.contains("(0 computed now)"), "\(build.errors)")
    }

    @Test func saysWhatAnotherTokenKeyMeans() throws {
        let configuration = "version: 1\nmodels:\n  embedding:\n    provider: lexical\n"
        let move = try Move(configuration)
        #expect(
            try move.casebook(
                "retention", "-w", move.source.path, "--tenant", "acme", "--erase-ticket", "T-1", "--apply"
            ).status == 0)
        #expect(try move.casebook("build", "-w", move.source.path, "--tenant", "acme").status == 0)
        try move.export()
        let none = try move.bring()
        #expect(none.status == 0 && none.errors.contains("no token key yet"), "\(none.errors)")
        let state = move.target.appending(path: ".casebook")
        #expect(!FileManager.default.fileExists(atPath: state.appending(path: "token.key").path))
        let refused = try move.casebook("build", "-w", move.target.path)
        #expect(refused.status == 78 && refused.errors.contains("[erasure_key]"), "\(refused.errors)")
        // With the key brought along it is the same book.
        try FileManager.default.removeItem(at: state.appending(path: "token.key"))
        try FileManager.default.copyItem(
            at: move.source.appending(path: ".casebook/token.key"), to: state.appending(path: "token.key"))
        #expect(try move.casebook("build", "-w", move.target.path).status == 0)
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
        try FileManager.default.removeItem(at: move.target.appending(path: "tenants/acme"))
        try FileManager.default.removeItem(at: state.appending(path: "tenants"))
        let other = try move.bring(environment: ["CASEBOOK_TOKEN_KEY": String(repeating: "01", count: 32)])
        #expect(other.status == 0 && other.errors.contains("is another one"), "\(other.errors)")
        #expect(other.errors.contains("builds refuse"))
    }

    @Test func needsNoVariablesOfOtherTenants() throws {
        let move = try Move()
        try move.export()
        let variable = "CASEBOOK_TESTS_NOT_SET"
        let other = "target/tenants/old/tenant.yaml"
        let publish = """
            publish:
              kind: git
              repository: https://git.example/book.git
              branch: pages
              token: ${\(variable)}

            """
        // It may be the archive's own, and here it is.
        try move.scratch.write(other, "org_id: ${\(variable)}\n")
        let unknown = try move.bring()
        #expect(unknown.status == 78 && unknown.errors.contains("[tenant_unreadable]"), "\(unknown.errors)")
        try move.scratch.write(other, "org_id: acme\nname: ${\(variable)}\n")
        let same = try move.bring()
        #expect(same.status == 64 && same.errors.contains("[tenant_exists]"), "\(same.errors)")
        // Misspelt, it is no id of another tenant.
        try move.scratch.write(other, "orgid: acme\nname: ${\(variable)}\n")
        #expect(try move.bring().errors.contains("[tenant_unreadable]"))
        for text in ["name: ${\(variable)}\n", "org_id: ocme\n" + publish] {
            try move.scratch.write(other, text)
            let run = try move.bring("--dry-run")
            #expect(run.status == 0, "\(text): \(run.errors)")
        }
        let run = try move.bring()
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func changesNothingForAnArchiveThatWasChanged() throws {
        let move = try Move()
        try move.export("--with-uploads")
        let bytes = try Data(contentsOf: move.archive)
        let before = try snapshot(of: move.target)
        let places = stride(from: 0, to: bytes.count, by: max(1, bytes.count / 30)).map { $0 } + [bytes.count - 1]
        for place in places {
            var changed = bytes
            changed[place] ^= 0x20
            try changed.write(to: move.archive)
            let run = try move.bring()
            #expect(run.status == 65, "at \(place): \(run.errors)")
            try bytes.prefix(place).write(to: move.archive)
            #expect(try move.bring().status == 65, "cut at \(place)")
        }
        try bytes.write(to: move.archive)
        let left = try snapshot(of: move.target).filter { !$0.key.hasSuffix("imports/lock") }
        #expect(left == before)
        #expect(try move.bring().status == 0)
    }

    @Test func finishesAnImportThatWasKilled() throws {
        let move = try Move()
        try move.export("--with-uploads")
        let whole = try move.bring()
        #expect(whole.status == 0)
        #expect(try move.casebook("build", "-w", move.target.path).status == 0)
        let site = try move.site(move.target)
        var random = SystemRandomNumberGenerator()
        var killed = 0
        // The machine may be busy at one time and idle at another.
        var shortest = whole.seconds
        for attempt in 0..<30 where killed < 10 {
            try FileManager.default.removeItem(at: move.target.appending(path: "tenants"))
            try FileManager.default.removeItem(at: move.target.appending(path: ".casebook"))
            let after = Double.random(in: 0...shortest, using: &random)
            if try Self.bringAndKill(move.archive, to: move.target, after: after) { killed += 1 }
            // Whole or not there: a build never sees half of it.
            let tenant = move.target.appending(path: "tenants/acme")
            if FileManager.default.fileExists(atPath: tenant.path) {
                #expect(try move.casebook("build", "-w", move.target.path).status == 0, "attempt \(attempt)")
            }
            let next = try move.bring()
            #expect(next.status == 0, "killed after \(after) s: \(next.errors)")
            shortest = min(shortest, next.seconds)
            #expect(try move.casebook("build", "-w", move.target.path).status == 0)
            #expect(differences(try move.site(move.target), site) == [], "killed after \(after) s")
            let names = try FileManager.default.contentsOfDirectory(atPath: move.target.appending(path: "tenants").path)
            #expect(names == ["acme"])
        }
        #expect(killed > 0, "no import was killed before its end")
    }

    private static func bringAndKill(_ archive: URL, to target: URL, after seconds: Double) throws -> Bool {
        let process = Process()
        process.executableURL = Repository.binary
        process.arguments = ["import", archive.path, "--quiet", "--workspace", target.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: seconds)
        let running = process.isRunning
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return running && process.terminationReason == .uncaughtSignal
    }

    @Test func restoresFromAnOlderArchiveWithoutWhatWasErasedSince() throws {
        let move = try Move()
        try move.export()
        let erased = try move.casebook(
            "retention", "-w", move.source.path, "--tenant", "acme", "--erase-ticket", "T-1", "--apply")
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(try move.casebook("build", "-w", move.source.path, "--tenant", "acme").status == 0)
        // All is lost but the repository, the key and an archive from before.
        #expect(try move.bring().status == 0)
        let ledger = "tenants/acme/ledger.jsonl"
        try FileManager.default.removeItem(at: move.target.appending(path: ledger))
        try FileManager.default.copyItem(
            at: move.source.appending(path: ledger), to: move.target.appending(path: ledger))
        let build = try move.casebook("build", "-w", move.target.path)
        #expect(build.status == 0, "\(build.errors)")
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
        #expect(!FileManager.default.fileExists(atPath: move.target.appending(path: "public/acme/tickets/T-1").path))
    }

    @Test(
        .enabled(if: !PostgresServer.available.isEmpty, "make setup-tests installs PostgreSQL"),
        arguments: PostgresServer.available)
    func movesToPostgreSQLAndBack(_ kind: PostgresServer.Kind) throws {
        let move = try Move()
        let shared = ["CASEBOOK_DATABASE": try PostgresServer.shared(kind).database()]
        let ledger = try move.ledger(move.source)
        try move.export()
        // Whatever fails, nothing is left behind.
        let early = try move.bring(environment: shared)
        #expect(early.status == 78 && early.errors.contains("[database_not_ready]"), "\(early.errors)")
        #expect(try snapshot(of: move.target).keys.filter { !$0.hasSuffix("imports/lock") } == ["casebook.yaml"])
        #expect(try move.casebook("db", "init", "-w", move.target.path, environment: shared).status == 0)
        let brought = try move.bring(environment: shared)
        #expect(brought.status == 0, "\(brought.errors)")
        let build = try move.casebook("build", "-w", move.target.path, environment: shared)
        #expect(build.status == 0 && build.errors.contains("(0 computed now)"), "\(build.errors)")
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
        #expect(try move.ledger(move.target) == ledger)
        let again = try move.casebook("build", "-w", move.target.path, environment: shared)
        #expect(again.errors.contains("nothing changed"), "\(again.errors)")

        let back = try move.casebook(
            "export", "acme", "-w", move.target.path, "--output", move.archive.path, environment: shared)
        #expect(back.status == 0, "\(back.errors)")
        // Another workspace that shares the database does not take the tenant from the first.
        try FileManager.default.removeItem(at: move.target.appending(path: "tenants"))
        try FileManager.default.removeItem(at: move.target.appending(path: ".casebook"))
        let other = try move.bring(environment: shared)
        #expect(other.status == 64 && other.errors.contains("the database holds this tenant"), "\(other.errors)")
        // Without it, the tenant is back in a file.
        #expect(try move.bring().status == 0)
        #expect(try move.casebook("build", "-w", move.target.path).status == 0)
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
    }

    @Test(
        .enabled(if: !PostgresServer.available.isEmpty, "make setup-tests installs PostgreSQL"),
        arguments: PostgresServer.available)
    func repeatsAnImportThatWasKilledBeforeItsLastStep(_ kind: PostgresServer.Kind) throws {
        let move = try Move()
        let server = try PostgresServer.shared(kind)
        let database = try server.database()
        let shared = ["CASEBOOK_DATABASE": database]
        try move.export()
        #expect(try move.casebook("db", "init", "-w", move.target.path, environment: shared).status == 0)
        // All is in the database, and the folder not in its place.
        let mark = "target/.casebook/imports/acme"
        let tenant = move.target.appending(path: "tenants/acme")
        try move.scratch.write(mark, "one\n")
        #expect(try move.bring(environment: shared).status == 0)
        #expect(!FileManager.default.fileExists(atPath: move.scratch.url.appending(path: mark).path))
        for (token, status) in [("two", Int32(64)), ("one", 0)] {
            try FileManager.default.removeItem(at: tenant)
            try move.scratch.write(mark, "\(token)\n")
            let again = try move.bring(environment: shared)
            #expect(again.status == status && again.errors.contains("[tenant_exists]") == (status != 0), "\(again)")
            if status != 0 { try FileManager.default.createDirectory(at: tenant, withIntermediateDirectories: true) }
        }
        // A database that holds a part of the tenant builds nothing.
        try server.sql(
            "UPDATE casebook.stage_result SET data = 'begun one' WHERE stage = 'import/1'",
            in: PostgresServer.name(database))
        let refused = try move.casebook("build", "-w", move.target.path, environment: shared)
        #expect(refused.status == 64 && refused.errors.contains("[import_unfinished]"), "\(refused)")
        try FileManager.default.removeItem(at: tenant)
        try FileManager.default.removeItem(at: move.target.appending(path: ".casebook"))
        let stranger = try move.bring(environment: shared)
        #expect(stranger.status == 64 && stranger.errors.contains("[import_unfinished]"), "\(stranger)")
        try move.scratch.write(mark, "one\n")
        #expect(try move.bring(environment: shared).status == 0)
        #expect(try move.casebook("build", "-w", move.target.path, environment: shared).status == 0)
        #expect(differences(try move.site(move.target), try move.site(move.source)) == [])
    }

    @Test func refusesWhatItCannotTake() throws {
        let move = try Move()
        try move.scratch.write("acme.casebook.tar.gz", "id,subject\n1,2\n")
        #expect(try move.bring().errors.contains("[not_an_archive]"))
        #expect(try move.casebook("import", "nowhere.tar.gz", "-w", move.target.path).status == 65)
        #expect(try move.casebook("export", "nobody", "-w", move.source.path).status == 64)
        try move.export()
        // A tenant that does not say who it is may be the very one.
        try move.scratch.write("target/tenants/old/tenant.yaml", "name: [\n")
        let unknown = try move.bring()
        #expect(unknown.status == 78 && unknown.errors.contains("[tenant_unreadable]"), "\(unknown.errors)")
        #expect(unknown.errors.contains("tenants/old"))
        try FileManager.default.removeItem(at: move.target.appending(path: "tenants"))
        // State of a tenant that is gone is nobody's to delete.
        let state = move.target.appending(path: ".casebook/tenants/acme")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        try Data().write(to: state.appending(path: "casebook.sqlite"))
        let run = try move.bring()
        #expect(run.status == 64 && run.errors.contains("[state_exists]"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: move.target.appending(path: "tenants/acme").path))
        // A link out of the tenant's folder would take another's bytes along.
        try FileManager.default.createSymbolicLink(
            at: move.source.appending(path: "tenants/acme/knowledge/other.md"),
            withDestinationURL: move.source.appending(path: "tenants/bcme/knowledge/vpn.md"))
        let export = try move.casebook("export", "acme", "-w", move.source.path)
        #expect(export.status == 78 && export.errors.contains("[outside_tenant]"), "\(export.errors)")
        // And so would one to what is no part of the tenant, exports before all.
        let link = move.source.appending(path: "tenants/acme/knowledge/other.md")
        for (target, status) in [("../inbox/t.csv", Int32(78)), ("../notes.txt", 78), ("vpn.md", 0)] {
            try FileManager.default.removeItem(at: link)
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
            let export = try move.casebook("export", "acme", "-w", move.source.path)
            #expect(export.status == status && export.errors.contains("[outside_tenant]") == (status != 0), "\(export)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: move.scratch.url.path)
        #expect(left.filter { $0.hasSuffix(".tmp") } == [])
    }
}
