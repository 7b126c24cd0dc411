/// How fine the communities should be: the resolution at which the two views of the tickets (`TicketViews`) agree most
/// about who belongs together.
///
/// Too coarse a partition lumps together what words or meaning alone keep apart, too fine a one cuts problems along
/// accidents that the other view does not see; both lower the agreement. Modularity itself has no opinion: it favours
/// communities whose size depends on the number of tickets.
struct Granularity {
    let settings: ClusteringSettings
    let threads: Int

    /// Below it even clear problems are lumped into the few subjects of a desk.
    private static let lowest = 0.5
    /// On all labelled sets the best resolution lies below. Above, the views agree about copies of one text, which is
    /// no news: both see the same words.
    private static let highest = 4.0
    /// Up to this many nodes all resolutions from lowest to highest are tried, in steps of √2. Beyond, where agreement
    /// is a smooth curve and a run costs seconds, it is climbed from the middle in steps of 2.
    private static let fineLimit = 25_000

    /// The resolution for the communities of the views' nodes.
    func resolution(of views: TicketViews) -> Double {
        if views.first.count > Granularity.fineLimit { return climbed(views) }
        var resolutions: [Double] = []
        var next = Granularity.lowest / 2
        // Two beyond on each side, for the smoothing of the outermost.
        while next <= Granularity.highest * 2.0001 {
            resolutions.append(next)
            next *= 2.0.squareRoot()
        }
        let agreements = Parallel.map(count: resolutions.count, size: 1, threads: threads) { index in
            agreement(of: views, resolution: resolutions[index], iterations: 2)
        }
        let smooth = Granularity.smoothed(agreements).dropFirst(2).dropLast(2)
        return Granularity.peak(Array(resolutions.dropFirst(2).dropLast(2)), Array(smooth))
    }

    /// Goes up the curve until it falls on both sides.
    private func climbed(_ views: TicketViews) -> Double {
        var resolutions = [1.0, 2, 4]
        func measured(_ some: [Double]) -> [Double] {
            Parallel.map(count: some.count, size: 1, threads: threads) { index in
                agreement(of: views, resolution: some[index], iterations: 1)
            }
        }
        var agreements = measured(resolutions)
        while let best = agreements.indices.max(by: { agreements[$0] < agreements[$1] }) {
            if best == 0, resolutions[0] > Granularity.lowest {
                resolutions.insert(resolutions[0] / 2, at: 0)
                agreements.insert(measured([resolutions[0]])[0], at: 0)
            } else if best == resolutions.count - 1, resolutions[best] < Granularity.highest {
                resolutions.append(resolutions[best] * 2)
                agreements.append(measured([resolutions[best + 1]])[0])
            } else {
                break
            }
        }
        return Granularity.peak(resolutions, agreements)
    }

    /// The agreement of the views at one resolution. Few nodes make it noisy, so that it is averaged there.
    private func agreement(of views: TicketViews, resolution: Double, iterations: Int) -> Double {
        let runs = min(max(13_000 / max(views.first.count, 1), 1), 8)
        var sum = 0.0
        for run in 0..<runs {
            let seed = settings.seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03
            var left = Leiden(resolution: resolution, seed: seed)
            var right = Leiden(resolution: resolution, seed: ~seed)
            sum += PartitionAgreement.measure(
                left.communities(of: views.first, iterations: iterations),
                right.communities(of: views.second, iterations: iterations), seed: seed)
        }
        return sum / Double(runs)
    }

    /// Each point with two neighbours on each side, those less.
    private static func smoothed(_ values: [Double]) -> [Double] {
        let last = values.count - 1
        return values.indices.map { index in
            (-2...2).reduce(0) { $0 + Double(3 - abs($1)) * values[min(max(index + $1, 0), last)] / 9 }
        }
    }

    /// Where a curve is highest: the vertex of the parabola through the highest point and the two beside it, over the
    /// logarithm of the resolution.
    static func peak(_ resolutions: [Double], _ curve: [Double]) -> Double {
        let last = curve.count - 1
        var best = 0
        for index in curve.indices where curve[index] > curve[best] { best = index }
        guard best > 0, best < last else { return resolutions[best] }
        let bend = curve[best - 1] - 2 * curve[best] + curve[best + 1]
        let shift = bend < 0 ? (curve[best - 1] - curve[best + 1]) / (2 * bend) : 0
        return resolutions[best] * PortableMath.exp(shift * PortableMath.log(resolutions[best + 1] / resolutions[best]))
    }
}
