import Domain

/// How people write phrases that are known by the hashes of their stems: each one's most frequent form.
struct PhraseSpelling {
    struct Form {
        let text: String
        /// Hashes of the stems, in order.
        let stems: [UInt64]
        /// The share of the places where the phrase stands as a noun does.
        let nominal: Double
    }

    /// By phrase; `nil` where none of the texts has it.
    let forms: [Form?]

    /// Texts that are read.
    private static let textLimit = 400

    /// At the beginning of a line a capital proves nothing, so the form without it counts a little more there.
    ///
    /// - Parameters:
    ///   - hashes: of the phrases, each once.
    ///   - rows: the texts to read, of which the first few hundred are taken.
    init(hashes: [UInt64], texts: [RedactedText], rows: [Int]) {
        var index = HashIndex()
        for hash in hashes { _ = index.insert(hash) }
        var counts = [[String: Int]](repeating: [:], count: hashes.count)
        var stems = [[UInt64]](repeating: [], count: hashes.count)
        var places = [Int](repeating: 0, count: hashes.count)
        var nominal = places
        var reader = PhraseReader()
        // By text, so that the choice of texts does not depend on the order of rows.
        for row in rows.sorted(by: { texts[$0] < texts[$1] }).prefix(PhraseSpelling.textLimit) {
            reader.read(texts[row].masked)
            for occurrence in reader.occurrences {
                guard let number = index.number(of: occurrence.hash) else { continue }
                if stems[number].isEmpty { stems[number] = reader.stems(of: occurrence) }
                places[number] += 1
                if reader.isNominal(occurrence) { nominal[number] += 1 }
                let form = reader.surface(of: occurrence)
                if occurrence.beginsLine {
                    counts[number][form, default: 0] += 5
                    counts[number][PhraseSpelling.withoutCapital(form), default: 0] += 6
                } else {
                    counts[number][form, default: 0] += 10
                }
            }
        }
        forms = hashes.indices.map { number in
            counts[number].max { ($0.value, $1.key) < ($1.value, $0.key) }.map {
                Form(
                    text: $0.key, stems: stems[number],
                    nominal: Double(nominal[number]) / Double(max(1, places[number])))
            }
        }
    }

    /// `Printer offline` becomes `printer offline`; `VPN` and `NameNode` stay.
    private static func withoutCapital(_ form: String) -> String {
        let word = form.prefix { $0 != " " && $0 != "-" }
        guard word.count > 1, !word.dropFirst().contains(where: \.isUppercase) else { return form }
        return form.prefix(1).lowercased() + form.dropFirst()
    }
}
