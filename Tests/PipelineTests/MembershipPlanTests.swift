import Clustering
import Domain
import Ledger
import Testing

@testable import Pipeline
@testable import Reviews

/// Feedback on membership as constraints.
@Suite struct MembershipPlanTests {
    private let samples: ReviewSamples
    private let ledger: LedgerState
    private let all: Set<TicketID>

    init() throws {
        samples = try ReviewSamples()
        ledger = try samples.ledger().state
        all = Set(["A", "B", "C"].flatMap { ReviewSamples.tickets($0, 0..<20) })
    }

    private func plan(_ feedback: [Feedback], tickets: Set<TicketID>? = nil, ledger: LedgerState? = nil)
        -> MembershipPlan
    {
        MembershipPlan(feedback, ledger: ledger ?? self.ledger, tickets: tickets ?? all)
    }

    private func ticket(_ id: String) -> TicketID { TicketID(id) }

    @Test func pinsAMovedTicketToTheTypicalTicketsOfItsNewCluster() throws {
        let plan = plan([try samples.said(.move(ticket: ticket("A-3"), to: samples.b), on: samples.a, 1)])
        let constraint = try #require(plan.constraints.constraints.first)
        #expect(plan.constraints.constraints.count == 1)
        #expect(constraint.kind == .pin && constraint.ticket == ticket("A-3"))
        #expect(constraint.others == ReviewSamples.tickets("B", 0..<10))
    }

    @Test func aTicketThatSomebodyPlacedStandsForNoCluster() throws {
        let plan = plan([
            try samples.said(.move(ticket: ticket("B-0"), to: samples.c), on: samples.b, 1),
            try samples.said(.exclude(ticket: ticket("B-1")), on: samples.b, 2),
            try samples.said(.move(ticket: ticket("A-3"), to: samples.b), on: samples.a, 3),
        ])
        let pin = try #require(plan.constraints.constraints.last)
        #expect(pin.others == ReviewSamples.tickets("B", 2..<10))
        // Not even for the cluster that it was taken out of.
        #expect(plan.constraints.constraints[1].kind == .cannotLink)
        #expect(plan.constraints.constraints[1].others == ReviewSamples.tickets("B", 2..<10))
    }

    @Test func letsTheNewestStatementPlaceATicket() throws {
        let plan = plan([
            try samples.said(.move(ticket: ticket("A-3"), to: samples.b), on: samples.a, 1),
            try samples.said(.move(ticket: ticket("A-3"), to: samples.c), on: samples.a, 2),
        ])
        #expect(plan.statements.map(\.obstacle) == [.overtaken, nil])
        #expect(plan.constraints.constraints.map(\.others) == [ReviewSamples.tickets("C", 0..<10)])
    }

    @Test func newerStatementsStandAgainstOlderOnes() throws {
        let plan = plan([
            try samples.said(.merge(into: samples.b), on: samples.a, 1),
            try samples.said(.split(tickets: [ticket("A-1"), ticket("A-2")]), on: samples.b, 2),
        ])
        let joins = plan.constraints.constraints.filter { $0.kind == .mustLink && $0.priority == 0 }
        #expect(joins.count == 17)
        #expect(!joins.flatMap(\.others).contains(ticket("A-1")))
        let split = plan.constraints.constraints.filter { $0.priority == 1 }
        #expect(split.map(\.kind) == [.mustLink, .cannotLink])
        #expect(split[1].others == ReviewSamples.tickets("B", 0..<10))
    }

