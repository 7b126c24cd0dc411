/// The distribution of a count with a given mean and variance: negative binomial, or Poisson where the variance is no
/// more than the mean.
struct CountDistribution {
    let mean: Double
    let variance: Double

    /// P(X ≤ count).
    func chance(ofAtMost count: Int) -> Double { min(1, cumulative(count)) }

    /// P(X ≥ count).
    func chance(ofAtLeast count: Int) -> Double { count <= 0 ? 1 : max(0, 1 - cumulative(count - 1)) }

    /// Sums the probabilities by their recurrence. Means so large that the first would vanish are normal enough.
    private func cumulative(_ count: Int) -> Double {
        guard mean > 0 else { return 1 }
        let isPoisson = variance <= mean * 1.000001
        let first =
            isPoisson
            ? -mean : mean * mean / (variance - mean) * PortableMath.log(mean / variance)
        guard first > -600 else { return normal((Double(count) + 0.5 - mean) / variance.squareRoot()) }
        var term = PortableMath.exp(first)
        var sum = term
        let size = isPoisson ? 0 : mean * mean / (variance - mean)
        let failure = isPoisson ? 0 : 1 - mean / variance
        for index in stride(from: 0, to: count, by: 1) {
            let next = Double(index + 1)
            term *= isPoisson ? mean / next : (Double(index) + size) / next * failure
            sum += term
        }
        return sum
    }

    /// The standard normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7).
    private func normal(_ x: Double) -> Double {
        let t = 1 / (1 + 0.2316419 * x.magnitude)
        let tail =
            PortableMath.exp(-x * x / 2) * 0.3989422804014327 * t
            * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
        return x > 0 ? 1 - tail : tail
    }
}
