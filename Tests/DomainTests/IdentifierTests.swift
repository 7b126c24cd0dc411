import Domain
import Testing

@Suite struct IdentifierTests {
    @Test func refusesTenantKeysThatAreNoFolderNames() {
        for bad in ["", "-a", "a-", "A", "a/b", "..", "a b", "ä", String(repeating: "a", count: 64)] {
            #expect(TenantID(bad) == nil)
        }
        #expect(TenantID("acme-2") != nil)
    }

    @Test func foundsClustersIndependentlyOfOrder() throws {
        let tenant = try #require(TenantID("acme"))
        let one = ClusterID(foundedBy: [TicketID("1"), TicketID("2")], tenant: tenant)
        let other = ClusterID(foundedBy: [TicketID("2"), TicketID("1")], tenant: tenant)
        #expect(one == other)
        #expect(ClusterID(one.rawValue) == one)
        #expect(ClusterID(foundedBy: [TicketID("1")], tenant: tenant, attempt: 1) != one)
        #expect(ClusterID("c-ABCDEFGH") == nil && ClusterID("c-1234567") == nil)
    }

    @Test func makesSafeAndUniqueSlugs() {
        #expect(TicketID("HADOOP-17042").slug == "HADOOP-17042")
        let hostile = ["../../etc/passwd", "a/b", "a b", "-x", "", "é", ".", "..", "a\u{0}b", "CON", "x~1"]
        let slugs = hostile.map { TicketID($0).slug }
        #expect(Set(slugs).count == hostile.count)
        for slug in slugs {
            #expect(!slug.isEmpty && !slug.contains("/") && !slug.contains(".") && !slug.hasPrefix("-x"))
            #expect(slug.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }

    @Test func ordersNumbersBeforeOtherIds() {
        for ids in [["9", "12", "1a"], ["12", "1a", "9"], ["1a", "9", "12"]] {
            #expect(ids.map { TicketID($0) }.sorted().map(\.rawValue) == ["9", "12", "1a"])
        }
    }

    @Test func ordersNumericIdsBySize() {
        let ids = ["10", "9", "A-2", "A-10", "100"].map { TicketID($0) }.sorted()
        #expect(ids.map(\.rawValue) == ["9", "10", "100", "A-10", "A-2"])
    }
}
