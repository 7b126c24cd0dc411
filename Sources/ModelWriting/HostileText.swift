internal import Foundation

/// Whether a text speaks to the program that reads it instead of telling of a problem.
///
/// Such a ticket stays in its cluster and on its page, but is shown to no model, and no sentence like it is published as
/// a model's. Rules of words close to each other find orders in a few languages, after hidden characters, wide letters
/// and letters of look-alike scripts have been resolved. What they miss still has to be supported by what it cites, and
/// is a draft until a person signs it. (OWASP LLM01.)
public enum HostileText {
    /// Whether the text holds an order to a language model, or marks that imitate a prompt's.
    public static func ordersModel(_ text: String) -> Bool { finding(in: text) != nil }

    /// What gives a text away: a mark, or the words of a rule.
    static func finding(in text: String) -> String? {
        let visible = LookAlikes.resolved(VisibleText.of(text)).lowercased()
        if let mark = marks.first(where: visible.contains) { return mark }
        if hasRoleLine(visible) { return "role" }
        if let row = unspaced.first(where: { $0.allSatisfy(visible.contains) }) { return row.joined() }
        let words = words(of: visible)
        for index in words.indices {
            if let end = rules.lazy.compactMap({ $0.end(in: words, at: index) }).first {
                return words[index...end].joined(separator: " ")
            }
        }
        return nil
    }

    /// Marks of chat formats, and of the ends of what a program gives a model to read.
    private static let marks = [
        "<|", "|>", "[inst]", "[/inst]", "<<sys>>", "<<<end", "<<<t1", "### instruction", "### system", "### response",
        "</ticket", "</evidence", "</data", "<system>", "</system", "<assistant", "</user", "begin system",
        "end of ticket", "end of evidence", "end of data", "end of context", "begin prompt", "end prompt",
    ]

    /// Scripts without spaces: all of a row's words.
    private static let unspaced = [
        ["忽略", "指令"], ["忽略", "提示"], ["忽略", "说明"], ["无视", "指令"], ["無視", "指示"], ["무시", "지시"],
    ]

    /// A line that begins as the turn of a conversation.
    private static func hasRoleLine(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            let line = line.drop { $0.isWhitespace || "#*>-_[(".contains($0) }
            return ["system:", "assistant:", "developer:", "system]", "assistant]", "ai:", "system**"].contains {
                line.hasPrefix($0)
            }
        }
    }

    /// Words in lower case. Letters written apart (`i g n o r e`) are one word.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var apart = ""
        func endApart() {
            if apart.count > 3 { words.append(apart) }
            apart = ""
        }
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }) {
            if word.count == 1, word.first?.isLetter == true {
                apart += word
            } else {
                endApart()
            }
            words.append(String(word))
        }
        endApart()
        return words
    }
}

/// Words that stand near each other in this order.
private struct WordRule {
    /// Each with the most words by which it may stand behind the one before.
    let steps: [(words: Set<String>, reach: Int)]

    init(_ first: String, _ rest: (String, within: Int)...) {
        steps =
            [(Self.set(first), 0)] + rest.map { (Self.set($0.0), $0.within) }
    }

    private static func set(_ list: String) -> Set<String> { Set(list.split(separator: " ").map(String.init)) }

    /// The place of the last word, when the rule holds from a word on.
    func end(in words: [String], at index: Int) -> Int? {
        guard steps[0].words.contains(words[index]) else { return nil }
        var place = index
        for step in steps.dropFirst() {
            let end = min(words.count, place + 1 + step.reach)
            guard let found = (place + 1..<max(end, place + 1)).first(where: { step.words.contains(words[$0]) }) else {
                return nil
            }
            place = found
        }
        return place
    }
}

extension HostileText {
    private static let readers =
        "ai llm llms gpt chatgpt claude copilot gemini assistant chatbot bot model models summarizer summariser"
    private static let texts = "answer summary resolution title output casebook entry"

