import Retrieval

/// What a question asks for, as far as words show it.
struct QuestionReading {
    /// A term that evidence must speak of.
    struct Term {
        let word: String
        let number: Int?
        let weight: Double
    }

    /// What would satisfy the asker.
    enum Aim {
        case fix, cause, count, fact
    }

    let terms: [Term]
    let aim: Aim

    init(_ question: String, index: EvidenceIndex) {
        let lower = " " + question.lowercased()
        aim =
            if QuestionReading.countCues.contains(where: lower.contains) {
                .count
            } else if QuestionReading.causeCues.contains(where: lower.contains) {
                .cause
            } else if QuestionReading.fixCues.contains(where: lower.contains) {
                .fix
            } else {
                .fact
            }
        terms = index.terms(of: question).filter { !QuestionReading.frame.contains($0.word.lowercased()) }.map {
            Term(word: $0.word, number: $0.term, weight: $0.weight)
        }
    }

    /// The summed weight of all terms.
    var weight: Double { terms.reduce(0) { $0 + $1.weight } }

    private static let countCues = [" how many", " how often", " number of", " wie viele", " wie oft", " anzahl"]
    private static let causeCues = [" why ", " cause", " reason", " warum", " wieso", " weshalb", " ursache", " grund"]
    private static let fixCues = [
        " how ", " fix", " solve", " resolve", " workaround", " what helps", " what can ", " what should", " wie ",
        " lösung", " beheben", " was hilft", " was tun",
    ]

    /// Words that frame a question and that no evidence has to repeat.
    private static let frame: Set<String> = Set(
        """
        fix fixes fixed fixing solve solves solved solving solution solutions resolve resolves resolved resolving \
        workaround workarounds help helps best way ways recommended recommend common most usual usually typical \
        frequent frequently often main top problem problems issue issues ticket tickets case cases customer customers \
        user users people happen happens happening cause causes caused reason reasons many much number question know \
        get gets make work works use using tell explain need needs want deal handle handled prevent avoid many \
        report reported reports mention mentions mentioned say says \
        speak concern concerns about describe find found still currently ever new does possible
        let lets actually really gibt geben lässt lassen lasse kommt kommen passiert passieren tritt treten auf \
        finde finden sagt sagen dagegen eigentlich richtig bekannt bekannte \
        beheben behoben lösen gelöst lösung lösungen hilft helfen häufig häufige häufigsten problem probleme ursache \
        ursachen grund gründe fall fälle kunde kunden nutzer benutzer anzahl viele oft frage machen macht tun geht
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
