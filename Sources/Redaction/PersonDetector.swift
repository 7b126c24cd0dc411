/// Names of people, by what stands around them: salutations, sign-offs, titles, labels, introductions; and by
/// first names that mean nothing else.
///
/// Rules find the names that people write on purpose. They promise nothing for names in passing.
struct PersonDetector {
    let view: TextView
    let reader: NameReader

    init(view: TextView) {
        self.view = view
        reader = NameReader(view: view)
    }

    /// Adds the names that a word gives away.
    func findings(at index: Int, into findings: inout [Finding]) {
        let word = view.words[index]
        if word.has(.greeting) { greeting(index, &findings) }
        if word.has(.title) { add(title(index), &findings) }
        if word.has(.signOff) { add(signOff(index), &findings) }
        if word.has(.label) { labelled(index, &findings) }
        if word.has(.firstName) { add(known(index), &findings) }
        if word.has(.deed) { add(doer(index), &findings) }
        if word.count == 1, word.shape.contains(.beginsUpper) { add(aroundInitial(index), &findings) }
        if Self.naturally.contains(word.hash) { add(answered(index), &findings) }
        if PersonDetector.copulas.contains(word.hash) { add(introduction(index), &findings) }
        if PersonDetector.naming.contains(word.hash) { add(named(index), &findings) }
    }

    private func add(_ name: NameReader.Name?, _ findings: inout [Finding]) {
        if let name { findings.append(Finding(name.start, name.end, .person)) }
    }

    static let copulas = Set(["is", "ist", "est", "es", "è"].map(WordHash.of))
    static let naming = Set(["heiße", "heisse", "appelle", "llamo", "chiamo", "heet"].map(WordHash.of))
    static let naturally = Set(["name", "nom", "nombre", "naam", "nome", "surname"].map(WordHash.of))
    static let whose = Set(
        """
        my his her their last first full maiden real user users mein sein ihr mon son mi su mijn customer partner
        s account
        """.split(whereSeparator: \.isWhitespace).map { WordHash.of(String($0)) })
    static let this = WordHash.of("this")
    private static let and = Set(["and", "und", "et", "y", "e", "en"].map(WordHash.of))
    static let speaking = Set(["from", "here", "speaking", "calling", "with", "again", "at"].map(WordHash.of))

    // MARK: Letters

    func beginsSentence(_ word: Word) -> Bool {
        if reader.column(word.start) == 0 { return true }
        let before = view.byte(word.start - 1)
        guard before == 0x20 else { return before == 0x22 || before == 0x28 || before == 0x3A }
        return [0x2E, 0x21, 0x3F, 0x2C, 0x3A].contains(view.byte(word.start - 2))
    }

    /// `Hi Anna,`, `Sehr geehrte Frau Dr. Müller,`, `Dear John and Mary:`.
    private func greeting(_ index: Int, _ findings: inout [Finding]) {
        let isContinued = index > 0 && view.words[index - 1].has(.greeting)
        guard isContinued || beginsSentence(view.words[index]) else { return }
        var next = index + 1
        while next < view.words.count, next - index <= 3, view.words[next].has(.title), gap(next) <= 2 { next += 1 }
        guard next < view.words.count, gap(next) <= 2, view.byte(view.words[next - 1].end) != 0x0A,
            !view.words[next].has(.greeting)
        else { return }
        if let name = reader.name(at: next, most: 3, allCaps: true), reader.isEnded(name.end) || name.isKnown {
            add(name, &findings)
            let follower = name.words.upperBound
            if follower + 1 < view.words.count, Self.and.contains(view.words[follower].hash),
                let second = reader.name(at: follower + 1, most: 2), reader.isEnded(second.end)
            {
                add(second, &findings)
            }
        } else if view.words[next].has(.firstName), !view.words[next].has(.notName),
            reader.isEnded(view.words[next].end)
        {
            findings.append(Finding(view.words[next].start, view.words[next].end, .person))
        } else if view.words[next].has(.firstName), next + 1 < view.words.count,
            Self.and.contains(view.words[next + 1].hash),
            let name = reader.name(at: next, most: 1)
        {
            add(name, &findings)
        }
    }

    func gap(_ index: Int) -> Int { view.words[index].start - view.words[index - 1].end }

