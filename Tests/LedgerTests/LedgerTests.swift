import Domain
import Ledger
import Testing

private func tenant(_ name: String = "acme") throws -> TenantID { try #require(TenantID(name)) }

private func cluster(_ founder: String) throws -> ClusterID {
    ClusterID(foundedBy: [TicketID(founder)], tenant: try tenant())
}

private let noon = Instant(seconds: 1_780_000_000)
private let asOf = Instant(seconds: 1_779_000_000)

/// Two runs: a birth and a text, then growth, a split, a merge and a new text.
private func sample() throws -> Ledger {
    let (a, b) = (try cluster("A-1"), try cluster("B-1"))
    let first = try Ledger(tenant: tenant()).appending(
        [
            .fileIngested(name: "a.csv", digest: .of("a"), rows: 5, tickets: 4, rejects: 1),
            .clusterBorn(id: a, size: 3, exemplars: [TicketID("A-1"), TicketID("A-2")], numbers: ["tickets": 3]),
            .textPublished(path: "clusters/\(a)/resolution.md", digest: .of("one")),
            .run(numbers: ["born": 1]),
        ], asOf: asOf, at: noon)
    return try first.ledger.appending(
        [
            .clusterSplit(id: b, from: a, size: 2, exemplars: [TicketID("B-1")], numbers: ["moved": 2]),
            .clusterContinued(id: a, size: 7, exemplars: [TicketID("A-9")], numbers: ["tickets": 7, "before": 3]),
            .clusterMerged(id: b, into: a, numbers: ["shared": 1]),
            .textPublished(path: "clusters/\(a)/resolution.md", digest: .of("two")),
            .textPublished(path: "clusters/\(a)/resolution.md", digest: .of("two")),
            .run(numbers: [:]),
        ], asOf: nil, at: noon
    ).ledger
}

private func parseFailure(_ bytes: [UInt8], as name: String = "acme") throws -> Diagnostic {
    let tenant = try tenant(name)
    let error = try #require(throws: CasebookError.self) {
        _ = try Ledger.parse(bytes, file: "tenants/acme/ledger.jsonl", tenant: tenant)
    }
    #expect(error.kind == .badInput)
    return try #require(error.diagnostics.first)
}

private func lines(_ ledger: Ledger) -> [[UInt8]] {
    ledger.bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
}

@Suite struct LedgerTests {
    @Test func remembersWhatWentAndWhatWasErased() throws {
        let old = LedgerErasure(tickets: 1, files: 0, key: "k1", marks: ["m1"])
        let ledger = try sample().appending(
            [
                .retentionApplied(policy: .tickets, days: 30, count: 4, before: asOf),
                .retentionApplied(policy: .files, days: 90, count: 2, before: noon),
                .erased(old), .run(numbers: [:]),
            ], asOf: asOf, at: noon
        ).ledger
        let state = try Ledger.parse(ledger.bytes, file: "l", tenant: tenant()).ledger.state
        #expect(state.ticketHorizon == asOf)
        #expect(state.erasures == [old])
        #expect(state.copiesGone == [noon: state.run])
        #expect(state.ingestedAt == [.of("a"): noon])
        let last = state.history.filter { $0.run == state.run }
        #expect(last.map(\.kind) == [.expired, .expired, .erased])
        #expect(last[0].numbers == ["days": 30, "tickets": 4] && last[1].numbers == ["days": 90, "files": 2])

        // An earlier horizon changes nothing; a new key's erasure takes the place of those of the lost one.
        let new = LedgerErasure(tickets: 0, files: 0, key: "k2", marks: ["m2", "m3"], replacesLostKey: true)
        let earlier = Instant(seconds: asOf.seconds - 1)
        let next = try ledger.appending(
            [
                .retentionApplied(policy: .tickets, days: 31, count: 0, before: earlier), .erased(new),
                .run(numbers: [:]),
            ],
            asOf: asOf, at: noon
        ).ledger
        let again = try Ledger.parse(next.bytes, file: "l", tenant: tenant()).ledger.state
        #expect(again.ticketHorizon == asOf)
        #expect(again.erasures == [new])
    }

    @Test func keepsAnErasureOfTheOtherBranch() throws {
        let base = try sample()
        let erasure = LedgerErasure(tickets: 1, files: 1, key: "k1", marks: ["m1"])
        let theirs = try base.appending([.erased(erasure), .run(numbers: [:])], asOf: asOf, at: noon).ledger
        let ours = try base.appending(
            [.retentionApplied(policy: .tickets, days: 30, count: 1, before: asOf), .run(numbers: [:])], asOf: asOf,
            at: noon
        ).ledger
        for merged in [try Ledger.merging(ours, with: theirs), try Ledger.merging(theirs, with: ours)] {
            #expect(merged.state.erasures == [erasure])
            #expect(merged.state.ticketHorizon == asOf)
        }
    }

