import Testing

@testable import SiteRendering

@Suite struct ChartTests {
    private static let hostile = "<script>alert(1)</script>\" onload='x' & \u{0000}\u{FFFE}\u{202E}"

    /// Every kind of chart, drawn with the given label and number.
    private static func all(label: String, value: Int) -> [String] {
        [
            Charts.columns(
                [ChartSeries(name: label, values: [Double(value), 1], style: label)], labels: [label, label],
                title: label, idPrefix: label),
            Charts.horizontalBars([(label, Double(value), label)], title: label, idPrefix: label),
            Charts.share([(label, value, label), ("b", 1, "open")], title: label, idPrefix: label),
            Charts.pareto([(label, value)], total: value, title: label, idPrefix: label),
            Charts.sparkline([value, 1], title: label),
            Charts.map(
                points: [(0.5, 0.5, 0, label, label)], labels: [(0.5, 0.5, label, label)], title: label,
                idPrefix: label),
        ]
    }

    @Test func draws_a_note_where_there_is_no_data() {
        let charts = [
            Charts.columns([], labels: [], title: "T", idPrefix: "a"),
            Charts.columns([ChartSeries(name: "n", values: [], style: "open")], labels: [], title: "T", idPrefix: "a"),
            Charts.horizontalBars([], title: "T", idPrefix: "a"),
            Charts.share([], title: "T", idPrefix: "a"),
            Charts.share([("none", 0, "open")], title: "T", idPrefix: "a"),
            Charts.pareto([], total: 0, title: "T", idPrefix: "a"),
            Charts.pareto([("none", 0)], total: 0, title: "T", idPrefix: "a"),
            Charts.map(points: [], labels: [], title: "T", idPrefix: "a"),
        ]
        for chart in charts {
            #expect(chart.contains("No data"))
            #expect(chart.contains("<title id=\"a-title\">T</title>"))
        }
        #expect(Charts.sparkline([], title: "T").contains("<title>T</title>"))
        #expect(!Charts.sparkline([0, 0], title: "T").contains("<path"))
    }

    @Test func escapes_hostile_text_everywhere() {
        for chart in Self.all(label: Self.hostile, value: 3) {
            #expect(!chart.contains("<script"))
            #expect(!chart.contains("onload='"))
            #expect(!chart.unicodeScalars.contains("\u{0000}"))
            #expect(!chart.unicodeScalars.contains("\u{FFFE}"))
        }
    }

    @Test func stays_within_its_frame_for_any_number() {
        for value in [Int.max, Int.min, -1, 0, 1] {
            for chart in Self.all(label: "x", value: value) {
                for word in ["nan", "inf", "e+", "NaN"] { #expect(!chart.contains("=\"\(word)")) }
                #expect(chart.contains("</svg>"))
            }
        }
        let odd = [Double.nan, .infinity, -.infinity, 1e300, -5]
        let columns = Charts.columns(
            [ChartSeries(name: "n", values: odd, style: "open")], labels: ["a", "b", "c", "d", "e"], title: "T",
            idPrefix: "a")
        #expect(columns.contains("height=\"200\""))
        #expect(!columns.contains("height=\"-"))
        let bars = Charts.horizontalBars(odd.map { ("x", $0, "") }, title: "T", idPrefix: "a")
        #expect(bars.contains("width=\"640\""))
    }

    @Test func holds_no_style_attribute_and_no_script() {
        for chart in Self.all(label: "Label", value: 12) {
            #expect(!chart.contains("style="))
            #expect(!chart.contains("<style"))
            #expect(!chart.contains("javascript"))
        }
    }

    @Test func stacks_series_from_the_bottom() {
        let series = [
            ChartSeries(name: "closed", values: [30], style: "closed"),
            ChartSeries(name: "open", values: [10], style: "open"),
        ]
        let chart = Charts.columns(series, labels: ["2024"], title: "T", idPrefix: "a")
        // The axis ends at 40: the closed tickets take 150 of 200 units, the open ones the 50 above.
        #expect(chart.contains("y=\"64\" width=\"64\" height=\"150\"><title>2024, closed: 30</title>"))
        #expect(chart.contains("y=\"14\" width=\"64\" height=\"50\"><title>2024, open: 10</title>"))
        #expect(chart.contains("<ul class=\"legend\">"))
    }

    @Test func treats_missing_values_of_a_series_as_zero() {
        let series = [ChartSeries(name: "n", values: [1], style: "open")]
        let chart = Charts.columns(series, labels: ["a", "b"], title: "T", idPrefix: "a")
        #expect(chart.contains("a, n: 1"))
        #expect(!chart.contains("b, n:"))
        #expect(!chart.contains("legend"))
    }

    @Test func describes_the_chart_for_those_who_cannot_see_it() {
        let series = [ChartSeries(name: "n", values: [1, 7, 2], style: "open")]
        let chart = Charts.columns(series, labels: ["Jan", "Feb", "Mar"], title: "Tickets", idPrefix: "c1")
        #expect(chart.contains("role=\"img\" aria-labelledby=\"c1-title\" aria-describedby=\"c1-desc\""))
        #expect(chart.contains("3 columns from Jan to Mar, 10 in all; the highest is Feb with 7."))
    }

    @Test func gives_each_part_its_share() {
        let chart = Charts.share(
            [("Open", 25, "open"), ("Closed", 75, "closed"), ("None", 0, "unknown")], title: "T", idPrefix: "a")
        #expect(chart.contains("x=\"0\" y=\"0\" height=\"32\" width=\"158\""))
        #expect(chart.contains("x=\"160\" y=\"0\" height=\"32\" width=\"478\""))
        #expect(chart.contains("Closed 75 (75%)"))
        #expect(chart.contains("None 0 (0%)"))
    }

    @Test func marks_where_half_of_the_whole_is_reached() {
        let items = [("small", 10), ("large", 50), ("middle", 30)]
        let chart = Charts.pareto(items, total: 120, title: "T", idPrefix: "a")
        #expect(chart.contains("half in the first 2"))
        #expect(chart.contains("<title>1. large: 50</title>"))
        #expect(chart.contains("The first 2 hold half of all 120."))
        let little = Charts.pareto(items, total: 1_000, title: "T", idPrefix: "a")
        #expect(!little.contains("half in"))
        #expect(little.contains("less than half of all 1,000"))
    }

    @Test func orders_equal_items_of_a_pareto_chart_by_label() {
        let one = Charts.pareto([("b", 2), ("a", 2), ("c", 5)], total: 9, title: "T", idPrefix: "a")
        let two = Charts.pareto([("c", 5), ("a", 2), ("b", 2)], total: 9, title: "T", idPrefix: "a")
        #expect(one == two)
    }

    @Test func draws_a_single_value_of_a_sparkline_as_a_dot() {
        let chart = Charts.sparkline([4], title: "T")
        #expect(chart.contains("cx=\"60\""))
        #expect(!chart.contains("<path"))
    }

    @Test func keeps_ids_and_classes_within_safe_letters() {
        let chart = Charts.share([("a", 1, "x\" y")], title: "T", idPrefix: "a b\"<")
        #expect(chart.contains("id=\"a-b---title\""))
        #expect(chart.contains("series--x--y"))
    }
}
