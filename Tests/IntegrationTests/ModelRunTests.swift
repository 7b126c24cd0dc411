import Foundation
import Synchronization
import TestSupport
import Testing

/// Builds with a language model behind a real HTTP server on this machine.
@Suite struct ModelRunTests {
    /// A workspace whose model is the server's, with two questions and an article.
    private func workspace(
        in scratch: Scratch, _ server: ScriptedServer, chat: String = "", budget: String = "", tickets: Data? = nil
    ) throws -> URL {
        let root = try SampleWorkspace.make(
            in: scratch, tenants: ["acme": ["tickets.csv": tickets ?? SampleWorkspace.csv(count: 120)]],
            configuration: """
                version: 1
                models:
                  embedding:
                    provider: lexical
                  chat:
                    provider: openai-compatible
                    model: writer-1
                    endpoint: \(server.url("/v1").absoluteString)
                    api_key: ${WRITER_KEY}
                    price: {input: 2.50, output: 10, currency: EUR}
                \(chat.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
                \(budget)
                """)
        let acme = root.appending(path: "tenants/acme")
        for folder in ["questions", "knowledge"] {
            try FileManager.default.createDirectory(
                at: acme.appending(path: folder), withIntermediateDirectories: true)
        }
        try Data("question: What happens to the VPN tunnel after login?\n".utf8)
            .write(to: acme.appending(path: "questions/vpn.yaml"))
        try Data("question: Who repairs the coffee machine in Helsinki?\n".utf8)
            .write(to: acme.appending(path: "questions/coffee.yaml"))
        try Data("# Paper jam\n\nClean the sensor of the tray, then restart the printer.\n".utf8)
            .write(to: acme.appending(path: "knowledge/paper-jam.md"))
        return root
    }

    private static let key = ["WRITER_KEY": "sk-writer-key-1"]
    private static let service = OpenAIServer(.bearer("sk-writer-key-1"))

    private func writer() throws -> ScriptedServer {
        try ScriptedServer { _, request in Self.service.writing(request) { WritingModel().reply($0) } }
    }

    private func build(_ root: URL, _ options: String..., command: String = "build") throws -> Command {
        try Command.run(
            Repository.binary, [command, "--workspace", root.path, "--format", "json"] + options,
            environment: Self.key)
    }