    @Test func readsBackWhatItWrote() throws {
        let ledger = try sample()
        let (again, torn) = try Ledger.parse(ledger.bytes, file: "l", tenant: tenant())
        #expect(torn == 0)
        #expect(again.entries == ledger.entries)
        #expect(again.head == ledger.head)
        #expect(again.bytes == ledger.bytes)
        #expect(again.verify().isEmpty)
    }

    @Test func writesCanonicalLinesWithTheStatedMembers() throws {
        let ledger = try Ledger(tenant: tenant()).appending([.run(numbers: ["b": 2, "a": 1])], asOf: nil, at: noon)
        let expected =
            #"{"actor":"casebook","as_of":null,"at":"2026-05-28T20:26:40Z","event":"run","numbers":{"a":1,"b":2},"#
            + #""prev":"\#(Ledger.genesis)","run":1,"seq":0,"tenant":"acme","v":1}"# + "\n"
        #expect(String(decoding: ledger.appended, as: UTF8.self) == expected)
        #expect(ledger.ledger.head == ContentDigest.of(expected).hex)
    }

    @Test func reducesEntriesToTheirState() throws {
        let (a, b) = (try cluster("A-1"), try cluster("B-1"))
        let state = try sample().state
        #expect(state.run == 2)
        #expect(state.asOf == nil)
        #expect(state.entryCount == 10)
        #expect(state.clusters.keys.sorted() == [a])
        #expect(
            state.clusters[a] == LedgerCluster(id: a, founded: asOf, size: 7, exemplars: [TicketID("A-9")]))
        #expect(state.ended == [EndedCluster(id: b, fate: .merged(into: a), ended: Instant(seconds: 0))])
        #expect(state.usedIDs == [a, b])
        #expect(state.files == [.of("a")])
        #expect(state.texts["clusters/\(a)/resolution.md"] == LedgerText(digest: .of("two"), generation: 2))
        #expect(state.history.map(\.kind) == [.born, .text, .split, .grew, .merged, .text, .text])
        #expect(state.history[1].cluster == a)
        #expect(state.history[2].others == [a])
        #expect(state.history.map(\.run) == [1, 1, 2, 2, 2, 2, 2])
    }

    @Test func countsGenerationsByDigest() throws {
        let state = try sample().state
        let path = "clusters/\(try cluster("A-1"))/resolution.md"
        #expect(state.generation(of: path, digest: .of("two")) == 2)
        #expect(state.generation(of: path, digest: .of("one")) == 3)
        #expect(state.generation(of: "assessments/q/answer.md", digest: .of("one")) == 1)
    }

    @Test func appendsNothingForARunThatChangedNothing() throws {
        let ledger = try sample()
        let (same, appended) = try ledger.appending([], asOf: asOf, at: noon)
        #expect(appended.isEmpty)
        #expect(same.bytes == ledger.bytes)
        #expect(same.state.run == 2)
    }

    @Test func extendsTheBytesByExactlyWhatItAppended() throws {
        let ledger = try sample()
        let next = try ledger.appending([.run(numbers: [:])], asOf: asOf, at: noon)
        #expect(next.ledger.bytes == ledger.bytes + next.appended)
        #expect(next.ledger.state.run == 3)
    }

    @Test func refusesEventsThatContradictTheLedger() throws {
        let ledger = try sample()
        let (a, b) = (try cluster("A-1"), try cluster("B-1"))
        let contradictions: [LedgerFact] = [
            .clusterBorn(id: a, size: 1, exemplars: [], numbers: [:]),
            .clusterBorn(id: b, size: 1, exemplars: [], numbers: [:]),
            .clusterContinued(id: b, size: 1, exemplars: [], numbers: [:]),
            .clusterMerged(id: a, into: b, numbers: [:]),
            .clusterMerged(id: a, into: a, numbers: [:]),
            .clusterRetired(id: b, numbers: [:]),
            .clusterSplit(id: try cluster("C-1"), from: try cluster("D-1"), size: 1, exemplars: [], numbers: [:]),
        ]
        for fact in contradictions {
            #expect(throws: CasebookError.self) { try ledger.appending([fact], asOf: asOf, at: noon) }
        }
    }

    @Test func keepsAtMostFortyExemplars() throws {
        let many = (0..<60).map { TicketID("T-\($0)") }
        let id = try cluster("T-0")
        let ledger = try Ledger(tenant: tenant()).appending(
            [.clusterBorn(id: id, size: 60, exemplars: many, numbers: [:])], asOf: asOf, at: noon
        ).ledger
        #expect(ledger.state.clusters[id]?.exemplars == Array(many.prefix(40)))
    }
}

@Suite struct LedgerParsingTests {
    @Test func dropsATornLastLineAndSaysHowLongItWas() throws {
        let ledger = try sample()
        for cut in [1, 2, 40] {
            let (again, torn) = try Ledger.parse(ledger.bytes.dropLast(cut), file: "l", tenant: tenant())
            #expect(again.entries.count == ledger.entries.count - 1)
            #expect(again.bytes.count + torn == ledger.bytes.count - cut)
            #expect(again.bytes.last == 0x0A)
        }
    }

