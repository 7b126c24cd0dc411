/// Words that show what a sentence is for.
enum SentenceCues {
    /// Whether a sentence begins with a word that points to the sentence before it.
    static func leansOnContext(_ text: String) -> Bool {
        openings.begins(Array(text.lowercased().utf8), wholeWord: true)
    }

    private static let openings = PhraseSet([
        "it", "this", "that", "these", "those", "they", "he", "she", "so", "also", "but", "and", "or", "then", "now",
        "however", "therefore", "thus", "hence", "because", "which", "here", "there", "such", "same", "another",
        "in this case", "in that case", "as a result", "e.g", "for example", "otherwise", "if so", "after that",
        "i think", "i believe", "maybe", "perhaps", "not sure", "note", "ps", "btw", "at this point", "the above",
        "above", "below", "the following", "as follows", "while this", "at that", "for this", "to do this",
        "additionally", "furthermore", "moreover", "instead", "one such", "in addition", "still", "no message",
        "es", "das", "dies", "diese", "dieser", "dieses", "sie", "er", "aber", "und", "dann", "deshalb", "daher",
        "auch", "dort", "außerdem", "trotzdem", "ich glaube", "vielleicht",
    ])

    /// How surely a sentence tells a cause: 0 not at all, 1 in so many words.
    static func cause(_ text: String) -> Double {
        let lower = Array((" " + text.lowercased()).utf8)
        if text.hasSuffix("?") || notCauses.occurs(in: lower) { return 0 }
        if strongCauses.occurs(in: lower) { return 1 }
        let isHedged = hedges.occurs(in: lower)
        return !isHedged && weakCauses.occurs(in: lower) ? 0.5 : 0
    }

    private static let strongCauses = PhraseSet([
        "root cause", "caused by", " is caused", "was caused", "the cause ", "the reason is", "the reason was",
        "happens because", "happened because", "fails because", "failed because", "occurs because", "occurred because",
        "this is because", "reason for this", "reason for the", "due to a bug", "turned out", "ursache", "liegt daran",
        "lag daran", "verursacht", "grund ist", "grund war", "grund dafür",
    ])
    private static let weakCauses = PhraseSet([
        " because ", " due to ", "as a result of", " wegen ", " aufgrund ", " weil ", "stems from",
        "results from", "resulted from",
    ])
    private static let notCauses = PhraseSet([
        "don't know", "not sure", "unclear", "no idea", "unknown", "because i ", "because we need", "because of my",
        "nicht sicher", "keine ahnung", "probably because", "maybe because",
    ])

    /// How surely a sentence tells what helped: 0 not at all, 1 in so many words.
    static func fix(_ text: String) -> Double {
        let lower = Array((" " + text.lowercased()).utf8)
        if text.hasSuffix("?") || notFixes.occurs(in: lower) { return 0 }
        if strongFixes.occurs(in: lower) { return 1 }
        // A weak cue beside a word of failure mostly tells what somebody did before it broke.
        let isHedged = hedges.occurs(in: lower) || failures.occurs(in: lower)
        return !isHedged && weakFixes.occurs(in: lower) ? 0.5 : 0
    }

    private static let strongFixes = PhraseSet([
        "fixed by", "fixes the", "fixes this", "the fix is", "the fix was", "fix is to", " fix:", "to fix this",
        "to resolve this", "resolved by", "solved by", "solves the", "workaround is", "workaround:", "work around is",
        "as a workaround", "can be worked around", "the solution is", "the solution was", "solution:", "proposed fix",
        "behoben durch", "behoben, indem", "gelöst durch", "die lösung", "lösung:", "abhilfe",
    ])
    private static let weakFixes = PhraseSet([
        "workaround", "upgrade to", "upgrading to", "downgrading", "should be changed", "should be set",
        "needs to be set", "must be set", "we should", "can be fixed", "can be avoided", "restarting",
        "reinstalling", "resetting", "clearing the", "increase the", "increasing the", " helped", "hilft", "geholfen",
        "neustart", "zurücksetzen", "zurückgesetzt", "aktualisier", "neu installier", "neu gestartet",
    ])

    /// Words of doubt, and of one person's story.
    private static let hedges = PhraseSet([
        " perhaps", " probably", " maybe", " might be", " i assume", " i suspect", " i guess", " i wish", " i know",
        " i'm ", " my ", "unsure", "not necessary", "don't use", " vielleicht", " vermutlich", " wahrscheinlich",
    ])
    private static let failures = PhraseSet([
        " fail", " error", " crash", "not work", "n't work", " broken", " stopped", " stops", " unable", " cannot",
        " can't", " freez", " missing", " blank", "started happening", " problem since", "seit dem", "geht nicht",
        "funktioniert nicht", "abgestürzt", "fehler",
    ])
    private static let notFixes = PhraseSet([
        "no workaround", "no solution", "no fix", "not fixed", "did not help", "didn't help", "doesn't help",
        "does not help", "no longer works", "without success", "not solved", "keine lösung", "hilft nicht",
        "half nicht", "nicht behoben", "not a workaround", "any workaround", "is there a", "gibt es",
    ])

    /// Whether a sentence tells of an attempt that changed nothing: part of a case's story, never its fix.
    static func tellsOfAVainAttempt(_ text: String) -> Bool {
        vainAttempts.occurs(in: Array((" " + text.lowercased()).utf8))
    }

    private static let vainAttempts = PhraseSet([
        "did not help", "didn't help", "does not help", "doesn't help", "no change", "no improvement", "no effect",
        "no difference", "without success", "without effect", "red herring", " continued.", " continued;",
        "continued to", "came back", "comes back", "not the cause", "in vain", "half nicht", "hilft nicht",
        "ohne erfolg", "brachte nichts", "keine besserung", "keine änderung", "unverändert", "kam wieder",
        "no ayudó", "no sirvió", "sin éxito", "sin efecto", "no cambió", "siguió igual", "n'a pas aidé",
        "sans succès", "sans effet",
    ])
}