    @Test func aPartThatWasSplitOffCanBeMerged() throws {
        let leaving = ReviewSamples.tickets("A", 0..<5)
        let new = try #require(ClusterID("c-dddddddd"))
        let split = try samples.ledger([
            .clusterSplit(id: new, from: samples.a, size: 5, exemplars: leaving, numbers: [:]),
            .clusterContinued(
                id: samples.a, size: 5, exemplars: ReviewSamples.tickets("A", 5..<10), numbers: [:]),
        ])
        let feedback = [
            try samples.said(.split(tickets: leaving), on: samples.a, 1),
            try samples.said(.merge(into: samples.b), on: new, 2),
        ]
        func joined(_ ledger: LedgerState) -> Set<TicketID> {
            let plan = plan(feedback, ledger: ledger)
            return Set(plan.constraints.constraints.filter { $0.priority == 1 }.flatMap { [$0.ticket] + $0.others })
        }
        #expect(joined(split.state) == Set(leaving + ReviewSamples.tickets("B", 0..<10)))
        // And stays merged, though its id has gone on in the other's.
        let merged = try samples.appending([.clusterMerged(id: new, into: samples.b, numbers: [:])], to: split)
        #expect(joined(merged.state) == Set(leaving + ReviewSamples.tickets("B", 0..<10)))
        // Even where the expert puts the part back.
        let back = try samples.appending([.clusterMerged(id: new, into: samples.a, numbers: [:])], to: split)
        let undone = [feedback[0], try samples.said(.merge(into: samples.a), on: new, 2)]
        let held = plan(undone, ledger: back.state)
        let links = held.constraints.constraints.filter { $0.priority == 1 }
        #expect(Set(links.flatMap(\.others)).isSuperset(of: leaving))
    }

    @Test func holdsAMergerThatHasHappened() throws {
        let merged = try samples.ledger([.clusterMerged(id: samples.a, into: samples.b, numbers: [:])]).state
        let statement = try samples.said(.merge(into: samples.b), on: samples.a, 1)
        let plan = plan([statement], ledger: merged)
        #expect(plan.statements[0].obstacle == nil)
        let tickets = Set(plan.constraints.constraints.flatMap { [$0.ticket] + $0.others })
        #expect(tickets == Set(ReviewSamples.tickets("A", 0..<10) + ReviewSamples.tickets("B", 0..<10)))
        #expect(plan.constraints == self.plan([statement]).constraints)
    }

    @Test func followsAClusterToTheOneThatTookItIn() throws {
        let merged = try samples.ledger([.clusterMerged(id: samples.b, into: samples.c, numbers: [:])]).state
        let plan = plan(
            [try samples.said(.move(ticket: ticket("A-3"), to: samples.b), on: samples.a, 1)], ledger: merged)
        #expect(plan.constraints.constraints.map(\.others) == [ReviewSamples.tickets("C", 0..<10)])
    }

    @Test func tellsWhatCannotBeSaid() throws {
        let retired = try samples.ledger([.clusterRetired(id: samples.b, numbers: [:])]).state
        let plan = plan(
            [
                try samples.said(.move(ticket: ticket("Z-1"), to: samples.c), on: samples.a, 1),
                try samples.said(.move(ticket: ticket("A-1"), to: samples.b), on: samples.a, 2),
                try samples.said(.split(tickets: [ticket("Z-2")]), on: samples.a, 3),
                try samples.said(.exclude(ticket: ticket("A-2")), on: samples.b, 4),
                try samples.said(.rename(title: "x"), on: samples.a, 5),
            ], ledger: retired)
        #expect(plan.statements.map(\.obstacle) == [.ticketGone, .clusterEnded, .ticketGone, .clusterEnded])
        #expect(plan.constraints.constraints.isEmpty)
    }

    @Test func goesOnWithTheExemplarsThatAreLeft() throws {
        let left = all.subtracting(ReviewSamples.tickets("B", 0..<8))
        let plan = plan(
            [try samples.said(.move(ticket: ticket("A-3"), to: samples.b), on: samples.a, 1)], tickets: left)
        #expect(plan.constraints.constraints.first?.others == ReviewSamples.tickets("B", 8..<10))
    }

    // MARK: Identity

    private func wishes(_ feedback: [Feedback], members: [[TicketID]]) -> IdentityOutcome {
        let wishes = IdentityWishes(plan(feedback), ledger: ledger, members: members)
        let outcome = Identity.match(
            tenant: samples.tenant, clusters: members.map { Identity.FoundCluster(members: $0, exemplars: $0) },
            ledger: wishes.known, used: ledger.usedIDs, vectorOf: { _ in nil })
        return wishes.applied(to: outcome)
    }

