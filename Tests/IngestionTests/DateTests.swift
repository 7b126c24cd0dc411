import Domain
import Foundation
import Ingestion
import Testing

@Suite struct DateTests {
    /// The created date of a ticket, `bad` for one that is refused and `none` for an empty one.
    private func created(
        _ cell: String, order: DateOrder? = nil, calendar: TenantCalendar = .utc
    ) throws -> String {
        let mapping = ColumnMapping(id: "id", subject: "subject", created: "created", dateOrder: order)
        let bytes = CSVWriter.encode([["id", "subject", "created"], ["1", "s", cell]])
        let outcome = try Export("a.csv", bytes).read(mapping, calendar: calendar)
        if let reject = outcome.rejects.first { return reject.code == "bad_date" ? "bad" : reject.code }
        return outcome.tickets.first?.created?.iso8601 ?? "none"
    }

    @Test(arguments: [
        ("30/Sep/21 17:20", "2021-09-30T17:20:00Z"), ("30/Sep/21 5:20 PM", "2021-09-30T17:20:00Z"),
        ("01/Jan/70 12:05 AM", "1970-01-01T00:05:00Z"), ("30-Sep-2021 17:20:01", "2021-09-30T17:20:01Z"),
        ("2021-09-30T17:20:00.123+0200", "2021-09-30T15:20:00Z"), ("2021-09-30T17:20:00Z", "2021-09-30T17:20:00Z"),
        ("2021-09-30T17:20", "2021-09-30T17:20:00Z"), ("2020-01-02 17:14:21+00:00", "2020-01-02T17:14:21Z"),
        ("2020-01-02 17:14:21.5 -05:30", "2020-01-02T22:44:21Z"), ("20190924T130501Z", "2019-09-24T13:05:01Z"),
        ("20190924130501", "2019-09-24T13:05:01Z"), ("20190924", "2019-09-24T00:00:00Z"),
        ("2019/9/24", "2019-09-24T00:00:00Z"), ("24.09.2019 13:05", "2019-09-24T13:05:00Z"),
        ("24.9.19, 13:05 Uhr", "2019-09-24T13:05:00Z"), ("24. September 2019 um 13:05", "2019-09-24T13:05:00Z"),
        ("3. März 2020", "2020-03-03T00:00:00Z"), ("Do., 30. Dez. 2021 08:00 MEZ", "2021-12-30T07:00:00Z"),
        ("1er août 2021 à 17h20", "2021-08-01T17:20:00Z"), ("mer. 30 sept. 2020", "2020-09-30T00:00:00Z"),
        ("30 de septiembre de 2021 17:20", "2021-09-30T17:20:00Z"),
        ("Sep 30, 2021, 5:20:07 p.m.", "2021-09-30T17:20:07Z"), ("September 30th, 2021", "2021-09-30T00:00:00Z"),
        ("Sep 30, 2021, 5:20\u{202F}PM", "2021-09-30T17:20:00Z"),
        ("Thu, 30 Sep 2021 17:20:00 +0200", "2021-09-30T15:20:00Z"),
        ("Thu, 30 Sep 2021 17:20:00 GMT (Coordinated Universal Time)", "2021-09-30T17:20:00Z"),
        ("Thu Sep 30 17:20:00 2021", "2021-09-30T17:20:00Z"), ("Thu Sep 30 17:20:00 CEST 2021", "2021-09-30T15:20:00Z"),
        ("2021-09-30 17:20:00 UTC", "2021-09-30T17:20:00Z"), ("2021-09-30 17:20 GMT+2", "2021-09-30T15:20:00Z"),
        ("2021-09-30T17:20+02:00[Europe/Berlin]", "2021-09-30T15:20:00Z"),
        ("2021-Sep-30 17:20 CET", "2021-09-30T16:20:00Z"), ("1633022400", "2021-09-30T17:20:00Z"),
        ("1633022400123", "2021-09-30T17:20:00Z"), ("1633022400.5", "2021-09-30T17:20:00Z"),
        ("44469.722222222219", "2021-09-30T17:20:00Z"), ("44469", "2021-09-30T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"), ("2000-02-29", "2000-02-29T00:00:00Z"),
    ])
    func reads(_ cell: String, _ expected: String) throws {
        #expect(try created(cell) == expected)
    }

