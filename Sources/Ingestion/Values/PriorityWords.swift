import Domain

/// Reads a tracker's word for the priority as a level.
enum PriorityWords {
    private static let levels: [String: Priority.Level] = {
        let lists: [(Priority.Level, String)] = [
            (
                .critical,
                """
                blocker critical highest urgent emergency immediate showstopper severe fatal disaster catastrophic
                p0 p1 s0 s1 sev0 sev1 kritisch blockierend dringend sofort notfall hochste hoechste critique urgente
                bloquant bloquante critico critica bloqueante
                """
            ),
            (
                .high,
                """
                high major important serious p2 s2 sev2 hoch wichtig schwerwiegend schwer haute haut eleve elevee majeur
                majeure importante alta alto mayor
                """
            ),
            (
                .normal,
                """
                normal medium moderate average standard default regular p3 s3 sev3 mittel normale normaal moyenne moyen media
                medio
                """
            ),
            (
                .low,
                """
                low minor trivial lowest enhancement cosmetic planning nice minimal p4 p5 s4 s5 sev4 sev5 niedrig gering
                niedrigste unwichtig geringfugig basse bas faible mineur mineure baja bajo menor trivialer
                """
            ),
        ]
        var levels: [String: Priority.Level] = [:]
        for (level, words) in lists {
            for word in words.split(whereSeparator: \.isWhitespace) { levels[String(word)] = level }
        }
        return levels
    }()

    private static let unset: Set<String> = [
        "", "none", "unset", "undefined", "unknown", "not set", "no priority", "unprioritized", "unprioritised", "tbd",
        "not evaluated", "keine", "ohne", "unbekannt", "aucune", "ninguna", "na", "n a", "null", "untriaged",
        "awaiting more evidence", "needs triage",
    ]

    /// The level of a word: `Blocker`, `P2`, `1 - Critical`, `Sev 3`, `--`. Freshdesk counts from low (1) to urgent
    /// (4), everybody else's 1 is the most urgent. An unknown word is `unset`.
    static func level(_ label: String, tracker: Tracker?) -> Priority.Level {
        let word = WordFolding.fold(label)
        if unset.contains(word) { return .unset }
        if let level = levels[word] { return level }
        let parts = word.split(separator: " ").map(String.init)
        if parts.contains("very") || parts.contains("sehr") || parts.contains("extremely") {
            if parts.contains("high") || parts.contains("hoch") { return .critical }
            if parts.contains("low") || parts.contains("niedrig") { return .low }
        }
        for part in parts {
            if let level = levels[part] { return level }
        }
        let joined = parts.joined()
        if let level = levels[joined] { return level }
        guard let number = parts.compactMap({ Int($0) }).first else { return .unset }
        if tracker == .freshdesk {
            return [1: .low, 2: .normal, 3: .high, 4: .critical][number] ?? .unset
        }
        return [0: .critical, 1: .critical, 2: .high, 3: .normal, 4: .low, 5: .low][number] ?? .unset
    }
}
