internal import Domain

/// Whether more than one source speaks of what a claim says.
///
/// A text about many tickets must not rest on what a single stranger wrote: that is where planted sentences stand. What
/// an article or a recorded resolution says was written by staff and needs no second source.
struct Corroboration: Sendable {
    /// What single claims may carry of their own.
    enum Strictness: Sendable {
        /// A text about a whole cluster: codes and numbers, too, must be known to another source.
        case cluster
        /// An answer: a single ticket may tell a number.
        case answer
    }

    /// The least share of a claim's stems that two sources have, 0 to 1.
    private static let leastShare = 1.0 / 3
    /// Sources from which on a second one can be asked for.
    private static let leastSources = 4

    private let strictness: Strictness
    private let sources: [Source]

    private struct Source: Sendable {
        let evidence: EvidenceID
        let words: SupportMeasure.Evidence
        let voices: Int
        /// The staff's own words, if it has any.
        let staff: SupportMeasure.Evidence?
    }

    /// - Parameter question: what was asked: its words are known.
    init(_ sheet: EvidenceSheet, _ strictness: Strictness) {
        self.strictness = strictness
        sources = sheet.entries.filter { $0.mark.first != "X" }.map { entry in
            let isArticle = if case .article = entry.evidence { true } else { false }
            let words = SupportMeasure.evidence(entry.texts)
            let staff = isArticle ? words : entry.texts.count > 1 ? SupportMeasure.evidence([entry.texts[1]]) : nil
            return Source(evidence: entry.evidence, words: words, voices: entry.voices, staff: staff)
        }
    }

    /// - Parameters:
    ///   - known: words that need no source, such as those of the question.
    func holds(
        for text: String, citing cited: Set<EvidenceID>, known: SupportMeasure.Evidence?, support: SupportMeasure
    ) -> Bool {
        guard sources.count >= Self.leastSources else { return true }
        let isStaffs = sources.contains {
            cited.contains($0.evidence) && ($0.staff.map { support.supports(text, by: $0) } ?? false)
        }
        if isStaffs { return true }
        let stems = SupportMeasure.stems(of: text)
        let common = stems.count { stem in
            known?.stems.contains(stem) == true || isShared { $0.words.stems.contains(stem) }
        }
        guard Double(common) >= Self.leastShare * Double(stems.count) else { return false }
        let own = strictness == .cluster ? Self.shouted(in: text) + Self.codes(in: text) : Self.shouted(in: text)
        return own.allSatisfy { code in
            known?.folded.contains(code) == true || isShared { $0.words.folded.contains(code) }
        }
    }

    /// Whether more than one person says something.
    private func isShared(_ says: (Source) -> Bool) -> Bool {
        var voices = 0
        for source in sources where says(source) {
            voices += source.voices
            if voices > 1 { return true }
        }
        return false
    }

    /// Words with a digit, from three characters on, in lower case.
    private static func codes(in text: String) -> [String] { SupportMeasure.figures(in: text).filter { $0.count > 2 } }

    /// Words of capitals, in lower case.
    private static func shouted(in text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.filter { word in
            word.count > 3 && word.contains(where: \.isUppercase) && !word.contains(where: \.isLowercase)
        }.map { $0.lowercased() }
    }
}