    /// `Kind regards,` and a name, on this line or the next.
    private func signOff(_ index: Int) -> NameReader.Name? {
        let word = view.words[index]
        guard reader.column(word.start) <= 36 else { return nil }
        var place = word.end
        while [0x20, 0x09, 0x2C, 0x2E, 0x21, 0x2D].contains(view.byte(place)), place - word.end < 8 { place += 1 }
        let sameLine = ![0x0A, 0x0D].contains(view.byte(place))
        if !sameLine {
            while [0x20, 0x09, 0x0A, 0x0D, 0x3E, 0x2D, 0x2A, 0x7E, 0x5F].contains(view.byte(place)),
                place - word.end < 24
            {
                place += 1
            }
        }
        let next = view.wordIndex(from: place)
        guard next < view.words.count, view.words[next].start == place, !view.words[next].has(.signOff),
            let name = reader.name(at: next, allCaps: true),
            reader.isLineEnd(name.end) || view.byte(name.end) == 0x28
                || (!sameLine && [0x2C, 0x7C].contains(view.byte(name.end)))
        else { return nil }
        if sameLine, !name.isKnown, view.byte(word.end) != 0x2C || !reader.isLineEnd(name.end) { return nil }
        // One word that is no known name needs a line before it that is a sign-off and no sentence.
        let lineStart = word.start - reader.column(word.start)
        return name.isKnown || name.count > 1 || !(0x61...0x7A).contains(view.byte(lineStart)) ? name : nil
    }

    /// `Mr. Smith`, `Frau Dr. Müller`: the name without its title.
    private func title(_ index: Int) -> NameReader.Name? {
        let word = view.words[index]
        let hasDot = view.byte(word.end) == 0x2E
        guard hasDot || word.shape.contains(.beginsUpper) && word.shape.contains(.lower),
            ![0x2E, 0x2F, 0x5F, 0x2D].contains(view.byte(word.start - 1)), index + 1 < view.words.count,
            view.words[index + 1].start == word.end + (hasDot ? 2 : 1), view.byte(word.end + (hasDot ? 1 : 0)) == 0x20,
            !view.words[index + 1].has(.title)
        else { return nil }
        return reader.name(at: index + 1, most: 3, allCaps: true, anyCase: false)
            ?? (hasDot && view.words[index + 1].has(.firstName)
                ? reader.name(at: index + 1, most: 2, anyCase: true) : nil)
    }

    /// `Contact: Anna Müller`, `Reported by: …`, `Cc: A B, C D`.
    private func labelled(_ index: Int, _ findings: inout [Finding]) {
        let word = view.words[index]
        var place = word.end
        if view.byte(place) == 0x2A { place += 1 }
        guard view.byte(place) == 0x3A, reader.column(word.start) <= 24 || beginsSentence(word) else { return }
        place += 1
        while [0x20, 0x09, 0x2A, 0x22, 0x0A].contains(view.byte(place)), place - word.end < 16 { place += 1 }
        for _ in 0..<10 {
            let next = view.wordIndex(from: place)
            guard next < view.words.count, view.words[next].start == place,
                let name = reader.name(at: next, allCaps: true), name.count >= 2 || name.isKnown,
                isLabelEnd(name.end), reader.isFree(name)
            else { return }
            add(name, &findings)
            guard view.byte(name.end) == 0x2C || view.byte(name.end) == 0x3B, view.byte(name.end + 1) == 0x20 else {
                return
            }
            place = name.end + 2
        }
    }

    private func isLabelEnd(_ end: Int) -> Bool {
        if reader.isLineEnd(end) { return true }
        let next = view.byte(end)
        if [0x2C, 0x3B, 0x28, 0x7C, 0x3C, 0x22].contains(next) { return true }
        return next == 0x20 && [0x3C, 0x28, 0x5B, 0x2D, 0x7C, 0x2F].contains(view.byte(end + 1))
    }

    /// The name before `<address>`: `"Anna Müller" <anna@example.com>`.
    func owner(ofAddressAt start: Int) -> Finding? {
        guard view.byte(start - 1) == 0x3C else { return nil }
        var end = start - 1
        while end > 0, [0x20, 0x22, 0x27].contains(view.byte(end - 1)), start - end < 5 { end -= 1 }
        let stop = view.wordIndex(from: end)
        for first in max(0, stop - 5)..<max(0, stop) {
            if let name = reader.name(at: first, most: 5, allCaps: true), name.end == end,
                reader.isFree(name) || name.count > 1
            {
                return Finding(name.start, name.end, .person)
            }
        }
        return nil
    }
}
