import Domain

/// A sentence of running text that can be published and cited.
struct ProseSentence {
    /// On one line, without markup, at most 240 characters.
    let text: String
    /// An exact substring of the evidence's display text.
    let quote: String
    let evidence: EvidenceID
    /// Its place among the sentences of its text, from 0.
    let place: Int
    /// Terms in order of first use, each once.
    let terms: [Int]

    /// The sentence as a claim.
    var claim: Claim { Claim(text: text, citations: [Citation(evidence: evidence, quote: quote)]) }
}
