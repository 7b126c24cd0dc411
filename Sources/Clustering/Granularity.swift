/// How fine the communities should be: the resolution at which the two views of the tickets (`TicketViews`) agree most
/// about who belongs together.
///
/// Too coarse a partition lumps together what words or meaning alone keep apart, too fine a one cuts problems along
/// accidents that the other view does not see; both lower the agreement. Modularity itself has no opinion: it favours
/// communities whose size depends on the number of tickets.
struct Granularity {
    let settings: ClusteringSettings
    let threads: Int

    /// Resolutions go in steps of √2 from the first of these to the second; above this many nodes in steps of 2.
    private static let lowest = 0.25
    private static let highest = 16.0
    private static let fineLimit = 25_000

    /// The resolution for the communities of the views' nodes.
    func resolution(of views: TicketViews) -> Double {
        let count = views.first.count
        let step = count > Granularity.fineLimit ? 2.0 : 2.0.squareRoot()
        var resolutions: [Double] = []
        var next = Granularity.lowest
        while next <= Granularity.highest * 1.0001 {
            resolutions.append(next)
            next *= step
        }
        let agreements = Parallel.map(count: resolutions.count, size: 1, threads: threads) { index in
            agreement(of: views, resolution: resolutions[index])
        }
        return Granularity.peak(resolutions, agreements)
    }

    /// The agreement of the views at one resolution. Few nodes make it noisy, so that it is averaged there.
    private func agreement(of views: TicketViews, resolution: Double) -> Double {
        let runs = min(max(20_000 / max(views.first.count, 1), 1), 8)
        var sum = 0.0
        for run in 0..<runs {
            let seed = settings.seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03
            var left = Leiden(resolution: resolution, seed: seed)
            var right = Leiden(resolution: resolution, seed: ~seed)
            sum += PartitionAgreement.measure(
                left.communities(of: views.first, iterations: 2), right.communities(of: views.second, iterations: 2),
                seed: seed)
        }
        return sum / Double(runs)
    }

    /// Where the curve, smoothed by two neighbours on each side, is highest: the vertex of the parabola through the highest point
    /// and the two beside it, over the logarithm of the resolution.
    static func peak(_ resolutions: [Double], _ agreements: [Double]) -> Double {
        let last = agreements.count - 1
        let smooth = agreements.indices.map { index in
            (-2...2).reduce(0) { $0 + Double(3 - abs($1)) * agreements[min(max(index + $1, 0), last)] / 9 }
        }
        var best = 0
        for index in smooth.indices where smooth[index] > smooth[best] { best = index }
        guard best > 0, best < last else { return resolutions[best] }
        let bend = smooth[best - 1] - 2 * smooth[best] + smooth[best + 1]
        let shift = bend < 0 ? (smooth[best - 1] - smooth[best + 1]) / (2 * bend) : 0
        return resolutions[best] * PortableMath.exp(shift * PortableMath.log(resolutions[best + 1] / resolutions[best]))
    }
}
