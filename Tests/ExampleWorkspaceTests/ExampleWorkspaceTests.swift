import Foundation
import Testing
import example_workspace

/// The example workspace that is committed, and the texts it is made from.
@Suite struct ExampleWorkspaceTests {
    private static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path), folder.path != "/"
        {
            folder = folder.deletingLastPathComponent()
        }
        return folder
    }()
    /// Made once for all tests: writing every ticket takes a second in a debug build.
    private static let made = Result { try ExampleWorkspace(problems: root.appending(path: "site/example-problems")) }

    private let root = Self.root
    private let example: ExampleWorkspace

    init() throws { example = try Self.made.get() }

    @Test func writesTheSameBytesThatAreCommitted() throws {
        for file in example.files {
            let url = root.appending(path: "site/example").appending(path: file.path)
            #expect(try Array(Data(contentsOf: url)) == file.bytes, "\(file.path): run example-workspace again")
        }
        let truth = root.appending(path: "Tests/Fixtures/example-truth.csv")
        #expect(try Array(Data(contentsOf: truth)) == example.truth)
    }

    @Test func leavesNoOtherExportInTheInboxes() throws {
        for tenant in ["lumen", "meridian"] {
            let inbox = "tenants/\(tenant)/inbox"
            let names = try FileManager.default.contentsOfDirectory(
                atPath: root.appending(path: "site/example/\(inbox)").path)
            #expect(
                Set(names.map { "\(inbox)/\($0)" }) == Set(example.files.map(\.path).filter { $0.hasPrefix(inbox) }))
        }
    }

    @Test func holdsManyTicketsOfManyProblemsOfUnevenSizes() {
        for tenant in ["lumen", "meridian"] {
            let tickets = truth.filter { $0.tenant == tenant }
            let problems = Dictionary(grouping: tickets.filter { !$0.problem.isEmpty }, by: \.problem).mapValues(
                \.count)
            #expect(tickets.count >= 900)
            #expect(problems.count >= 14)
            let largest = problems.values.sorted(by: >).prefix(10).reduce(0, +)
            #expect(largest * 2 > tickets.count, "ten problems cause more than half")
            #expect((problems.values.max() ?? 0) > 5 * (problems.values.min() ?? 0))
            let noise = tickets.count { $0.problem.isEmpty }
            #expect((0.05...0.1).contains(Double(noise) / Double(tickets.count)))
            #expect(Set(tickets.map(\.language)).count == 2)
        }
    }

    @Test func givesEachTicketOneID() {
        let ids = truth.map { "\($0.tenant) \($0.id)" }
        #expect(Set(ids).count == ids.count)
    }

    @Test func staysSmallEnoughToBeCommitted() {
        #expect(example.files.reduce(0) { $0 + $1.bytes.count } < 3_000_000)
    }

    @Test func leavesNoSlotUnfilled() {
        let texts = example.files.filter { $0.path.hasSuffix(".csv") }.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(!texts.isEmpty)
        for text in texts { #expect(!text.contains("{") && !text.contains("}")) }
    }

    @Test func namesInventedAddressesOnly() {
        let texts = example.files.filter { !$0.path.hasSuffix(".xlsx") }.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        for text in texts {
            for match in text.matches(of: /@([A-Za-z0-9.\-]+\.[A-Za-z]{2,})/) {
                #expect(match.1.hasSuffix(".example"), "\(match.1)")
            }
        }
    }

    private var truth: [(tenant: String, id: String, problem: String, language: String)] {
        String(decoding: example.truth, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return (cells[0], cells[1], cells[2], cells[3])
        }
    }
}
