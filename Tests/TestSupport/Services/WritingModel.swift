internal import Foundation

/// A language model for tests: reads the prompts that Casebook writes, and answers with what its evidence says.
///
/// Behind `OpenAIServer` it is a whole service over HTTP. It knows nothing of Casebook but what stands in the prompt.
public struct WritingModel: Sendable {
    /// A ticket or article of a prompt.
    public struct Evidence: Sendable {
        /// `T1`, `K1`, `X1`.
        public let mark: String
        public let text: String

        var lines: [String] {
            text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
        }
    }

    /// A prompt as the model understands it.
    public struct Prompt: Sendable {
        public let system: String
        public let user: String
        public let evidence: [Evidence]
        /// The name of the format that the reply must have.
        public let format: String?
        /// Whether the model is asked to mend an earlier reply.
        public var isRepair: Bool { advice != nil }
        /// What is wrong with the earlier reply.
        public let advice: String?
        /// Tokens, as a byte-pair tokenizer counts them.
        public let tokens: Int

        public var citable: [Evidence] { evidence.filter { !$0.mark.hasPrefix("X") } }
    }

    public init() {}

    /// Reads a request of a chat completion, or of Bedrock's Converse.
    public static func prompt(_ request: ScriptedServer.Request) -> Prompt {
        let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
        var messages = (body["messages"] as? [[String: Any]] ?? []).map {
            (role: $0["role"] as? String ?? "", content: text($0["content"]))
        }
        if let system = body["system"] { messages.insert((role: "system", content: text(system)), at: 0) }
        let tools = (body["toolConfig"] as? [String: Any])?["tools"] as? [[String: Any]]
        let schema =
            (body["response_format"] as? [String: Any])?["json_schema"] as? [String: Any]
            ?? tools?.first?["toolSpec"] as? [String: Any]
        let user = messages.first { $0.role == "user" }?.content ?? ""
        let all = messages.map(\.content).joined(separator: "\n")
        let written = schema.map { ServiceRequest.text($0["schema"] ?? $0["inputSchema"] ?? [:]) } ?? ""
        return Prompt(
            system: messages.first { $0.role == "system" }?.content ?? "", user: user, evidence: evidence(user),
            format: schema?["name"] as? String,
            advice: messages.contains { $0.role == "assistant" } ? messages.last?.content : nil,
            tokens: tokens(all + written) + 4 * messages.count)
    }

    /// The text of a message: one string, or blocks.
    private static func text(_ content: Any?) -> String {
        if let text = content as? String { return text }
        return (content as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }.joined()
    }

    /// What stands between marks.
    static func evidence(_ user: String) -> [Evidence] {
        var found: [Evidence] = []
        var mark: String?
        var lines: [Substring] = []
        for line in user.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" }) {
            if line.hasPrefix("<<<end ") {
                if let open = mark { found.append(Evidence(mark: open, text: lines.joined(separator: "\n"))) }
                mark = nil
            } else if line.hasPrefix("<<<"), mark == nil {
                mark = String(line.dropFirst(3).prefix { $0 != " " })
                lines = []
            } else if mark != nil {
                lines.append(line)
            }
        }
        return found
    }

    /// A count in the manner of byte-pair tokenizers: words in pieces of at most nine letters, digits by three, marks in
    /// pairs.
    public static func tokens(_ text: String) -> Int {
        var count = 0
        var letters = 0
        var digits = 0
        var marks = 0
        func end() {
            count += (letters + 8) / 9 + (digits + 2) / 3 + (marks + 1) / 2
            (letters, digits, marks) = (0, 0, 0)
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z":
                if digits + marks > 0 { end() }
                letters += 1
            case "0"..."9":
                if letters + marks > 0 { end() }
                digits += 1
            default:
                if letters + digits > 0 || scalar.properties.isWhitespace { end() }
                if !scalar.properties.isWhitespace { marks += scalar.isASCII ? 1 : 2 }
            }
        }
        end()
        return count
    }

    /// A faithful reply: title and claims in the words of the tickets, with quotes.
    public func reply(_ prompt: Prompt) -> String {
        switch prompt.format {
        case "resolution": resolution(prompt)
        case "answer": answer(prompt)
        default: "ready"
        }
    }

    private func resolution(_ prompt: Prompt) -> String {
        let tickets = prompt.evidence.filter { $0.mark.hasPrefix("T") }
        let first = tickets.first?.lines ?? []
        let claims = tickets.prefix(3).compactMap { ticket in ticket.lines.dropFirst().first.map { claim($0, ticket) } }
        let fix = prompt.citable.first { $0.mark.hasPrefix("K") }.flatMap { article in
            article.lines.dropFirst().first { !$0.hasPrefix("#") }.map { claim($0, article) }
        }
        return ServiceRequest.text([
            "title": "\(String((first.first ?? "Problem").prefix(80)))", "summary": claims, "root_cause": [],
            "recommended_fix": fix.map { [$0] } ?? [], "automation_potential": "partial", "severity": "medium",
        ])
    }

    private func answer(_ prompt: Prompt) -> String {
        let question = Self.words(prompt.user.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
        var lines: [(String, Evidence)] = []
        for evidence in prompt.citable { for line in evidence.lines { lines.append((line, evidence)) } }
        struct Match {
            let line: String
            let evidence: Evidence
            let score: Int
        }
        var ranked: [Match] = []
        for (line, evidence) in lines {
            let score = Self.words(line).intersection(question).count
            if score > 1 { ranked.append(Match(line: line, evidence: evidence, score: score)) }
        }
        ranked.sort { $0.score != $1.score ? $0.score > $1.score : $0.evidence.mark < $1.evidence.mark }
        guard !ranked.isEmpty else {
            return ServiceRequest.text([
                "answerable": false, "claims": [] as [Any], "missing": "Nothing is said of it.",
            ])
        }
        return ServiceRequest.text([
            "answerable": true, "claims": ranked.prefix(3).map { claim($0.line, $0.evidence) }, "missing": "",
        ])
    }

    /// A claim in a line's own words.
    public func claim(_ line: String, _ evidence: Evidence) -> [String: Any] {
        let text = String(line.prefix(300))
        return ["text": text, "citations": [["id": evidence.mark, "quote": String(text.prefix(120))]]]
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter }.filter { $0.count > 3 }.map(String.init))
    }
}

extension OpenAIServer {
    /// A service whose model writes what `write` says, with usage counted.
    public func writing(
        _ request: ScriptedServer.Request, _ write: (WritingModel.Prompt) -> String
    ) -> ScriptedServer.Reply {
        let prompt = WritingModel.prompt(request)
        let text = write(prompt)
        return chat(request, content: text, read: prompt.tokens, written: WritingModel.tokens(text))
    }
}

extension BedrockServer {
    /// A service whose model writes what `write` says, by the tool that it must use.
    public func writing(
        _ request: ScriptedServer.Request, model: String, _ write: (WritingModel.Prompt) -> String
    ) -> ScriptedServer.Reply {
        let prompt = WritingModel.prompt(request)
        guard let format = prompt.format else {
            return converse(request, model: model, content: #"[{"text":"ready"}]"#, stop: "end_turn")
        }
        let block = #"[{"toolUse":{"toolUseId":"t","name":"\#(format)","input":\#(write(prompt))}}]"#
        return converse(request, model: model, content: block)
    }
}
