/// A sentence and the threads it belongs to: `[late,none] The code never came.` A sentence without a thread fits any
/// ticket of its problem.
struct Card {
    let text: String
    let threads: Set<String>

    /// Reads a line, with `\\n` for a line break.
    init(line: String) {
        let content = line.replacing("\\n", with: "\n")
        guard content.hasPrefix("["), let close = content.firstIndex(of: "]") else {
            (text, threads) = (content, [])
            return
        }
        let names = content[content.index(after: content.startIndex)..<close]
        guard names.allSatisfy({ $0.isLowercase || $0 == "," }) else {
            (text, threads) = (content, [])
            return
        }
        text = TextLines.trimmed(content[content.index(after: close)...])
        threads = Set(names.split(separator: ",").map(String.init))
    }
}

/// Cards that are drawn without repetition until all that fit have been used.
struct Deck {
    private let cards: [Card]
    private var pile: [Card] = []

    init(_ cards: [Card]) { self.cards = cards }

    /// The next card that fits; `nil` when none does.
    mutating func draw(_ random: inout SeededRandom, where fits: (Card) -> Bool) -> Card? {
        if !pile.contains(where: fits) { pile = random.shuffled(cards.filter(fits)) + pile }
        guard let index = pile.lastIndex(where: fits) else { return nil }
        return pile.remove(at: index)
    }
}

/// The sentences of one problem in one language, drawn so that the parts of one ticket speak of the same thing.
struct Cards {
    let language: String
    let problem: ProblemText
    var decks: [String: Deck]
    /// The threads of the ticket at hand.
    private var threads: Set<String> = []

    init(language: String, problem: ProblemText, decks: [String: Deck]) {
        self.language = language
        self.problem = problem
        self.decks = decks
    }

    /// The sentence that settles what the ticket is about.
    mutating func drawOpening(_ random: inout SeededRandom) -> String? {
        let card = take("openings", &random) { _ in true }
        threads = card?.threads ?? []
        return card?.text
    }

    /// A sentence that fits the opening: of its threads, or of none.
    mutating func draw(_ part: String, _ random: inout SeededRandom) -> String? {
        let threads = threads
        return take(part, &random) { $0.threads.isEmpty || !$0.threads.isDisjoint(with: threads) }?.text
    }

    /// How it was solved, and why it happened. A solution of the opening's own thread comes before a general one,
    /// and one of another thread will do only where no opening claims that thread.
    mutating func drawSolution(_ random: inout SeededRandom) -> (solution: String, cause: String?)? {
        let threads = threads
        let claimed = problem.sentences(language, "openings").reduce(into: Set<String>()) { $0.formUnion($1.threads) }
        let rules: [(Card) -> Bool] = [
            { !$0.threads.isDisjoint(with: threads) }, { $0.threads.isEmpty },
            { $0.threads.isDisjoint(with: claimed) },
        ]
        for rule in rules {
            guard let card = take("resolutions", &random, where: rule) else { continue }
            let related = card.threads.isEmpty ? threads : card.threads
            let cause = take("causes", &random) { $0.threads.isEmpty || !$0.threads.isDisjoint(with: related) }
            return (card.text, cause?.text)
        }
        return nil
    }

    private mutating func take(
        _ part: String, _ random: inout SeededRandom, where fits: (Card) -> Bool
    ) -> Card? {
        let key = "\(language) \(part)"
        var deck = decks[key] ?? Deck(problem.sentences(language, part))
        defer { decks[key] = deck }
        return deck.draw(&random, where: fits)
    }
}
