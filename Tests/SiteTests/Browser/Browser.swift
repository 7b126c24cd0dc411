import Foundation
import TestSupport

/// A headless Chromium with one page, driven by the DevTools protocol over a pipe. Waits for what happens, never for a
/// time.
final class Browser {
    /// What the protocol calls an object.
    typealias Message = [String: Any]

    enum Failure: Error { case ended, refused(String), threw(String) }

    static let program = URL(filePath: "/usr/bin/chromium")
    static let isHere = Repository.hasTools("/usr/bin/chromium")

    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private let folder: Scratch
    private var session: String?
    private var last = 0
    private var unread = Data()
    /// What happened and was not asked for yet.
    private var events: [Message] = []
    /// What the console said that nobody wants to read: errors, exceptions, violations of the policy.
    private(set) var complaints: [String] = []

    /// Where downloads go.
    var downloads: URL { folder.url.appending(path: "downloads") }

    init(width: Int = 1_200, height: Int = 900) throws {
        folder = try Scratch()
        process.executableURL = URL(filePath: "/bin/sh")
        // Chromium reads commands from descriptor 3 and answers on 4.
        process.arguments = [
            "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 1>&2 0</dev/null", Self.program.path, "--headless=new", "--no-sandbox",
            "--disable-gpu", "--no-first-run", "--user-data-dir=\(folder.url.path)/profile",
            "--window-size=\(width),\(height)", "--remote-debugging-pipe",
        ]
        process.standardInput = commands
        process.standardOutput = answers
        process.standardError = FileHandle.nullDevice
        // A browser that has ended is told by the pipe, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        let target = try send("Target.createTarget", ["url": "about:blank"])
        let attached = try send("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Accessibility"] { try send("\(domain).enable") }
        try send(
            "Browser.setDownloadBehavior",
            ["behavior": "allow", "downloadPath": downloads.path, "eventsEnabled": true], toBrowser: true)
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// Sends a command and waits for its answer.
    @discardableResult
    func send(_ method: String, _ parameters: Message = [:], toBrowser: Bool = false) throws -> Message {
        last += 1
        var message: Message = ["id": last, "method": method, "params": parameters]
        if let session, !toBrowser { message["sessionId"] = session }
        let data = try JSONSerialization.data(withJSONObject: message)
        try commands.fileHandleForWriting.write(contentsOf: data + [0])
        while true {
            let answer = try read()
            guard answer["id"] as? Int == last else { continue }
            if let error = answer["error"] as? Message { throw Failure.refused("\(method): \(error)") }
            return answer["result"] as? Message ?? [:]
        }
    }

    /// Waits for an event, which may have come already.
    @discardableResult
    func wait(for method: String, where fits: (Message) -> Bool = { _ in true }) throws -> Message {
        while true {
            let index = events.firstIndex { event in
                event["method"] as? String == method && fits(event["params"] as? Message ?? [:])
            }
            if let index { return events.remove(at: index)["params"] as? Message ?? [:] }
            _ = try read()
        }
    }

    /// The next message; events are kept.
    private func read() throws -> Message {
        while true {
            if let end = unread.firstIndex(of: 0) {
                let data = unread[unread.startIndex..<end]
                unread = Data(unread[unread.index(after: end)...])
                let message = try JSONSerialization.jsonObject(with: data) as? Message ?? [:]
                if message["method"] != nil { note(message) }
                return message
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure.ended }
            unread += more
        }
    }

    private func note(_ event: Message) {
        events.append(event)
        let parameters = event["params"] as? Message ?? [:]
        switch event["method"] as? String {
        case "Runtime.exceptionThrown": complaints.append("exception: \(parameters["exceptionDetails"] ?? "")")
        case "Log.entryAdded":
            let entry = parameters["entry"] as? Message ?? [:]
            if entry["level"] as? String != "verbose" { complaints.append("log: \(entry["text"] ?? "")") }
        case "Runtime.consoleAPICalled" where ["error", "warning"].contains(parameters["type"] as? String ?? ""):
            complaints.append("console: \(parameters["args"] ?? "")")
        default: break
        }
    }

    // MARK: The page

    /// Opens an address and waits until it has loaded.
    func open(_ address: URL) throws {
        events.removeAll()
        try send("Page.navigate", ["url": address.absoluteString])
        try wait(for: "Page.loadEventFired")
    }

    /// The value of an expression of the page, promises waited for.
    @discardableResult
    func evaluate(_ script: String) throws -> Any? {
        let answer = try send(
            "Runtime.evaluate", ["expression": script, "awaitPromise": true, "returnByValue": true])
        if let details = answer["exceptionDetails"] { throw Failure.threw("\(script): \(details)") }
        return (answer["result"] as? Message)?["value"]
    }

    func text(_ script: String) throws -> String { try evaluate(script) as? String ?? "" }

    /// Waits until an expression holds, looking again whenever the document changes. What never comes is an error after a
    /// while, so that a broken page does not stop all tests.
    func waitUntil(_ condition: String) throws {
        try evaluate(
            """
            new Promise((resolve, reject) => {
                setTimeout(() => reject(new Error("it never came")), 30000);
                const look = () => {
                    if (!(\(condition))) return;
                    observer.disconnect();
                    resolve(true);
                };
                const observer = new MutationObserver(look);
                observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
                look();
            })
            """)
    }

    /// Clicks an element where people would.
    func click(_ selector: String) throws {
        let place =
            try evaluate(
                """
                (async () => {
                    const element = document.querySelector('\(selector)');
                    element.scrollIntoView({ block: "center", behavior: "instant" });
                    let last = null;
                    // What moves is not clicked at: the place must hold for a frame, and be the element's own.
                    for (let frame = 0; frame < 120; frame += 1) {
                        await new Promise((resolve) => requestAnimationFrame(resolve));
                        const box = element.getBoundingClientRect();
                        const place = [box.left + box.width / 2, box.top + box.height / 2];
                        const hit = document.elementFromPoint(place[0], place[1]);
                        const isOwn = hit !== null && (element.contains(hit) || hit.contains(element));
                        if (isOwn && last !== null && last[0] === place[0] && last[1] === place[1]) return place;
                        last = place;
                    }
                    return last;
                })()
                """) as? [Double]
        guard let place, place.count == 2 else { throw Failure.refused("nothing to click: \(selector)") }
        for type in ["mousePressed", "mouseReleased"] {
            try send(
                "Input.dispatchMouseEvent",
                ["type": type, "x": place[0], "y": place[1], "button": "left", "clickCount": 1])
        }
    }

    /// Replaces what stands in a field.
    func fill(_ selector: String, _ text: String) throws {
        try evaluate("document.querySelector('\(selector)').focus(); document.querySelector('\(selector)').select()")
        try type(text)
    }

    func type(_ text: String) throws { try send("Input.insertText", ["text": text]) }

    /// Presses a key: `Tab`, `Enter`, `ArrowDown`, or a space.
    func press(_ key: String, shift: Bool = false) throws {
        let codes = ["Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowRight": 39]
        var message: Message = [
            "key": key, "code": key == " " ? "Space" : key, "windowsVirtualKeyCode": codes[key] ?? 0,
            "modifiers": shift ? 8 : 0,
        ]
        if key == "Enter" { message["text"] = "\r" }
        if key == " " { message["text"] = " " }
        message["type"] = message["text"] == nil ? "rawKeyDown" : "keyDown"
        try send("Input.dispatchKeyEvent", message)
        message["type"] = "keyUp"
        message["text"] = nil
        try send("Input.dispatchKeyEvent", message)
    }

    /// The file that a click on a download link brings.
    func download(_ start: () throws -> Void) throws -> (name: String, bytes: Data) {
        try start()
        let begun = try wait(for: "Browser.downloadWillBegin")
        let name = begun["suggestedFilename"] as? String ?? ""
        try wait(for: "Browser.downloadProgress") { $0["state"] as? String == "completed" }
        return (name, try Data(contentsOf: downloads.appending(path: name)))
    }

    /// Roles and names of what assistive technology sees.
    func accessibleNodes() throws -> [(role: String, name: String)] {
        let tree = try send("Accessibility.getFullAXTree")["nodes"] as? [Message] ?? []
        return tree.filter { $0["ignored"] as? Bool != true }.map { node in
            let role = (node["role"] as? Message)?["value"] as? String ?? ""
            return (role, (node["name"] as? Message)?["value"] as? String ?? "")
        }
    }

    /// Emulates a screen.
    func resize(width: Int, height: Int, isDark: Bool = false) throws {
        try send(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
        let scheme: Message = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try send("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    /// A picture of the whole page as PNG.
    func screenshot() throws -> Data {
        let answer = try send("Page.captureScreenshot", ["captureBeyondViewport": true])
        return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
    }
}