    private func tenant(_ run: Command) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        return try #require((json?["tenants"] as? [[String: Any]])?.first, "\(run.errors)")
    }

    private func text(_ root: URL, _ path: String) throws -> String {
        try String(contentsOf: root.appending(path: "public/acme/\(path)"), encoding: .utf8)
    }

    /// The published resolutions and answers.
    private func published(_ root: URL) throws -> [String: String] {
        let site = root.appending(path: "public/acme")
        var texts: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: site.path) ?? .init()
        where name.hasSuffix("/resolution.md") || name.hasSuffix("/answer.md") {
            texts[name] = try String(contentsOf: site.appending(path: name), encoding: .utf8)
        }
        return texts
    }

    @Test func aModelWritesOnceAndAChangedTicketCostsItsOwnTexts() throws {
        let scratch = try Scratch()
        let server = try writer()
        let root = try workspace(in: scratch, server)
        let first = try build(root)
        #expect(first.status == 0, "\(first.errors)")
        let calls = server.requests.count
        let texts = try published(root)
        let resolutions = texts.filter { $0.key.hasSuffix("resolution.md") }
        #expect(!resolutions.isEmpty && resolutions.count <= calls)
        for (path, text) in resolutions {
            #expect(text.contains("The language model openai-compatible/writer-1 wrote this text"), "\(path): \(text)")
            #expect(text.contains("“"), "\(path) quotes nothing")
        }
        #expect(texts["assessments/vpn/answer.md"]?.contains("writer-1") == true, "\(texts.keys.sorted())")
        let about = try text(root, "about/index.html")
        #expect(about.contains("What the texts cost") && about.contains("EUR"))
        // Prompts hold no personal data and no plain key stands in what is said.
        #expect(!first.errors.contains("sk-writer") && !first.output.contains("sk-writer"))

        let second = try build(root)
        #expect(try tenant(second)["unchanged"] as? Bool == true)
        // A new site of the same book costs nothing either.
        try FileManager.default.removeItem(at: root.appending(path: "public"))
        #expect(try build(root).status == 0)
        #expect(server.requests.count == calls)
        #expect(try published(root) == texts)

        // One ticket changes: its cluster's text, and the answers that rest on it.
        let file = root.appending(path: "tenants/acme/inbox/tickets.csv")
        var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        let index = try #require(lines.firstIndex { $0.hasPrefix("T-1,") })
        lines[index] = lines[index].replacing("closes in office", with: "shuts in office")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        let third = try build(root)
        #expect(third.status == 0, "\(third.errors)")
        let citing = texts.values.filter { $0.contains("T-1]") }.count
        #expect(
            server.requests.count - calls <= 1 + citing,
            "\(citing) cite it: \(server.requests.dropFirst(calls).map { WritingModel.prompt($0) }.map { "\($0.format ?? "") \($0.advice ?? "")" })"
        )

        let status = try build(root, command: "status")
        let spent = try #require((try tenant(status)["models"] as? [String: Any])?["today"] as? [[String: Any]])
        #expect(spent.contains { $0["stage"] as? String == "resolve" && $0["currency"] as? String == "EUR" })
    }

    @Test func theEstimateIsWithinAFewPercentOfWhatTheRunUses() throws {
        let scratch = try Scratch()
        let server = try writer()
        let root = try workspace(in: scratch, server, tickets: Data(try Self.realishTickets().utf8))
        let estimate = try build(root, command: "estimate")
        #expect(estimate.status == 0, "\(estimate.errors)")
        #expect(server.requests.isEmpty)
        let total = try #require(
            ((try JSONSerialization.jsonObject(with: Data(estimate.output.utf8)) as? [String: Any])?["total"]
                as? [[String: Any]])?.first)
        let run = try build(root)
        #expect(run.status == 0, "\(run.errors)")
        let charges = try #require(try tenant(run)["model_calls"] as? [[String: Any]])
        func sum(_ name: String) -> Int { charges.reduce(0) { $0 + ($1[name] as? Int ?? 0) } }
        #expect(total["calls"] as? Int == sum("calls"), "\(charges)")
        let expected = (total["input_tokens"] as? Int ?? 0) + (total["output_tokens"] as? Int ?? 0)
        let used = sum("input_tokens") + sum("output_tokens")
        let ratio = Double(expected) / Double(max(1, used))
        #expect((0.85...1.15).contains(ratio), "estimated \(expected), used \(used)")
        let again = try build(root, command: "estimate")
        #expect(again.output.contains("\"total\":[]"), "\(again.output)")
    }

    @Test func aCeilingIsNeverPassedByRunsAtTheSameTimeAndOneAfterAnother() throws {
        let scratch = try Scratch()
        let server = try writer()
        let ceiling = 40_000
        let root = try workspace(
            in: scratch, server, chat: "concurrency: 4", budget: "budget:\n  tokens_per_day: \(ceiling)",
            tickets: Data(try Self.realishTickets().utf8))
        // A second tenant with the same tickets shares the workspace's ceiling.
        try FileManager.default.copyItem(
            at: root.appending(path: "tenants/acme"), to: root.appending(path: "tenants/bolt"))
        for options in [["--jobs", "2"], ["--jobs", "2", "--no-cache"], ["--no-cache"]] {
            let run = try Command.run(
                Repository.binary, ["build", "--workspace", root.path, "--format", "json"] + options,
                environment: Self.key)
            #expect(run.status == 0, "\(run.errors)")
            let used = server.requests.reduce(0) { sum, request in
                let prompt = WritingModel.prompt(request)
                return sum + prompt.tokens + WritingModel.tokens(WritingModel().reply(prompt))
            }
            #expect(used > 0 && used <= ceiling, "\(used) tokens after \(options)")
        }
        let last = try build(root)
        #expect((try tenant(last)["delayed"] as? [String: Int])?["budget"] ?? 0 > 0, "\(last.output)")
        #expect(last.errors.contains("budget"))
        #expect(try text(root, "about/index.html").contains("because the budget is used up"))
        #expect(try published(root).values.contains { $0.contains("No language model wrote this text") })
    }

    @Test func offlineAndOutsideTheWindowNothingIsCalledAndTheNextRunCatchesUp() throws {
        let scratch = try Scratch()
        let server = try writer()
        let hour = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date()).hour ?? 0
        let later = [(hour + 3) % 24, (hour + 5) % 24].map { ($0 < 10 ? "0" : "") + "\($0):00" }
        let root = try workspace(in: scratch, server, chat: "window: \(later[0])-\(later[1])")
        let closed = try build(root)
        #expect(closed.status == 0 && server.requests.isEmpty, "\(closed.errors)")
        #expect((try tenant(closed)["delayed"] as? [String: Int])?["window"] ?? 0 > 0)
        let configuration = root.appending(path: "casebook.yaml")
        let text = try String(contentsOf: configuration, encoding: .utf8)
        try Data(text.replacing("window: \(later[0])-\(later[1])", with: "").utf8).write(to: configuration)
        let offline = try build(root, "--offline")
        #expect(offline.status == 0 && server.requests.isEmpty, "\(offline.errors)")
        #expect(try tenant(offline)["delayed"] as? [String: Int] == tenant(closed)["delayed"] as? [String: Int])
        #expect(try self.text(root, "about/index.html").contains("A later run writes what is missing"))
        let online = try build(root)
        #expect(online.status == 0 && !server.requests.isEmpty, "\(online.errors)")
        #expect((try tenant(online)["delayed"] as? [String: Int])?.isEmpty == true, "\(online.output)")
        #expect(try build(root, "--offline").status == 0)
    }

    @Test func aModelThatObeysEveryTicketPutsNothingOfItOnAPage() throws {
        let scratch = try Scratch()
        let server = try ScriptedServer { _, request in
            Self.service.writing(request) { HostileTickets.obey($0) }
        }
        let root = try workspace(in: scratch, server, tickets: Data(HostileTickets.export.utf8))
        let run = try build(root)
        #expect(run.status == 0, "\(run.errors)")
        #expect(server.requests.count > 3)
        let data = root.appending(path: "public/acme")
        var leaks: [String] = []
        for (path, text) in try published(root) {
            // The claims and the title; the evidence below quotes tickets, and says so.
            let said = text.components(separatedBy: "## Evidence")[0]
            for effect in HostileTickets.effects where said.localizedCaseInsensitiveContains(effect) {
                leaks.append("\(path): \(effect)")
            }
        }
        #expect(leaks.isEmpty, "\(leaks)")
        // No page has a link or an image that a ticket asked for.
        for case let name as String in FileManager.default.enumerator(atPath: data.path) ?? .init()
        where name.hasSuffix(".html") {
            let page = try String(contentsOf: data.appending(path: name), encoding: .utf8)
            #expect(!page.contains("href=\"http://evil") && !page.contains("href=\"https://evil"), "\(name)")
            #expect(!page.contains("src=\"http"), "\(name)")
        }
        // Tickets that speak to the model were not shown to it.
        let prompts = server.requests.map { WritingModel.prompt($0).user }
        let shown = HostileTickets.orders.filter { order in prompts.contains { $0.contains(order.prefix(60)) } }
        #expect(shown.count * 10 <= HostileTickets.orders.count, "shown: \(shown)")
    }

    @Test func badRepliesLeaveExtractiveTextsWithTheReason() throws {
        let scratch = try Scratch()
        let faults = FaultyWriter()
        let server = try ScriptedServer { number, request in faults.reply(number, request, Self.service) }
        let root = try workspace(
            in: scratch, server, chat: "concurrency: 1", tickets: Data(try Self.realishTickets().utf8))
        let run = try build(root)
        #expect([0, 69].contains(run.status), "\(run.errors)")
        #expect(faults.seen.withLock { $0.count } >= 8, "\(faults.seen.withLock { $0 })")
        for (path, text) in try published(root) {
            #expect(text.contains("wrote this text"), "\(path)")
            #expect(!text.contains("evil.example") && !text.contains("<script"), "\(path)")
        }
        // What failed for a while is written by the next run; what was useless is not paid for again.
        let before = server.requests.count
        faults.isSound.withLock { $0 = true }
        let second = try build(root)
        #expect(second.status == 0, "\(second.errors)")
        let third = server.requests.count
        #expect(third >= before)
        #expect(try build(root).status == 0)
        #expect(server.requests.count == third)
    }

    @Test func aRefusedKeyStopsTheCallsAndTheSiteIsPublishedAllTheSame() throws {
        let scratch = try Scratch()
        let server = try ScriptedServer { _, request in
            OpenAIServer(.bearer("another")).writing(request) { WritingModel().reply($0) }
        }
        let root = try workspace(in: scratch, server, chat: "concurrency: 1")
        let run = try build(root)
        #expect(run.status == 78, "\(run.status) \(run.errors)")
        #expect(run.errors.contains("model_unauthorised") && !run.errors.contains("sk-"))
        #expect(server.requests.count <= 2)
        #expect(try text(root, "about/index.html").contains("because the model cannot be used now"))
        let doctor = try build(root, command: "doctor")
        #expect(doctor.status == 1 && doctor.output.contains("chat model"))
    }

    @Test func checksPassTheGateToo() throws {
        let scratch = try Scratch()
        let server = try writer()
        let poor = try workspace(in: scratch, server, budget: "budget:\n  calls_per_day: 1")
        let first = try build(poor, command: "doctor")
        #expect(first.status == 0 && server.requests.count == 1, "\(first.output) \(first.errors)")
        let second = try build(poor, command: "doctor")
        #expect(second.status == 1 && second.output.contains("ceiling of 1 calls a day"), "\(second.output)")
        #expect(server.requests.count == 1)
        let spent = try #require((try tenant(try build(poor, command: "status"))["models"] as? [String: Any])?["today"])
        #expect((spent as? [[String: Any]])?.map { $0["stage"] as? String } == ["doctor"])
    }

    @Test func aModelThatTakesNoTemperatureIsSentNone() throws {
        for (setting, isSent) in [("", true), ("temperature: false", false)] {
            let scratch = try Scratch()
            let server = try writer()
            #expect(try build(try workspace(in: scratch, server, chat: setting)).status == 0)
            #expect(!server.requests.isEmpty)
            for request in server.requests {
                let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
                #expect((body?["temperature"] != nil) == isSent, "\(setting)")
            }
        }
    }

    @Test func askAnswersWithCitationsOrSaysWhatIsMissing() throws {
        let scratch = try Scratch()
        let server = try writer()
        let root = try workspace(in: scratch, server)
        func ask(_ question: String, _ options: String...) throws -> [String: Any] {
            let run = try Command.run(
                Repository.binary, ["ask", question, "--workspace", root.path, "--format", "json"] + options,
                environment: Self.key)
            #expect(run.status == 0, "\(run.errors)")
            return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        }
        let answer = try ask("What happens to the VPN tunnel after login?")
        #expect(answer["answered"] as? Bool == true && answer["origin"] as? String == "openai-compatible/writer-1")
        let calls = server.requests.count
        #expect(calls > 0)
        let offline = try ask("Why does the invoice show the wrong total?", "--offline")
        #expect(offline["origin"] as? String == "extractive" && server.requests.count == calls)
    }

    @Test func vectorsOfAServiceAreKeptAndAnotherModelEmbedsAnew() throws {
        let scratch = try Scratch()
        let server = try ScriptedServer { _, request in
            Self.service.embeddings(request) { text in
                // A bag of words, hashed into as many dimensions as the model has.
                var vector = [Float](repeating: 0.01, count: 64)
                for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
                    let place = word.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % 64
                    vector[place] += 1
                }
                return vector
            }
        }
        let root = try SampleWorkspace.make(
            in: scratch, tenants: ["acme": ["tickets.csv": Data(try Self.realishTickets().utf8)]],
            configuration: "")
        func configure(_ model: String, _ budget: String = "") throws {
            try scratch.write(
                "workspace/casebook.yaml",
                """
                models:
                  embedding:
                    provider: openai-compatible
                    model: \(model)
                    endpoint: \(server.url("/v1").absoluteString)
                    api_key: ${WRITER_KEY}
                    dimension: 64
                    price: {input: 0.02}
                \(budget)
                """)
        }
        try configure("small-1", "budget: {tokens_per_day: 2000}")
        let poor = try build(root)
        #expect(poor.status == 69 && poor.errors.contains("budget_exhausted"), "\(poor.errors)")
        #expect(server.requests.count <= 1)
        try configure("small-1")
        let estimate = try build(root, command: "estimate")
        #expect(estimate.output.contains("\"stage\":\"embed\""), "\(estimate.output) \(estimate.errors)")
        #expect(estimate.output.contains("\"currency\":\"USD\""), "\(estimate.output)")
        // Where questions are asked, titles have vectors too.
        try scratch.write("workspace/tenants/acme/questions/vpn.yaml", "question: Why does the VPN drop?\n")
        let asked = try build(root, command: "estimate")
        #expect(try embeddingTokens(asked) > embeddingTokens(estimate))
        try FileManager.default.removeItem(at: root.appending(path: "tenants/acme/questions"))
        #expect(try build(root).status == 0)
        let calls = server.requests.count
        #expect(calls > 0)
        #expect(try build(root, "--offline").status == 0)
        #expect(server.requests.count == calls)
        try configure("small-2")
        let offline = try build(root, "--offline")
        #expect(offline.status == 69 && offline.errors.contains("[offline]"), "\(offline.errors)")
        #expect(try build(root).status == 0)
        #expect(server.requests.count > calls)
        let diff = try build(root, command: "diff")
        #expect(diff.output.contains("openai-compatible/small-2"), "\(diff.output)")
    }

    private func embeddingTokens(_ estimate: Command) throws -> Int {
        let object = try JSONSerialization.jsonObject(with: Data(estimate.output.utf8)) as? [String: Any]
        let total = object?["total"] as? [[String: Any]] ?? []
        return try #require(total.first?["input_tokens"] as? Int, "\(estimate.output)")
    }

    @Test func groundingIsMeasuredOnLabelledQuestions() throws {
        let scratch = try Scratch()
        let server = try writer()
        let root = try workspace(in: scratch, server)
        let file = try scratch.write(
            "questions.csv",
            """
            id,question,answerable,sources
            1,What happens to the VPN tunnel after login?,yes,T-1 T-5
            2,Why is the total of the invoice too high?,yes,
            3,Which coffee do the people of Helsinki drink?,no,
            """)
        func eval(_ options: String...) throws -> [String: Any] {
            let run = try Command.run(
                Repository.binary,
                [
                    "eval", "grounding", "--workspace", root.path, "--questions", file.path, "--evidence", "sources",
                    "--format", "json",
                ] + options, environment: Self.key)
            #expect(run.status == 0, "\(run.errors)")
            return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        }
        for scores in [try eval(), try eval("--offline")] {
            #expect(scores["answerable"] as? Int == 2 && scores["unanswerable"] as? Int == 1)
            #expect(scores["refused_share"] as? Double == 1, "\(scores)")
            #expect(scores["answered_share"] as? Double == 1, "\(scores)")
            #expect(scores["supported_share"] as? Double == 1, "\(scores)")
            #expect(scores["cites_expected_share"] as? Double != nil)
        }
        #expect(!server.requests.isEmpty)
    }

    /// Some hundred tickets about a dozen problems, with words enough that prompts are as long as real ones.
    private static func realishTickets() throws -> String {
        let problems = [
            "printer paper jam tray sensor feeder", "vpn tunnel login gateway certificate",
            "mailbox shared access delegate outlook", "invoice tax total branch ledger",
            "laptop battery charger dock power", "password reset token expired portal",
            "monitor flicker cable resolution driver", "spreadsheet macro formula crash export",
            "phone headset microphone echo call", "backup restore snapshot disk quota",
            "calendar meeting room booking duplicate", "badge door reader turnstile entrance",
        ]
        var text = "id,subject,body,created,status\n"
        for number in 0..<360 {
            let words = problems[number % problems.count].split(separator: " ").map(String.init)
            let turn = number / problems.count
            let day = turn % 28 + 1
            text += "R-\(number),The \(words[0]) has trouble with the \(words[1 + turn % 4]),"
            text += "\"Since Monday the \(words[0]) in our office does not work with the \(words[2]) any more. "
            text += "The \(words[3]) shows a warning about the \(words[1]), and after a restart the \(words[4]) "
            text +=
                "is missing until somebody signs in again. We tried another \(words[2 + turn % 3]) without success.\","
            text += "2025-03-\(day < 10 ? "0" : "")\(day)T10:00:00Z,Closed\n"
        }
        return text
    }
}

