public import Domain

/// Judges how a cluster's volume moves, against its own history.
///
/// The last 28 days up to as-of are held against what the cluster's days before them lead one to expect. Tickets come in
/// bursts, so the test is negative binomial: the mean is the earlier rate × 28 days, and the variance is that of the
/// earlier weeks, but at least Poisson's, widened for the uncertainty of a rate known from few days.
public enum Trends {
    /// Days that count as recent.
    public static let window = 28
    private static let day: Int64 = 86_400
    private static let windowDays = Double(window)
    /// Fewest dated tickets that a judgement needs.
    private static let leastTickets = 5
    /// Chance below which a surge is called spiking.
    private static let spikeChance = 0.01
    /// Chance below which a lull is called fading.
    private static let fadeChance = 0.05

    /// - `new`: the first ticket is at most 28 days old, and there are at least three.
    /// - `spiking`: at least 5 recent tickets, 1.5 times the expected, with a chance of at most 1% under the history.
    /// - `fading`: so few, or such a long time without any, as has a chance of at most 5%.
    /// - `unknown`: fewer than 5 dated tickets, or none before the last 28 days but too few for `new`.
    ///
    /// - Parameters:
    ///   - created: when the cluster's tickets came, in any order; those after `asOf` are not looked at.
    public static func judge(created: [Instant], asOf: Instant) -> Trend {
        let ages = created.filter { $0 <= asOf }.map { Double(asOf.seconds - $0.seconds) / Double(day) }.sorted()
        let recent = ages.prefix { $0 < windowDays }.count
        guard let oldest = ages.last, let newest = ages.first else {
            return Trend(kind: .unknown, recent: 0, expected: 0)
        }
        if oldest < windowDays {
            return Trend(kind: recent >= 3 ? .new : .unknown, recent: recent, expected: 0)
        }
        let past = ages.dropFirst(recent)
        // The first ticket begins the history: it says nothing about the rate after it.
        let days = max(oldest - windowDays, 7)
        let expected = Double(max(past.count - 1, 1)) / days * windowDays
        let rounded = (expected * 100).rounded() / 100
        guard ages.count >= leastTickets else { return Trend(kind: .unknown, recent: recent, expected: rounded) }

        let dispersion = dispersion(of: Array(past), oldest: oldest)
        func chance(_ exposure: Double) -> CountDistribution {
            let mean = expected / windowDays * exposure
            return CountDistribution(mean: mean, variance: mean * dispersion * (1 + exposure / days))
        }
        let usual = chance(windowDays)
        let kind: Trend.Kind
        if recent >= 5, Double(recent) >= 1.5 * expected, usual.chance(ofAtLeast: recent) <= spikeChance {
            kind = .spiking
        } else if usual.chance(ofAtMost: recent) <= fadeChance || isSilent(past, recent, newest, dispersion) {
            kind = .fading
        } else {
            kind = .steady
        }
        return Trend(kind: kind, recent: recent, expected: rounded)
    }

    /// Whether no ticket came for so long as the rate before the silence makes improbable.
    private static func isSilent(
        _ past: ArraySlice<Double>, _ recent: Int, _ newest: Double, _ dispersion: Double
    ) -> Bool {
        guard recent == 0, let oldest = past.last, past.count >= leastTickets else { return false }
        let active = max(oldest - newest, 7)
        let mean = Double(past.count - 1) / active * newest
        return CountDistribution(mean: mean, variance: mean * dispersion * (1 + newest / active))
            .chance(ofAtMost: 0) <= fadeChance
    }

    /// Variance over mean of the tickets of each whole week before the window, at least 1.
    private static func dispersion(of past: [Double], oldest: Double) -> Double {
        let weeks = Int((oldest - windowDays) / 7)
        guard weeks >= 4 else { return 1 }
        var counts = [Double](repeating: 0, count: weeks)
        for age in past {
            let week = Int((age - windowDays) / 7)
            if week < weeks { counts[week] += 1 }
        }
        let mean = counts.reduce(0, +) / Double(weeks)
        guard mean > 0 else { return 1 }
        let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(weeks - 1)
        return max(1, variance / mean)
    }
}
