/// What becomes of each scalar value when it is normalised and the text split into words, in one look.
///
/// The reference's steps (clean, ideographs, decompose and strip accents, lower case, split at white space and
/// punctuation) each treat one character at a time but for the order of marks, so that together they are one table.
struct CharacterTable: Sendable {
    /// A step's outcome: 3 bits of kind, 8 of combining class, 21 of scalar value.
    struct Action: Sendable, Hashable {
        let bits: UInt32

        enum Kind: UInt32 {
            /// A character of a word: `payload`, or the scalar itself when that is zero.
            case letter = 0
            /// Ends a word.
            case separator
            /// A word of its own: `payload`, or the scalar itself when that is zero.
            case isolated
            /// Left out.
            case nothing
            /// Left out, but marks do not move past it.
            case fence
            /// A character of a word that takes its place among the marks beside it.
            case mark
            /// Several actions: `sequences[payload]`.
            case several
            /// A Hangul syllable, as its letters.
            case hangul
        }

        init(_ kind: Kind, payload: UInt32 = 0, combiningClass: UInt8 = 0) {
            bits = kind.rawValue << 29 | UInt32(combiningClass) << 21 | payload
        }

        var kind: Kind { Kind(rawValue: bits >> 29) ?? .letter }
        var payload: UInt32 { bits & 0x1F_FFFF }
        var combiningClass: UInt8 { UInt8(truncatingIfNeeded: bits >> 21) }
    }

    /// By scalar value.
    let actions: [Action]
    let sequences: [[Action]]

    init(_ normalizer: BertNormalizer) {
        let properties = CharacterProperties.shared
        var actions = [Action](repeating: Action(.letter), count: CharacterProperties.count)
        var sequences: [[Action]] = []
        for value in actions.indices {
            let scalar = UInt32(value)
            let isIdeograph = normalizer.separatesIdeographs && CharacterProperties.isIdeograph(scalar)
            guard isIdeograph || !properties.classes[value].isEmpty else { continue }
            let outcome = Self.outcome(scalar, normalizer, isIdeograph: isIdeograph)
            if outcome.count == 1 {
                actions[value] = outcome[0]
            } else {
                actions[value] = Action(.several, payload: UInt32(sequences.count))
                sequences.append(outcome)
            }
        }
        self.actions = actions
        self.sequences = sequences
    }

    /// What the steps make of one scalar value.
    private static func outcome(_ scalar: UInt32, _ normalizer: BertNormalizer, isIdeograph: Bool) -> [Action] {
        let properties = CharacterProperties.shared
        let classes = properties.classes[Int(scalar)]
        if normalizer.cleansText, classes.contains(.removed) { return [Action(.nothing)] }
        if classes.contains(.separator) { return [Action(.separator)] }
        var scalars = [scalar]
        if normalizer.stripsAccents {
            if classes.contains(.mark) { return [Action(.nothing)] }
            if classes.contains(.fixedMark) { return [Action(.fence)] }
            scalars = properties.base(of: scalar)
        }
        if scalars.count > 1, (0xAC00...0xD7A3).contains(scalar) { return [Action(.hangul)] }
        return scalars.flatMap { base -> [Action] in
            let combiningClass = normalizer.stripsAccents ? properties.combiningClass(of: base) : 0
            let letters = normalizer.lowercases ? properties.lowercased(base) : [base]
            return letters.map { letter in
                let payload = letter == scalar ? 0 : letter
                let kind = properties.classes[Int(letter)]
                if kind.contains(.separator) { return Action(.separator) }
                if isIdeograph || kind.contains(.punctuation) { return Action(.isolated, payload: payload) }
                guard combiningClass > 0 else { return Action(.letter, payload: payload) }
                return Action(.mark, payload: letter, combiningClass: combiningClass)
            }
        }
    }
}