    private static let rules: [WordRule] = [
        // Away with what was said before.
        WordRule(
            "ignore disregard forget override overrule bypass discard neglect drop",
            ("previous prior above earlier preceding all any your system these those foregoing other the", within: 3),
            (
                "instruction instructions prompt prompts rule rules guideline guidelines directive directives directions "
                    + "context training constraints guardrails safeguards",
                within: 4
            )),
        WordRule(
            "ignore disregard forget", ("everything all anything", within: 1), ("above before prior said", within: 4)),
        WordRule("stop", ("following", within: 2), ("rules instructions orders", within: 4)),
        WordRule(
            "new updated revised real actual true secret hidden special",
            ("instructions directive directives orders", within: 1)),
        WordRule("obey"),
        WordRule(
            "comply follow execute", ("these the my following", within: 2),
            ("instructions orders commands directives", within: 3), ("instead now exactly only", within: 6)),
        WordRule("jailbreak jailbroken"), WordRule("prompt", ("injection", within: 1)),
        // A role to play, a mode to be in.
        WordRule(
            "you", ("are are're", within: 1), ("now a an the no", within: 2),
            (readers + " dan jailbroken unrestricted unfiltered writer", within: 5)),
        WordRule("you're", (readers + " dan unrestricted", within: 5)),
        WordRule(
            "act pretend behave roleplay", ("as to like that", within: 1), ("a an you the if be", within: 2),
            (readers + " admin administrator root dan owner", within: 6)),
        WordRule("pretend", ("you to that", within: 1)),
        WordRule(
            "from", ("now", within: 1), ("on onwards", within: 1),
            ("you answer respond reply write say always", within: 3)),
        WordRule(
            "system developer hidden initial original", ("prompt prompts override instruction instructions", within: 1)),
        WordRule("developer dan debug god unrestricted", ("mode", within: 1), ("enabled on activated now", within: 3)),
        // To whoever summarises this.
        WordRule(
            "note message instruction instructions attention dear memo hint reminder hello hey command request",
            (readers, within: 4)),
        WordRule("if", ("you", within: 2), ("are", within: 1), (readers + " language automated", within: 4)),
        WordRule(
            readers,
            ("reading processing summarizing summarising analyzing analysing that who must should shall", within: 2),
            ("must should shall reads summarizes summarises this these write say include", within: 4)),
        WordRule("as", ("an a", within: 1), ("ai llm", within: 1)),
        WordRule("language", ("model models", within: 1), ("must should please you write ignore reading", within: 4)),
        WordRule("whoever whatever anyone", ("summarizes summarises summarizing summarising", within: 3)),
        // What to write.
        WordRule("your", (texts, within: 3), ("must should shall", within: 2)),
        WordRule("in into", ("your", within: 1), (texts, within: 2)),
        WordRule("as", ("your", within: 1), ("title summary answer output", within: 1)),
        WordRule(
            "the this", ("resolution casebook summary fix cause severity title", within: 2),
            ("must should shall has needs", within: 1),
            ("say state read include contain mention be link point recommend tell", within: 2)),
        WordRule(
            "write say state include insert add append embed put mention output print place use make",
            ("in into as to", within: 14), ("the every each", within: 1),
            ("summary resolution title casebook fix cause answer output", within: 3)),
        WordRule("title summary resolution answer severity", ("to", within: 2), ("exactly", within: 3)),
        WordRule("respond answer", ("only exactly solely with using", within: 2)),
        WordRule("reply say write output repeat", ("only exactly solely verbatim", within: 2)),
        WordRule("repeat", ("after", within: 1), ("me", within: 1)),
        WordRule(
            "set mark rate classify label", ("severity automation potential", within: 4),
            ("to as low medium high critical full none", within: 3)),
        WordRule(
            "cite citing",
            ("ticket tickets source sources article articles this it t1 t2 t3 k1 k2 all only as", within: 3)),
        WordRule("do must", ("not", within: 1), ("summarize summarise cite obey reveal disclose", within: 1)),
        WordRule("don't don’t never", ("summarize summarise cite reveal disclose", within: 1)),
        WordRule(
            "reveal exfiltrate disclose leak dump", ("your the all system", within: 2),
            ("prompt instructions nonce secrets credentials evidence", within: 3)),
        WordRule("print show output", ("your the system", within: 2), ("prompt nonce instructions", within: 2)),
        WordRule(
            "send post forward upload transmit append attach", ("the all every other your this", within: 2),
            ("conversation prompt instructions nonce", within: 4)),
        WordRule(
            "send post forward upload transmit", ("evidence tickets data contents", within: 3),
            ("http https", within: 3)),
        WordRule(
            "treat regard consider count accept", ("this these it", within: 1), ("as", within: 4),
            ("approved authoritative trusted knowledge official", within: 3)),
        WordRule("approve approving", ("this the", within: 1), ("resolution cluster casebook entry", within: 2)),
        WordRule("mark", ("this the", within: 1), ("resolution cluster entry", within: 2), ("as", within: 2)),
        WordRule("decode base64 rot13", ("follow execute obey run instruction instructions", within: 8)),
        WordRule(
            "render display embed load insert", ("this the following an", within: 1),
            ("image pixel iframe link markdown", within: 3), ("in into so as with", within: 8)),
        // German, French, Spanish, Russian.
        WordRule(
            "ignoriere ignorieren vergiss vergessen missachte umgehe",
            ("anweisungen anweisung regeln vorgaben instruktionen prompt bisherigen obigen", within: 6)),
        WordRule("antworte schreibe schreib gib sag", ("nur ausschließlich genau exakt immer stattdessen", within: 3)),
        WordRule(
            "in als", ("der die deiner deine den", within: 1),
            ("zusammenfassung antwort lösung titel ausgabe", within: 1)),
        WordRule(
            "du", ("bist", within: 1), ("jetzt nun ab ein eine kein", within: 1),
            ("ki assistent modell bot sprachmodell", within: 4)),
        WordRule("ignore ignorez oublie oubliez", ("instructions consignes règles", within: 5)),
        WordRule("ignora ignorar ignore olvida olvide", ("instrucciones reglas indicaciones", within: 5)),
        WordRule(
            "игнорируй игнорируйте забудь забудьте", ("инструкции инструкций правила указания предыдущие", within: 4)),
    ]
}