/// A service that fails in a new way with each call.
private final class FaultyWriter: Sendable {
    let seen = Mutex<Set<String>>([])
    let isSound = Mutex(false)

    func reply(_ number: Int, _ request: ScriptedServer.Request, _ service: OpenAIServer) -> ScriptedServer.Reply {
        if isSound.withLock({ $0 }) { return service.writing(request) { WritingModel().reply($0) } }
        let kinds: [(name: String, make: () -> ScriptedServer.Reply)] = [
            ("429", { .json(429, #"{"error":{"code":"rate_limit_exceeded"}}"#, ["Retry-After": "0"]) }),
            ("sound", { service.writing(request) { WritingModel().reply($0) } }),
            ("500", { .json(500, #"{"error":{"code":"server_error"}}"#) }),
            ("sound", { service.writing(request) { WritingModel().reply($0) } }),
            ("not JSON", { service.writing(request) { _ in "Sure! Here is the resolution." } }),
            ("outside", { service.writing(request) { _ in #"{"title":"x"}"# } }),
            ("empty choice", { service.chat(request, content: "", hasChoice: false) }),
            ("filter", { service.chat(request, content: "", finish: "content_filter") }),
            ("azure filter", { OpenAIServer.filtered }),
            ("markup", { service.writing(request, Self.markup) }),
            ("markup", { service.writing(request, Self.markup) }),
            ("unknown tickets", { service.writing(request, Self.unknown) }),
            ("unknown tickets", { service.writing(request, Self.unknown) }),
            (
                "cut",
                { .answer(200, ["Content-Type": "application/json"], Array("{\"choices\":[".utf8), length: 5_000) }
            ),
            ("closed", { ScriptedServer.Reply([]) }),
            ("10 MB", { service.chat(request, content: String(repeating: "a", count: 10 << 20)) }),
        ]
        let kind = kinds[number % kinds.count]
        seen.withLock { _ = $0.insert(kind.name) }
        return kind.make()
    }

    private static func markup(_ prompt: WritingModel.Prompt) -> String {
        edited(prompt) { _ in "<script>alert(1)</script> See [here](https://evil.example/?q=1)" }
    }

    private static func unknown(_ prompt: WritingModel.Prompt) -> String {
        WritingModel().reply(prompt).replacing("\"id\":\"T", with: "\"id\":\"T9").replacing(
            "\"id\":\"K", with: "\"id\":\"K9")
    }

    private static func edited(_ prompt: WritingModel.Prompt, _ text: (String) -> String) -> String {
        guard
            var reply = try? JSONSerialization.jsonObject(with: Data(WritingModel().reply(prompt).utf8))
                as? [String: Any]
        else { return "" }
        for part in ["summary", "recommended_fix", "claims"] {
            guard let claims = reply[part] as? [[String: Any]] else { continue }
            reply[part] = claims.map { $0.merging(["text": text($0["text"] as? String ?? "")]) { $1 } }
        }
        return (try? JSONSerialization.data(withJSONObject: reply)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
