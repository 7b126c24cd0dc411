/// A vertical axis from zero, with ticks at round numbers.
struct ChartScale: Sendable {
    /// Ascending, from zero; at least two.
    let ticks: [Double]

    /// The value at the upper end.
    var top: Double { ticks.last ?? 1 }

    /// Finds steps of 1, 2 or 5 times a power of ten.
    ///
    /// - Parameters:
    ///   - values: what has to fit.
    ///   - intervals: about how many steps there shall be.
    init(fitting values: [Double], intervals: Int = 4) {
        let highest = values.reduce(0) { max($0, ChartScale.clean($1)) }
        guard highest > 0 else {
            ticks = [0, 1]
            return
        }
        let isWhole = values.allSatisfy { ChartScale.clean($0).rounded() == ChartScale.clean($0) }
        let wanted = highest / Double(max(intervals, 1))
        var power = 1.0
        while power * 10 <= wanted { power *= 10 }
        while power > wanted, power > 1e-9 { power /= 10 }
        var step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= wanted * 0.999_999 } ?? power * 10
        if isWhole { step = max(1, step) }
        let count = Int(min((highest / step - 1e-9).rounded(.up), 20))
        ticks = (0...max(count, 1)).map { Double($0) * step }
    }

    /// A tick as the axis shows it; all ticks of a tall axis in thousands.
    func label(_ tick: Double) -> String {
        top >= 9_999.5 && top < 999_950 && tick > 0 ? SVG.number(tick / 1_000) + "k" : SVG.compact(tick)
    }

    /// How far up a value lies, 0 to 1.
    func position(_ value: Double) -> Double {
        min(ChartScale.clean(value) / top, 1)
    }

    /// A value that can be drawn: what is negative, endless or no number counts as zero or as the largest.
    static func clean(_ value: Double) -> Double {
        if value.isNaN { return 0 }
        return min(max(value, 0), 1e15)
    }
}
