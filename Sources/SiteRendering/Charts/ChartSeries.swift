/// One set of values of a chart, drawn in one colour.
struct ChartSeries: Sendable, Hashable {
    /// What the legend calls it.
    let name: String
    /// One value for each label of the chart; missing, negative and non-finite ones count as zero.
    let values: [Double]
    /// The suffix of the CSS class that colours it: `open` gives `series--open`.
    let style: String

    init(name: String, values: [Double], style: String) {
        self.name = name
        self.values = values
        self.style = style
    }
}
