import Testing

@testable import SiteRendering

@Suite struct ChartTextTests {
    @Test func writes_coordinates_with_at_most_two_decimals() {
        let cases: [(Double, String)] = [
            (0, "0"), (1, "1"), (1.5, "1.5"), (1.25, "1.25"), (1.006, "1.01"), (0.07, "0.07"), (-0.5, "-0.5"),
            (-0.001, "0"), (1e-9, "0"), (1e300, "1000000000000"), (.nan, "0"), (.infinity, "0"),
        ]
        for (value, text) in cases { #expect(SVG.number(value) == text) }
    }

    @Test func groups_the_digits_of_quantities() {
        let cases: [(Double, String)] = [
            (0, "0"), (999, "999"), (1_000, "1,000"), (12_480, "12,480"), (999_999, "999,999"), (-1_234.5, "-1,234.5"),
            (1_000_000, "1M"), (3_240_000, "3.2M"), (1e300, "999T+"),
        ]
        for (value, text) in cases { #expect(SVG.quantity(value) == text) }
    }

    @Test func shortens_large_values_on_axes() {
        let cases: [(Double, String)] = [
            (0, "0"), (0.5, "0.5"), (9_999, "9999"), (10_000, "10k"), (12_300, "12.3k"), (999_960, "1M"), (2e9, "2B"),
            (5e12, "5T"), (1e18, "999T+"),
        ]
        for (value, text) in cases { #expect(SVG.compact(value) == text) }
    }

    @Test func never_rounds_a_part_up_to_the_whole() {
        #expect(SVG.percentage(1, of: 1_000) == "<1%")
        #expect(SVG.percentage(999, of: 1_000) == ">99%")
        #expect(SVG.percentage(1_000, of: 1_000) == "100%")
        #expect(SVG.percentage(0, of: 0) == "0%")
    }

    @Test func finds_round_ticks() {
        #expect(ChartScale(fitting: []).ticks == [0, 1])
        #expect(ChartScale(fitting: [0, 0]).ticks == [0, 1])
        #expect(ChartScale(fitting: [1]).ticks == [0, 1])
        #expect(ChartScale(fitting: [3]).ticks == [0, 1, 2, 3])
        #expect(ChartScale(fitting: [73]).ticks == [0, 20, 40, 60, 80])
        #expect(
            ChartScale(fitting: [17_900]).ticks.map { ChartScale(fitting: [17_900]).label($0) }
                == ["0", "5k", "10k", "15k", "20k"])
        #expect(ChartScale(fitting: [0.4]).top >= 0.4)
        #expect(ChartScale(fitting: [1e300]).ticks.count <= 21)
        for value in [1.0, 7, 12, 99, 100, 101, 12_345, 987_654_321] {
            let scale = ChartScale(fitting: [value])
            #expect(scale.top >= value)
            #expect(scale.top <= value * 2.5)
            #expect(scale.ticks.count <= 6)
        }
    }

    @Test func cuts_labels_that_are_too_long() {
        #expect(ChartText.cut("short", to: 20) == "short")
        let cut = ChartText.cut(String(repeating: "word ", count: 40), to: 10)
        #expect(cut.hasSuffix("…"))
        #expect(ChartText.width(cut) <= 10)
        #expect(ChartText.cut("日本語日本語日本語", to: 4).count <= 4)
        #expect(ChartText.cut("anything", to: 0) == "…")
        #expect(ChartText.cut("printer offline after driver update", to: 12) == "printer offline after…")
    }

    @Test func thins_labels_so_that_they_do_not_touch() {
        let labels = (1...84).map { "2014-\($0)" }
        let series = [ChartSeries(name: "n", values: labels.map { _ in 1 }, style: "open")]
        let chart = Charts.columns(series, labels: labels, title: "T", idPrefix: "a")
        let shown = chart.split(separator: "<text class=\"chart__tick").count - 1
        #expect(shown < 20)
        #expect(shown > 5)
        #expect(chart.contains("chart__tick fine"))
    }
}