    @Test func readsAnEmptyFileAsAnEmptyLedger() throws {
        let (ledger, torn) = try Ledger.parse([], file: "l", tenant: tenant())
        #expect(ledger.entries.isEmpty && torn == 0 && ledger.state.run == 0)
    }

    @Test func refusesAnEditedLineAtTheLineAfterIt() throws {
        var lines = lines(try sample())
        lines[1] = Array(String(decoding: lines[1], as: UTF8.self).replacing("\"size\":3", with: "\"size\":4").utf8)
        let problem = try parseFailure(Array(lines.joined()))
        #expect(problem.code == "wrong_chain")
        #expect(problem.line == 3)
        #expect(problem.file == "tenants/acme/ledger.jsonl")
        #expect(problem.remedy != nil)
    }

    @Test func refusesARemovedLine() throws {
        var lines = lines(try sample())
        lines.remove(at: 4)
        let problem = try parseFailure(Array(lines.joined()))
        #expect(problem.code == "wrong_seq")
        #expect(problem.line == 5)
    }

    @Test func refusesASwapOfTwoLines() throws {
        var lines = lines(try sample())
        lines.swapAt(4, 5)
        #expect(try parseFailure(Array(lines.joined())).line == 5)
    }

    @Test func refusesAnotherTenantsLedger() throws {
        #expect(try parseFailure(try sample().bytes, as: "bcme").code == "wrong_tenant")
    }

    @Test func namesTheRemedyForChangedLineEnds() throws {
        let text = String(decoding: try sample().bytes, as: UTF8.self).replacing("\n", with: "\r\n")
        let problem = try parseFailure(Array(text.utf8))
        #expect(problem.code == "line_ends_changed")
        #expect(problem.line == 1)
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", "{\"v\":1,}", "{\"v\":1,\"v\":1}", "{\"v\":01}", "{\"v\":\"\\ud800\"}",
        "{\"v\":1} x",
        "{\"v\":2}", "\u{FEFF}{\"v\":1}", "{\"v\":1e999}", "{\"v\":\"\\x\"}", "{\"v\":\"\u{1}\"}",
        "<<<<<<< HEAD",
    ])
    func refusesALineThatIsNoEntry(line: String) throws {
        #expect(try parseFailure(Array((line + "\n").utf8)).line == 1)
    }

    @Test func refusesBytesThatAreNotUTF8AndDeepNesting() throws {
        #expect(try parseFailure([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D, 0x0A]).code == "bad_json")
        let deep = String(repeating: "[", count: 100_000) + "\n"
        #expect(try parseFailure(Array(deep.utf8)).code == "bad_json")
    }

    @Test func readsEscapesAsJSONDefinesThem() throws {
        let name = "a\"b\\c\n\t\u{1}é\u{1F600}\u{2028}.csv"
        let fact = LedgerFact.fileIngested(name: name, digest: .of("x"), rows: 1, tickets: 1, rejects: 0)
        let ledger = try Ledger(tenant: tenant()).appending([fact], asOf: asOf, at: noon).ledger
        let again = try Ledger.parse(ledger.bytes, file: "l", tenant: tenant()).ledger
        #expect(again.entries.first?.facts["file"] == .string(name))

        let escaped = String(decoding: ledger.bytes, as: UTF8.self).replacing("\u{1F600}", with: "\\ud83d\\uDE00")
        let other = try Ledger.parse(Array(escaped.utf8), file: "l", tenant: tenant()).ledger
        #expect(other.entries.first?.facts["file"] == .string(name))
    }

    @Test func warnsOfAClockThatWentBack() throws {
        let earlier = Instant(seconds: noon.seconds - 60)
        let ledger = try sample().appending([.run(numbers: [:])], asOf: asOf, at: earlier).ledger
        #expect(ledger.verify().map(\.code) == ["clock_went_back"])
        #expect(ledger.verify().first?.line == 11)
    }

    @Test func readsAHundredThousandLines() throws {
        var facts: [LedgerFact] = []
        let exemplars = (0..<10).map { TicketID("TICKET-\($0)") }
        for index in 0..<50_000 {
            let id = try cluster("T-\(index)")
            facts.append(.clusterBorn(id: id, size: 12, exemplars: exemplars, numbers: ["tickets": 12]))
            facts.append(.textPublished(path: "clusters/\(id)/resolution.md", digest: .of("\(index)")))
        }
        let ledger = try Ledger(tenant: tenant()).appending(facts, asOf: asOf, at: noon).ledger
        let clock = ContinuousClock()
        let started = clock.now
        let again = try Ledger.parse(ledger.bytes, file: "l", tenant: tenant()).ledger
        print("parsed \(again.entries.count) lines, \(ledger.bytes.count) bytes in \(clock.now - started)")
        #expect(again.entries.count == 100_000)
        #expect(again.head == ledger.head)
    }
}