    @Test func theMergedClusterKeepsTheIDThatTheExpertNamed() throws {
        let (a, b, c) = (
            ReviewSamples.tickets("A", 0..<20), ReviewSamples.tickets("B", 0..<4), ReviewSamples.tickets("C", 0..<10)
        )
        // The cluster that is to end is the larger one: left alone, the other would have ended.
        let outcome = wishes(
            [try samples.said(.merge(into: samples.b), on: samples.a, 1)],
            members: [a + ReviewSamples.tickets("B", 0..<10), c])
        #expect(outcome.ids == [samples.b, samples.c])
        #expect(outcome.events.last?.kind == .merged && outcome.events.last?.cluster == samples.a)
        #expect(outcome.events.last?.others == [samples.b])
        // Where they did not come together, both go on.
        let apart = wishes([try samples.said(.merge(into: samples.b), on: samples.a, 1)], members: [a, b, c])
        #expect(apart.ids == [samples.a, samples.b, samples.c])
        #expect(!apart.events.contains { $0.kind == .merged })
    }

    @Test func theRestOfASplitClusterKeepsItsID() throws {
        let leaving = ReviewSamples.tickets("A", 0..<7)
        let rest = ReviewSamples.tickets("A", 7..<20)
        let outcome = wishes(
            [try samples.said(.split(tickets: leaving), on: samples.a, 1)],
            members: [rest, leaving, ReviewSamples.tickets("B", 0..<10), ReviewSamples.tickets("C", 0..<10)])
        #expect(outcome.ids[0] == samples.a)
        #expect(outcome.ids[1] != samples.a && !ledger.usedIDs.contains(outcome.ids[1]))
        let split = try #require(outcome.events.first { $0.cluster == outcome.ids[1] })
        #expect(split.kind == .split && split.others == [samples.a])
    }

    // MARK: What came true

    @Test func checksWhatCameTrue() throws {
        let feedback = [
            try samples.said(.move(ticket: ticket("A-1"), to: samples.b), on: samples.a, 1),
            try samples.said(.exclude(ticket: ticket("A-2")), on: samples.a, 2),
            try samples.said(.split(tickets: [ticket("C-1"), ticket("C-2")]), on: samples.c, 3),
            try samples.said(.merge(into: samples.b), on: samples.a, 4),
        ]
        let plan = plan(feedback)
        func obstacles(_ places: [String: ClusterID], conflicts: [ConstraintConflict] = []) -> [MembershipObstacle?] {
            let found = MembershipCheck(
                plan: plan, conflicts: conflicts,
                placements: Dictionary(uniqueKeysWithValues: places.map { (TicketID($0.key), $0.value) }),
                lineage: ClusterLineage(ledger)
            ).obstacles()
            return feedback.map { found[$0.head.id] }
        }
        let new = try #require(ClusterID("c-dddddddd"))
        #expect(
            obstacles(["A-1": samples.b, "C-1": new, "C-2": new]) == [nil, nil, nil, .notFound])
        #expect(
            obstacles(
                ["A-1": samples.a, "A-2": samples.a, "C-1": samples.c, "C-2": samples.c],
                conflicts: [ConstraintConflict(constraint: 0, reason: .keptApart)])
                == [.keptApart, .notFound, .notFound, .notFound])
        // Two tickets that are each in another cluster are not one problem.
        #expect(obstacles(["A-1": samples.b, "C-1": new, "C-2": samples.b])[2] == .notFound)
        let merged = MembershipCheck(
            plan: plan, conflicts: [], placements: [:],
            lineage: ClusterLineage(
                ledger, events: [IdentityEvent(kind: .merged, cluster: samples.a, others: [samples.b])])
        ).obstacles()
        #expect(merged[feedback[3].head.id] == nil)
    }
}
