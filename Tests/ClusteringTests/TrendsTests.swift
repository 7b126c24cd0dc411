import Clustering
import Domain
import Testing

struct TrendsTests {
    fileprivate let asOf = Instant(seconds: 1_700_000_000)

    private func judge(_ ages: [Int]) -> Trend {
        Trends.judge(created: ages.map { Instant(seconds: asOf.seconds - Int64($0) * 86_400) }, asOf: asOf)
    }

    @Test func callsOnlyRecentTicketsNew() {
        #expect(judge([1, 3, 9, 20]).kind == .new)
        #expect(judge([1]).kind == .unknown)
        #expect(judge([]).kind == .unknown)
    }

    @Test func callsASurgeSpiking() {
        let trend = judge(Array(stride(from: 30, to: 365, by: 14)) + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(trend.kind == .spiking && trend.recent == 10)
        #expect(abs(trend.expected - 2) < 0.3)
    }

    @Test func callsEvenVolumeSteady() {
        #expect(judge(Array(stride(from: 2, to: 365, by: 7))).kind == .steady)
        #expect(judge(Array(stride(from: 2, to: 365, by: 30))).kind == .steady)
    }

    @Test func callsALullFading() {
        #expect(judge(Array(stride(from: 40, to: 365, by: 3))).kind == .fading)
        #expect(judge((0..<30).map { 270 + $0 * 3 }).kind == .fading)
    }

    @Test func forgivesBursts() {
        // The same recent count surprises less where the past came in bursts.
        let bursts = stride(from: 40, to: 360, by: 60).flatMap { start in (0..<8).map { start + $0 / 3 } }
        #expect(judge(bursts + (0..<9).map { 3 + $0 / 3 }).kind == .steady)
    }

    @Test func ignoresTheFutureAndTheOrder() {
        #expect(judge([-5, 1, 3, 9]) == judge([9, 1, 3]))
    }

    @Test func handlesFloods() {
        #expect(judge((0..<20_000).map { 28 + $0 % 300 } + [Int](repeating: 3, count: 9_000)).kind == .spiking)
    }
}

extension TrendsTests {
    @Test(arguments: [0.1, 0.5, 3])
    func seldomCriesWolf(_ perDay: Double) {
        var state: UInt64 = 77
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        var alarms: [Trend.Kind: Int] = [:]
        let clusters = 1_000
        for _ in 0..<clusters {
            // A year of tickets at an even rate.
            let tickets = (0..<365 * 24).filter { _ in uniform() < perDay / 24 }
                .map { Instant(seconds: asOf.seconds - Int64($0) * 3_600) }
            alarms[Trends.judge(created: tickets, asOf: asOf).kind, default: 0] += 1
        }
        #expect(alarms[.spiking, default: 0] < clusters / 50)
        #expect(alarms[.fading, default: 0] < clusters / 12)
        #expect(alarms[.steady, default: 0] > clusters * 85 / 100)
    }
}