    @Test(arguments: [
        "", " ", "-", "--", "N/A", "null", "0000-00-00", "0000-00-00 00:00:00", "0", "NaT", "9999-12-31 23:59:59",
    ])
    func takesAsEmpty(_ cell: String) throws { #expect(try created(cell) == "none") }

    @Test(arguments: [
        "yesterday", "2 days ago", "2021-02-30", "2021-13-01", "30/Foo/21", "25:00", "2021-09-30 25:00", "2021",
        "12/2021", "31.04.2021", "1.2.3.4", "2021-09-30 17:20 XYZ", "2021-09-30garbage", "99999999999", "-5",
        "2021-09-30 17:61", "٢٠٢١-٠٩-٣٠",
    ])
    func refuses(_ cell: String) throws { #expect(try created(cell) == "bad") }

    @Test func readsAmbiguousDatesByTheOrderOfTheColumn() throws {
        #expect(try created("04/05/2024", order: .dayFirst) == "2024-05-04T00:00:00Z")
        #expect(try created("04/05/2024", order: .monthFirst) == "2024-04-05T00:00:00Z")
        #expect(try created("24/09/2019", order: .monthFirst) == "bad")
        #expect(try created("09/24/2019", order: .dayFirst) == "bad")
        #expect(try created("09/24/2019") == "2019-09-24T00:00:00Z")
        #expect(try created("24-09-19") == "2019-09-24T00:00:00Z")
    }

    @Test(arguments: [
        (["04/05/2024", "24/05/2024"], DateOrder.dayFirst), (["04/05/2024", "05/24/2024"], .monthFirst),
        (["04/05/2024 10:00", "06/07/2024 11:00"], .dayFirst), (["4/5/2024", "6/7/2024"], .monthFirst),
        (["04/05/2024 3:05 PM"], .monthFirst),
    ])
    func decidesTheOrderOverTheColumn(_ cells: [String], _ order: DateOrder) throws {
        let rows = cells.enumerated().map { ["\($0)", "s", $1] }
        let proposal = try Export("a.csv", CSVWriter.encode([["id", "subject", "created"]] + rows)).propose()
        #expect(proposal?.mapping.dateOrder == order)
        #expect(proposal?.explanation.contains { $0.contains("date_order") } == true)
    }

    @Test func leavesTheOrderOpenWhenNoDateIsAmbiguous() throws {
        let proposal = try Export("a.csv", "id,subject,created\n1,s,24.09.2019\n2,s,2019-09-24\n").propose()
        #expect(proposal?.mapping.dateOrder == nil)
    }

    @Test func readsTimesWithoutZoneByTheTenantsCalendar() throws {
        let berlin = try #require(TenantCalendar(identifier: "Europe/Berlin"))
        #expect(try created("2021-07-01 12:00", calendar: berlin) == "2021-07-01T10:00:00Z")
        #expect(try created("2021-12-01 12:00", calendar: berlin) == "2021-12-01T11:00:00Z")
        #expect(try created("2021-12-01 12:00 UTC", calendar: berlin) == "2021-12-01T12:00:00Z")
        #expect(try created("1638360000", calendar: berlin) == "2021-12-01T12:00:00Z")
    }

    @Test func namesTheColumnOfABadDateAndNotItsValue() throws {
        let outcome = try Export("a.csv", "id,subject,Opened on\n1,s,Hans Meier\n").read(
            ColumnMapping(id: "id", subject: "subject", created: "Opened on"))
        let reject = try #require(outcome.rejects.first)
        #expect(reject.reason.contains("Opened on"))
        #expect(!"\(reject)".contains("Meier"))
    }
}
