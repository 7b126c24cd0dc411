import Foundation
import Synchronization
import TestSupport
import Testing

/// Runs with a vector service, as an operator sees them.
@Suite struct VectorRunTests {
    /// A workspace of two tenants and a service that can be switched off.
    private struct Book {
        let scratch: Scratch
        let root: URL
        let server: VectorServer
        let isDown: Switch

        final class Switch: Sendable {
            private let state = Mutex(false)
            var isOn: Bool {
                get { state.withLock { $0 } }
                set { state.withLock { $0 = newValue } }
            }
        }

        /// - Parameter fault: an answer in place of the service's own, while that is not switched off.
        init(
            _ kind: VectorServer.Kind, tenants: [String] = ["acme"],
            fault: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply? = { _ in nil }
        ) throws {
            scratch = try Scratch()
            let isDown = Switch()
            self.isDown = isDown
            // The lexical model has 512 dimensions.
            server = try VectorServer(kind, dimension: 512) { _, request in
                isDown.isOn ? .json(400, "{}") : fault(request)
            }
            root = try SampleWorkspace.make(
                in: scratch, tenants: Dictionary(uniqueKeysWithValues: tenants.map { ($0, [:]) }),
                configuration: Self.configuration(kind, server))
            for (number, tenant) in tenants.enumerated() {
                try scratch.write(
                    "workspace/tenants/\(tenant)/inbox/t.csv",
                    String(decoding: SampleWorkspace.csv(count: 60, seed: number), as: UTF8.self))
                try scratch.write("workspace/tenants/\(tenant)/knowledge/vpn.md", "# VPN\n\nRestart the client.\n")
            }
        }

        static func configuration(
            _ kind: VectorServer.Kind?, _ server: VectorServer, prefix: String = "casebook"
        ) -> String {
            let base = "version: 1\nmodels:\n  embedding:\n    provider: lexical\n"
            guard let kind else { return base }
            return base + "storage:\n  vectors:\n    kind: \(kind.rawValue)\n    url: \(server.url.absoluteString)\n"
                + "    key: ${VECTOR_KEY}\n    prefix: \(prefix)\n"
        }

        func run(_ arguments: String...) throws -> Command {
            try Command.run(
                Repository.binary, arguments + ["--workspace", root.path],
                environment: ["SOURCE_DATE_EPOCH": "1780000000", "VECTOR_KEY": "key-1"])
        }

        var points: Int { server.content.values.reduce(0) { $0 + $1.count } }
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func buildsFillItAndSearchesAskIt(_ kind: VectorServer.Kind) throws {
        let book = try Book(kind)
        let build = try book.run("build")
        #expect(build.status == 0 && build.errors.contains("61 put into \(kind.rawValue)"), "\(build.errors)")
        #expect(book.points == 61)
        let asked = book.server.requests.count
        #expect(try book.run("build").errors.contains("nothing changed"))
        // Asked how much it holds, which takes Weaviate two requests.
        #expect((asked + 1...asked + 2).contains(book.server.requests.count) && book.points == 61)
        let search = ["search", "vpn drops after login", "--format", "json", "--state", "open"]
        let found = try book.run(search[0], search[1], search[2], search[3], search[4], search[5])
        #expect(found.status == 0 && !found.errors.contains("warning"), "\(found.errors)")
        #expect(book.server.requests.count > asked)
        // The service has what is near; the ranking is what it is without one.
        try book.scratch.write("workspace/casebook.yaml", Book.configuration(nil, book.server))
        let alone = try book.run(search[0], search[1], search[2], search[3], search[4], search[5])
        #expect(alone.output == found.output && !found.output.isEmpty)
        try book.scratch.write("workspace/casebook.yaml", Book.configuration(kind, book.server))

        // Only what is new or gone travels.
        let table = String(decoding: SampleWorkspace.csv(count: 62), as: UTF8.self)
        try book.scratch.write("workspace/tenants/acme/inbox/t.csv", table.replacing("T-3,", with: "T-900,"))
        let next = try book.run("build")
        #expect(
            next.status == 0 && next.errors.contains("3 put into") && next.errors.contains("1 taken out"),
            "\(next.errors)")
        #expect(book.points == 63)
        let doctor = try book.run("doctor")
        #expect(doctor.output.contains("acme has 63"), "\(doctor.output)")
    }

    @Test func aServiceThatFailsCostsNoSiteAndNoSearch() throws {
        let book = try Book(.qdrant)
        book.isDown.isOn = true
        let build = try book.run("build")
        #expect(build.status == 69 && build.errors.contains("[vector_store_failed]"), "\(build.errors)")
        let page = book.root.appending(path: "public/acme/index.html")
        #expect(FileManager.default.fileExists(atPath: page.path))
        let search = try book.run("search", "vpn drops")
        #expect(search.status == 0 && search.errors.contains("searched on this machine"), "\(search.errors)")
        #expect(!search.output.isEmpty)
        let doctor = try book.run("doctor")
        #expect(doctor.status == 1 && doctor.output.contains("FAULT vectors"), "\(doctor.output)")
        book.isDown.isOn = false
        let asked = book.server.requests.count
        #expect(try book.run("build", "--offline").status == 0)
        #expect(book.server.requests.count == asked)
        #expect(try book.run("build").status == 0)
        #expect(book.points == 61)
    }

