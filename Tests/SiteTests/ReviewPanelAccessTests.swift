import Foundation
import TestSupport
import Testing

/// The review panel for people who see little, or nothing: names, contrast, room on a telephone.
@Suite(.serialized, .enabled(if: ReviewedWorkspace.hasTools, "chromium or ssh-keygen is not installed"))
struct ReviewPanelAccessTests {
    private let workspace: ReviewedWorkspace
    private let browser: Browser

    init() throws {
        workspace = try ReviewedWorkspace()
        browser = try Browser()
    }

    /// The panel with all that it can show, signed.
    private func openSigned() throws {
        try browser.open(workspace.page())
        try browser.waitUntil("document.querySelector('[data-review-ready]')")
        try browser.fill("#review-signer", ReviewedWorkspace.signer)
        try browser.click("#review-create")
        try browser.waitUntil("document.getElementById('review-enrolment').open")
        try browser.evaluate("for (const part of document.querySelectorAll('#review details')) part.open = true")
        try browser.waitUntil("!document.getElementById('review-sign').disabled")
        try browser.click("#review-sign")
        try browser.waitUntil("!document.querySelector('[data-review-done]').hidden")
    }

    private static let controls: Set<String> = [
        "button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "spinbutton", "listbox", "option",
        "region", "group", "radiogroup", "DisclosureTriangle",
    ]

    @Test func everyControlHasAName() throws {
        try openSigned()
        for action in ["approve", "correction", "rating", "rename", "move", "merge", "split", "exclude"] {
            try browser.click("input[value=\"\(action)\"]")
            let controls = try browser.accessibleNodes().filter { Self.controls.contains($0.role) }
            #expect(controls.count > 40)
            let nameless = controls.filter {
                $0.name.trimmingCharacters(in: .whitespaces).isEmpty && $0.role != "group"
            }
            #expect(nameless.map(\.role) == [], "\(action)")
        }
        let names = try browser.accessibleNodes().filter { $0.role == "radio" }.map(\.name)
        #expect(names.contains("Approve") && names.contains("Exclude a ticket"))
    }

    /// Texts of the panel whose contrast with what is behind them is below WCAG 2.2 AA.
    private static let faint = """
        (() => {
            const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
            const light = ([r, g, b]) => [r, g, b].map((part) => {
                const share = part / 255;
                return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
            const behind = (element) => {
                for (let at = element; at; at = at.parentElement) {
                    const colour = parse(getComputedStyle(at).backgroundColor);
                    if (colour.length === 3 || colour[3] === 1) return colour;
                    if (colour[3] > 0) return null;
                }
                return [255, 255, 255];
            };
            const found = [];
            let looked = 0;
            for (const element of document.querySelectorAll("#review *")) {
                const hasText = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
                const isField = element.matches("input[type=text], input[type=number], textarea, select");
                if (!(hasText || isField) || !element.checkVisibility({ opacityProperty: true })) continue;
                if (element.closest("button:disabled")) continue;
                const style = getComputedStyle(element);
                const back = behind(element);
                const [dim, bright] = [light(parse(style.color)), back ? light(back) : NaN].sort((a, b) => a - b);
                looked += 1;
                const ratio = (bright + 0.05) / (dim + 0.05);
                if (!(ratio >= 4.5)) found.push(element.tagName + "#" + element.id + " " + ratio.toFixed(2));
            }
            return looked > 40 ? found : ["only " + looked + " texts"];
        })()
        """

    /// Fields and buttons that no frame shows to be some.
    private static let frameless = """
        (() => Array.from(document.querySelectorAll("#review :is(input[type=text], input[type=number], textarea, select," +
            " button, .review-choice span)")).filter((element) => element.checkVisibility()).map((element) => {
                const style = getComputedStyle(element);
                return style.borderTopStyle === "none" || style.borderTopWidth === "0px" ? element.tagName : null;
            }).filter(Boolean))()
        """

    @Test(arguments: [false, true]) func textStandsOut(isDark: Bool) throws {
        try browser.resize(width: 1_200, height: 900, isDark: isDark)
        try openSigned()
        try keepPicture(isDark ? "dark" : "light")
        for action in ["approve", "correction", "rating", "split"] {
            try browser.click("input[value=\"\(action)\"]")
            let faint = try browser.evaluate(Self.faint) as? [String]
            #expect(faint == [], "\(action)")
            let bare = try browser.evaluate(Self.frameless) as? [String]
            #expect(bare == [], "\(action)")
        }
    }

    @Test func fitsATelephone() throws {
        try browser.resize(width: 360, height: 740)
        try openSigned()
        let wide =
            try browser.evaluate(
                """
                Array.from(document.querySelectorAll("#review *")).filter((element) => element.checkVisibility() &&
                    !element.closest(".review-bytes, .review-ticket-boxes, .visually-hidden") &&
                    element.getBoundingClientRect().right > 361).map((element) => element.tagName + "#" + element.id)
                """) as? [String]
        #expect(wide == [])
        try keepPicture("telephone")
    }

    /// Pictures to look at, where `CASEBOOK_PICTURES` names a folder for them.
    private func keepPicture(_ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["CASEBOOK_PICTURES"] else { return }
        try browser.screenshot().write(to: URL(filePath: folder).appending(path: "review-\(name).png"))
    }
}
