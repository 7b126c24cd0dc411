import Testing

@testable import SiteRendering

@Suite struct ChartMapTests {
    private typealias Point = (x: Float, y: Float, cluster: Int, href: String, title: String)

    private static func points(_ count: Int, clusters: Int) -> [Point] {
        (0..<count).map { index in
            let x = Float(index % 97) / 97
            let y = Float(index % 89) / 89
            return (x, y, index % clusters - 1, "../tickets/\(index)/index.html", "T-\(index)")
        }
    }

    @Test func links_each_dot_while_there_are_few() {
        let map = Charts.map(points: Self.points(40, clusters: 4), labels: [], title: "Map", idPrefix: "m")
        #expect(map.components("<a href=\"../tickets/").count == 41)
        #expect(map.contains("tabindex=\"-1\"><title>T-7</title>"))
        #expect(map.contains("40 tickets in 3 clusters, and 10 in none."))
    }

    @Test func stays_light_with_thousands_of_tickets() {
        let map = Charts.map(points: Self.points(5_000, clusters: 41), labels: [], title: "Map", idPrefix: "m")
        #expect(!map.contains("<a "))
        #expect(map.components("<path").count == 42)
        #expect(map.utf8.count < 250_000)
    }

    @Test func tells_clusters_apart_by_shape_and_colour() {
        let points: [Point] = (0..<13).map { (0.5, 0.5, $0, "t", "t") }
        let map = Charts.map(points: points, labels: [], title: "Map", idPrefix: "m")
        let groups = map.components("<g class=\"dots ").dropFirst()
        let colours = groups.map { $0.components("\"").first ?? "" }
        #expect(colours.count == 13)
        #expect(colours.first == "map-c0")
        #expect(colours.last == "map-c0")
        let first = groups.first ?? ""
        let last = groups.last ?? ""
        #expect(first.contains("stroke-linecap=\"round\""))
        #expect(!last.contains("stroke-linecap=\"round\""))
    }

    @Test func gives_lists_the_same_sign_as_the_map() {
        let map = Charts.map(points: [(0.5, 0.5, 13, "t", "t")], labels: [], title: "Map", idPrefix: "m")
        let sign = Charts.mapSign(cluster: 13)
        #expect(map.contains("map-c1\" fill=\"currentColor\""))
        #expect(sign.contains("map-c1\" fill=\"currentColor\""))
        #expect(Charts.mapSign(cluster: -1).contains("map-none"))
    }

    @Test func leaves_out_names_that_would_cover_larger_ones() {
        let labels: [(x: Float, y: Float, text: String, href: String)] = [
            (0.5, 0.5, "Printer offline", "a"), (0.5, 0.5, "VPN drops", "b"), (0.5, 0.9, "Slow search", "c"),
        ]
        let map = Charts.map(points: Self.points(3, clusters: 2), labels: labels, title: "Map", idPrefix: "m")
        #expect(map.contains("Printer offline"))
        #expect(!map.contains("VPN drops"))
        #expect(map.contains("<a href=\"c\"><text class=\"map__name\""))
    }

    @Test func never_links_to_what_could_run() {
        let addresses = [
            "javascript:alert(1)", "JaVaScRiPt:\u{301}x", " javascript:x", "//host/x", "//\u{301}host", "\\\\host",
            "data:x", "",
        ]
        for address in addresses {
            let map = Charts.map(
                points: [(0.1, 0.1, 0, address, "t")], labels: [(0.5, 0.5, "n", address)], title: "Map", idPrefix: "m")
            #expect(!map.contains("href"), "\(address)")
        }
        #expect(SVG.address("https://a.example/x?y=1&z=2") == "https://a.example/x?y=1&amp;z=2")
        #expect(SVG.address("../a/index.html#x:y") == "../a/index.html#x:y")
    }

    @Test func keeps_odd_positions_within_the_frame() {
        let points: [Point] = [(.nan, .infinity, 0, "a", "a"), (-5, 7, 0, "b", "b")]
        let map = Charts.map(points: points, labels: [(.nan, -3, "n", "a")], title: "Map", idPrefix: "m")
        #expect(map.contains("M320 240h0"))
        #expect(map.contains("M22 458h0"))
    }

    @Test func does_not_depend_on_the_order_of_clusters() {
        let points = Self.points(30, clusters: 3)
        let sorted = points.sorted { $0.cluster < $1.cluster }
        let one = Charts.map(points: sorted, labels: [], title: "Map", idPrefix: "m")
        let two = Charts.map(points: points, labels: [], title: "Map", idPrefix: "m")
        #expect(one == two)
    }
}

extension String {
    /// The parts between occurrences of `separator`.
    fileprivate func components(_ separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

extension Substring {
    fileprivate func components(_ separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
