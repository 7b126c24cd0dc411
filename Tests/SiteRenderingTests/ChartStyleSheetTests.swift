import Foundation
import Testing

@testable import SiteRendering

/// The style sheet and the scripts that the pages and their charts rely on.
@Suite struct ChartStyleSheetTests {
    private static let assets: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let assets = folder.appendingPathComponent("site/assets")
            if FileManager.default.fileExists(atPath: assets.path) { return assets }
        }
        return folder
    }()

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: assets.appendingPathComponent(name), encoding: .utf8)
    }

    /// The colours of one theme, by name without the leading dashes.
    private static func colors(in sheet: String, after start: String) throws -> [String: String] {
        let begin = try #require(sheet.range(of: start))
        let rest = sheet[begin.upperBound...]
        let block = rest[..<(try #require(rest.firstIndex(of: "}")))]
        let pairs = block.matches(of: /--([a-z0-9-]+): (#[0-9a-f]{6});/).map { (String($0.1), String($0.2)) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    @Test func defines_the_same_dark_theme_for_system_and_choice() throws {
        let sheet = try Self.text("style.css")
        let system = try Self.colors(in: sheet, after: ":root:not([data-theme=\"light\"]) {")
        let chosen = try Self.colors(in: sheet, after: "\n:root[data-theme=\"dark\"] {")
        let light = try Self.colors(in: sheet, after: "\n:root {")
        #expect(system == chosen)
        #expect(Set(system.keys) == Set(light.keys))
        #expect(light.count > 40)
    }

    @Test(arguments: ["\n:root {", "\n:root[data-theme=\"dark\"] {"])
    func keeps_contrasts_of_level_AA(theme: String) throws {
        let colors = try Self.colors(in: try Self.text("style.css"), after: theme)
        var pairs: [(text: String, ground: String, least: Double)] = [
            ("accent-strong", "accent-soft", 4.5), ("on-accent", "accent", 4.5), ("ink-soft", "accent-soft", 4.5),
        ]
        for ground in ["paper", "surface", "sunken"] {
            for text in ["ink", "ink-soft", "accent", "accent-strong"] { pairs.append((text, ground, 4.5)) }
        }
        for ground in ["accent-soft", "blue-soft", "amber-soft", "mark"] { pairs.append(("ink", ground, 4.5)) }
        for color in ["red", "amber", "green", "blue", "violet", "grey"] {
            pairs += [(color, "\(color)-soft", 4.5), (color, "surface", 4.5)]
        }
        // Borders of controls, and the colours of charts.
        pairs += [("rule-strong", "surface", 3), ("rule-strong", "paper", 3), ("series-accent", "track", 3)]
        for name in colors.keys.sorted() where name.hasPrefix("series-") || name.wholeMatch(of: /c[0-9]+/) != nil {
            pairs.append((name, "surface", 3))
        }
        for pair in pairs {
            let text = try #require(colors[pair.text], "\(pair.text) is missing")
            let ground = try #require(colors[pair.ground], "\(pair.ground) is missing")
            let contrast = Self.contrast(text, ground)
            #expect(contrast >= pair.least, "\(pair.text) on \(pair.ground): \(contrast)")
        }
    }

    @Test func has_a_rule_for_every_class_of_the_charts() throws {
        let sheet = try Self.text("style.css")
        let drawings = [
            Charts.columns(
                [
                    ChartSeries(name: "a", values: [1], style: "open"),
                    ChartSeries(name: "b", values: [1], style: "closed"),
                ],
                labels: ["x"], title: "T", idPrefix: "a"),
            Charts.share(
                ["critical", "high", "normal", "low", "unknown", "pending"].map { ($0, 1, $0) }, title: "T",
                idPrefix: "b"),
            Charts.horizontalBars([("a", 1, "")], title: "T", idPrefix: "c"),
            Charts.pareto([("a", 1)], total: 1, title: "T", idPrefix: "d"),
            Charts.sparkline([1, 2], title: "T"),
            Charts.map(
                points: (-1..<12).map { (0.5, 0.5, $0, "t", "t") }, labels: [(0.5, 0.5, "n", "n")], title: "T",
                idPrefix: "e"),
        ]
        let plain: Set = [
            "chart__svg--columns", "chart__svg--bars", "chart__svg--pareto", "chart__label", "series--accent",
        ]
        for drawing in drawings {
            for match in drawing.matches(of: /class="([^"]*)"/) {
                for name in match.1.split(separator: " ") where !plain.contains(String(name)) {
                    #expect(sheet.contains(".\(name)"), "no rule for \(name)")
                }
            }
        }
    }

    @Test func loads_nothing_from_elsewhere_and_writes_no_markup_from_scripts() throws {
        let sheet = try Self.text("style.css")
        for word in ["@import", "url(", "@font-face", "http:"] { #expect(!sheet.contains(word), "\(word)") }
        for name in ["theme.js", "site.js", "search.js"] {
            let script = try Self.text(name)
            let forbidden = [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(",
                "XMLHttpRequest", "import(", ".style.", "http:", "https:",
            ]
            for word in forbidden { #expect(!script.contains(word), "\(name): \(word)") }
            #expect(script.contains("\"use strict\";"), "\(name)")
        }
    }

    private static func contrast(_ one: String, _ other: String) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// The relative luminance of WCAG 2.2.
    private static func luminance(_ color: String) -> Double {
        let value = Int(color.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF].map { part in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
