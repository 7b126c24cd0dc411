import Clustering
import Domain
import Embedding
import Testing

struct ConstraintTests {
    private typealias Constraint = ClusteringConstraints.Constraint

    private let tickets = SyntheticTickets(count: 180, problemCount: 6)

    private func cluster(_ constraints: [Constraint], _ tickets: SyntheticTickets? = nil) async throws -> Partition {
        let tickets = tickets ?? self.tickets
        let vectors = try await LexicalEmbedder().embed(tickets.texts, as: .passage)
        return try Clusterer(threads: 2).cluster(
            ids: tickets.ids, texts: tickets.texts, vectors: vectors, constraints: ClusteringConstraints(constraints))
    }

    /// Whether a constraint holds in a partition.
    private func holds(_ constraint: Constraint, in partition: Partition, _ tickets: SyntheticTickets) -> Bool {
        let rows = ([constraint.ticket] + constraint.others).compactMap { tickets.ids.firstIndex(of: $0) }
        let labels = rows.map { partition.labels[$0] }
        return switch constraint.kind {
        case .exclude: labels[0] < 0
        case .cannotLink: labels[0] < 0 || labels[0] != labels[1]
        case .pin, .mustLink: labels[0] >= 0 && labels[0] == labels[1]
        }
    }

    private func id(_ row: Int) -> TicketID { tickets.ids[row] }

    @Test(arguments: [Constraint.Kind.mustLink, .cannotLink, .pin])
    private func honoursOneConstraint(_ kind: Constraint.Kind) async throws {
        let free = try await cluster([])
        let isJoined = kind == .cannotLink
        let other = try #require(
            (1..<180).first { (free.labels[$0] == free.labels[0]) == isJoined && free.labels[$0] >= 0 })
        let constraint = Constraint(kind, id(0), [id(other)])
        let partition = try await cluster([constraint])
        #expect(partition.conflicts.isEmpty && holds(constraint, in: partition, tickets))
        #expect(adjustedRandIndex(partition.labels, tickets.truth) > 0.8)
    }

    @Test func leavesAnExcludedTicketInNoCluster() async throws {
        let partition = try await cluster([Constraint(.exclude, id(7))])
        #expect(partition.labels[7] == -1 && partition.conflicts.isEmpty)
        #expect(partition.exemplars.allSatisfy { !$0.contains(7) })
    }

    @Test func pinsATicketToWhereMostExemplarsAre() async throws {
        let free = try await cluster([])
        let target = try #require((0..<180).first { free.labels[$0] >= 0 && free.labels[$0] != free.labels[0] })
        let exemplars = (0..<180).filter { free.labels[$0] == free.labels[target] }.prefix(5)
        let anchors = exemplars.map { id($0) } + [TicketID("gone")]
        let partition = try await cluster([Constraint(.pin, id(0), anchors)])
        #expect(partition.conflicts.isEmpty && partition.labels[0] == partition.labels[target])
    }

    @Test func makesAClusterOfTwoThatPeopleJoined() async throws {
        var tickets = SyntheticTickets(count: 60, problemCount: 3)
        tickets.append("Z1", "Zebra quagga okapi")
        tickets.append("Z2", "xylophone quartz")
        let partition = try await cluster([Constraint(.mustLink, TicketID("Z1"), [TicketID("Z2")])], tickets)
        #expect(partition.labels[60] >= 0 && partition.labels[60] == partition.labels[61])
    }

    @Test func takesOneOfEqualTicketsAway() async throws {
        var tickets = SyntheticTickets(count: 60, problemCount: 3)
        for number in 0..<20 { tickets.append("Z\(number)", "Disk full on the build node") }
        let partition = try await cluster(
            [
                Constraint(.cannotLink, TicketID("Z3"), [TicketID("Z4")]), Constraint(.exclude, TicketID("Z5")),
                Constraint(.pin, TicketID("Z6"), [TicketID("T-1000")]),
            ],
            tickets)
        #expect(partition.conflicts.isEmpty)
        let flood = partition.labels[60]
        #expect(partition.labels[63] != partition.labels[64])
        #expect([63, 64].filter { partition.labels[$0] == flood }.count <= 1)
        #expect(partition.labels[65] == -1)
        #expect(partition.labels[66] == partition.labels[0] && partition.labels[0] != flood)
        #expect(partition.labels[67...].allSatisfy { $0 == flood })
    }

    @Test func reportsWhatCannotBe() async throws {
        let constraints: [Constraint] = [
            Constraint(.mustLink, id(0), [id(1)]), Constraint(.mustLink, id(1), [id(2)]),
            Constraint(.cannotLink, id(0), [id(2)]), Constraint(.exclude, id(9)), Constraint(.pin, id(9), [id(3)]),
            Constraint(.mustLink, id(4), [TicketID("nowhere")]), Constraint(.cannotLink, id(5), [id(5)]),
            Constraint(.mustLink, id(9), [id(5)]),
        ]
        let partition = try await cluster(constraints)
        #expect(
            partition.conflicts == [
                .init(constraint: 1, reason: .keptApart), .init(constraint: 4, reason: .excludedTicket),
                .init(constraint: 5, reason: .unknownTicket), .init(constraint: 6, reason: .sameTicket),
                .init(constraint: 7, reason: .excludedTicket),
            ])
        for index in [0, 2, 3] { #expect(holds(constraints[index], in: partition, tickets)) }
    }

    @Test func letsTheGreaterPriorityStand() async throws {
        let partition = try await cluster([
            Constraint(.cannotLink, id(0), [id(1)]), Constraint(.mustLink, id(0), [id(1)], priority: 1),
        ])
        #expect(partition.conflicts == [.init(constraint: 0, reason: .joined)])
        #expect(partition.labels[0] == partition.labels[1])
    }

    @Test func honoursOrReportsManyAtRandomWhateverTheirOrder() async throws {
        var state: UInt64 = 11
        func row() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % 180
        }
        let constraints = (0..<160).map { number -> Constraint in
            let kind = Constraint.Kind.allCases[number % 4]
            return Constraint(kind, id(row()), kind == .exclude ? [] : [id(row())])
        }
        let partition = try await cluster(constraints)
        let reported = Set(partition.conflicts.map(\.constraint))
        for (index, constraint) in constraints.enumerated() where !reported.contains(index) {
            let isItself = constraint.others == [constraint.ticket]
            #expect(isItself || holds(constraint, in: partition, tickets), "constraint \(index)")
        }
        #expect(reported.count < 100)
        let turned = try await cluster(constraints.reversed())
        #expect(turned.labels == partition.labels)
        #expect(Set(turned.conflicts.map { 159 - $0.constraint }) == reported)
    }
}
