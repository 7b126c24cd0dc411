import Domain
import Retrieval

/// Finds what helped: in recorded resolutions, else in members' sentences, else in the knowledge base.
struct FixFinder {
    private static let leastScore = 0.3
    private static let citationLimit = 5
    /// An article must hold this share of the weight of a cluster's title and key phrases to speak for it.
    private static let leastArticleCoverage = 0.5

    let articles: EvidenceIndex

    /// At most three claims.
    func claims(
        for cluster: Cluster, title: String, profile: ClusterProfile, fixes: RecordedFixes,
        sentences: [TicketID: [ProseSentence]], reader: inout ProseReader
    ) -> [Claim] {
        let recorded = recordedClaims(fixes, profile)
        if !recorded.isEmpty { return recorded }
        let told = toldClaims(cluster, profile, sentences)
        return told.isEmpty ? articleClaims(cluster, title: title, reader: &reader) : told
    }

    /// The fix most members record, sentence by sentence, each cited to the members that say so too; then a second
    /// fix if at least a third as many record it.
    private func recordedClaims(_ fixes: RecordedFixes, _ profile: ClusterProfile) -> [Claim] {
        guard let first = fixes.groups.first else { return [] }
        var claims = first.leader.prefix(2).map { claim($0, in: first) }
        if let second = fixes.groups.dropFirst().first, second.members.count * 3 >= first.members.count,
            let sentence = second.leader.first,
            profile.centrality(of: sentence.terms) > 0
        {
            claims.append(claim(sentence, in: second))
        }
        return claims
    }

    private func claim(_ sentence: ProseSentence, in group: RecordedFix) -> Claim {
        var citations: [Citation] = [Citation(evidence: sentence.evidence, quote: sentence.quote)]
        for member in group.members where citations.count < FixFinder.citationLimit {
            guard .ticket(member.id) != sentence.evidence else { continue }
            let alike = member.sentences.first { SentenceSelection.overlap($0.terms, sentence.terms) >= 0.5 }
            if let alike { citations.append(Citation(evidence: alike.evidence, quote: alike.quote)) }
        }
        return Claim(text: sentence.text, citations: citations)
    }

    private func toldClaims(
        _ cluster: Cluster, _ profile: ClusterProfile, _ sentences: [TicketID: [ProseSentence]]
    ) -> [Claim] {
        var candidates: [ProseSentence] = []
        var scores: [Double] = []
        for (rank, id) in cluster.exemplars.enumerated() {
            let decay = 1 - 0.4 * Double(rank) / Double(max(1, cluster.exemplars.count))
            for sentence in sentences[id] ?? [] where !sentence.text.hasSuffix("…") {
                let cue = SentenceCues.fix(sentence.text)
                guard cue > 0 else { continue }
                let lean = SentenceCues.leansOnContext(sentence.text) ? 0.5 : 1
                let score = cue * decay * lean * profile.centrality(of: sentence.terms)
                candidates.append(sentence)
                scores.append(score >= FixFinder.leastScore ? score : 0)
            }
        }
        return SentenceSelection.choose(candidates, scores: scores, count: 2).map { candidates[$0].claim }
    }

    /// Up to two key sentences of the article that is about this.
    private func articleClaims(_ cluster: Cluster, title: String, reader: inout ProseReader) -> [Claim] {
        let query = ([title] + cluster.keywords.prefix(6).map(\.phrase)).joined(separator: "\n")
        guard let hit = articles.search(query, top: 1).first, let article = articles.document(hit.evidence) else {
            return []
        }
        let wanted = articles.terms(of: query)
        let held = Set(articles.termNumbers(of: article.title + "\n" + article.text))
        let all = wanted.reduce(0) { $0 + $1.weight }
        let found = wanted.reduce(0) { $0 + ($1.term.map(held.contains) ?? false ? $1.weight : 0) }
        guard all > 0, found / all >= FixFinder.leastArticleCoverage else { return [] }
        let terms = Set(wanted.compactMap(\.term))
        let sentences = reader.read(article.text, evidence: article.id)
        let scores = sentences.map { sentence in
            let shared = Set(articles.termNumbers(of: sentence.text)).intersection(terms).sorted()
            let overlap = shared.reduce(0) { $0 + articles.weight(ofTerm: $1) } / all
            return overlap + 0.4
                * max(SentenceCues.fix(sentence.text), SentenceCues.isInstruction(sentence.text) ? 0.8 : 0)
        }
        return SentenceSelection.choose(sentences, scores: scores, count: 2).sorted().map { sentences[$0].claim }
    }
}

extension SentenceCues {
    /// Whether a sentence tells somebody to do something: it begins with a verb of support work.
    static func isInstruction(_ text: String) -> Bool {
        guard let word = text.split(whereSeparator: { !$0.isLetter }).first?.lowercased() else { return false }
        return instructions.contains(word)
    }

    private static let instructions: Set<String> = [
        "add", "allow", "ask", "change", "check", "choose", "clear", "click", "close", "configure", "connect", "copy",
        "create", "delete", "disable", "download", "edit", "enable", "enter", "go", "increase", "install", "log",
        "make", "move", "open", "press", "reboot", "reinstall", "remove", "replace", "reset", "restart", "run",
        "select", "send", "set", "sign", "start", "stop", "switch", "turn", "uninstall", "unplug", "update", "upgrade",
        "use", "verify", "wait", "öffnen", "klicken", "starten", "prüfen", "wählen", "setzen", "löschen", "melden",
        "installieren", "aktualisieren", "entfernen",
    ]
}