    @Test func aServiceThatIsDownKeepsNoUnchangedBuildWaiting() throws {
        let isBusy = Book.Switch()
        let book = try Book(.qdrant, tenants: ["acme", "bcme"]) { _ in isBusy.isOn ? .json(503, "{}") : nil }
        #expect(try book.run("build").status == 0)
        isBusy.isOn = true
        let asked = book.server.requests.count
        let build = try book.run("build")
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.errors.ranges(of: "nothing changed").count == 2, "\(build.errors)")
        #expect(build.errors.ranges(of: "[vector_store_unavailable]").count == 2, "\(build.errors)")
        #expect(build.errors.contains("is not known; try again later"), "\(build.errors)")
        #expect(book.server.requests.count == asked + 2)
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func oneThatLostItsContentNarrowsNothing(_ kind: VectorServer.Kind) throws {
        let book = try Book(kind)
        #expect(try book.run("build").status == 0)
        let found = try book.run("search", "vpn drops after login", "--format", "json")
        #expect(found.status == 0 && !found.errors.contains("warning"), "\(found.errors)")
        book.server.lose()
        let alone = try book.run("search", "vpn drops after login", "--format", "json")
        #expect(alone.status == 0 && alone.errors.contains("[vector_store_empty]"), "\(alone.errors)")
        #expect(alone.output == found.output && alone.errors.contains("searched on this machine"))
        // As the warning says.
        #expect(try book.run("build").status == 0)
        #expect(book.points == 61)
        #expect(try book.run("build").errors.contains("nothing changed"))
        // Another prefix is another place.
        try book.scratch.write("workspace/casebook.yaml", Book.configuration(kind, book.server, prefix: "other"))
        #expect(try book.run("build").errors.contains("61 put into"))
        #expect(book.points == 122)
    }

    @Test func aListThatNeverEndsEndsTheBuild() throws {
        let asked = Mutex(0)
        let book = try Book(.pinecone) { request in
            guard request.path.hasPrefix("/vectors/list"),
                asked.withLock({
                    $0 += 1; return $0 < 20
                })
            else { return nil }
            return .json(200, "{\"vectors\":[],\"pagination\":{\"next\":\"eA==\"}}")
        }
        let build = try book.run("build")
        #expect(build.status == 69 && build.errors.contains("[vector_store_failed]"), "\(build.errors)")
    }

    @Test func doctorLooksAtEveryTenantsPlace() throws {
        let asked = Mutex(0)
        let book = try Book(.qdrant, tenants: ["acme", "bcme"]) { request in
            guard request.path.contains("/points/count"),
                asked.withLock({
                    $0 += 1; return $0 == 1
                })
            else { return nil }
            return .json(400, "{}")
        }
        #expect(try book.run("build").status == 0)
        let doctor = try book.run("doctor")
        #expect(doctor.status == 1 && doctor.output.contains("FAULT vectors: acme"), "\(doctor.output)")
        #expect(doctor.output.contains("bcme has 61"), "\(doctor.output)")
    }

    @Test func anErasureEmptiesItAndTenantsAreApart() throws {
        let book = try Book(.weaviate, tenants: ["acme", "bcme"])
        #expect(try book.run("build").status == 0)
        #expect(book.server.content.values.map(\.count) == [61, 61])
        let erased = try book.run("retention", "--tenant", "acme", "--erase-ticket", "T-1", "--apply")
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(book.server.content.values.map(\.count) == [61])
        #expect(try book.run("build").status == 0)
        #expect(Set(book.server.content.values.map(\.count)) == [60, 61])
    }

    @Test func sayWhatIsMissing() throws {
        let book = try Book(.pinecone)
        try book.scratch.write(
            "workspace/casebook.yaml",
            "version: 1\nmodels:\n  embedding:\n    provider: lexical\nstorage:\n  vectors:\n    kind: pinecone\n")
        let build = try book.run("build")
        #expect(build.status == 78 && build.errors.contains("storage.vectors"), "\(build.errors)")
        try book.scratch.write(
            "workspace/casebook.yaml",
            Book.configuration(.pinecone, book.server).replacing("${VECTOR_KEY}", with: "wrong-key-9"))
        let refused = try book.run("build")
        #expect(refused.status == 77 && refused.errors.contains("[vector_store_refused]"), "\(refused.errors)")
        #expect(!refused.errors.contains("wrong-key-9"))
    }
}
