import Domain
import Testing

@Suite struct DateTests {
    @Test func roundTripsEveryDayOfFourCenturies() {
        for days in -146_097...146_097 {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
        }
        #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
    }

    @Test func refusesDaysThatDoNotExist() {
        #expect(CivilDate(year: 2025, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2024, month: 13, day: 1) == nil)
    }

    @Test func writesMomentsBeforeTheEpoch() {
        #expect(Instant(seconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(Instant(seconds: 1_780_132_364).iso8601 == "2026-05-30T09:12:44Z")
    }

    @Test func readsLocalTimesAcrossAChangeOfClocks() throws {
        let berlin = try #require(TenantCalendar(identifier: "Europe/Berlin"))
        let summer = try #require(CivilDate(year: 2021, month: 9, day: 30))
        #expect(berlin.instant(date: summer, hour: 17, minute: 20, second: 0).iso8601 == "2021-09-30T15:20:00Z")
        let winter = try #require(CivilDate(year: 2021, month: 1, day: 30))
        #expect(berlin.instant(date: winter, hour: 17, minute: 20, second: 0).iso8601 == "2021-01-30T16:20:00Z")
        // 02:30 on 27 March 2022 was skipped, on 30 October 2022 it came twice: the offset before the change holds.
        let skipped = try #require(CivilDate(year: 2022, month: 3, day: 27))
        #expect(berlin.instant(date: skipped, hour: 2, minute: 30, second: 0).iso8601 == "2022-03-27T01:30:00Z")
        let twice = try #require(CivilDate(year: 2022, month: 10, day: 30))
        #expect(berlin.instant(date: twice, hour: 2, minute: 30, second: 0).iso8601 == "2022-10-30T00:30:00Z")
        #expect(berlin.date(of: Instant(date: summer, hour: 23)).description == "2021-10-01")
    }
}
