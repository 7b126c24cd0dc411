extension PersonDetector {
    /// `My name is Anna`, `this is Anna Müller from …`.
    func introduction(_ index: Int) -> NameReader.Name? {
        guard index > 0, index + 1 < view.words.count, gap(index + 1) == 1, gap(index) == 1 else { return nil }
        if Self.naturally.contains(view.words[index - 1].hash) {
            guard index > 1, Self.whose.contains(view.words[index - 2].hash) else { return nil }
            if let name = reader.name(at: index + 1, most: 3) { return name }
            guard let name = reader.name(at: index + 1, most: 2, anyCase: true), name.isKnown else { return nil }
            return name
        }
        guard view.words[index - 1].hash == Self.this, let name = reader.name(at: index + 1, most: 3), name.count >= 2,
            name.words.upperBound < view.words.count
        else { return nil }
        let next = view.words[name.words.upperBound]
        return Self.speaking.contains(next.hash) && next.start - name.end <= 2 ? name : nil
    }

    /// `What is your last name? Magnusson`, as transcripts of calls have it.
    func answered(_ index: Int) -> NameReader.Name? {
        let word = view.words[index]
        guard view.byte(word.end) == 0x3F, index + 1 < view.words.count, gap(index + 1) == 2,
            let name = reader.name(at: index + 1, most: 3), reader.isLineEnd(name.end)
        else { return nil }
        return name
    }

    /// A capitalised word and a surname whose ending tells it: `Faina Yefremova`, `Eustachy Gorski`.
    func surname(_ index: Int) -> NameReader.Name? {
        let word = view.words[index]
        guard index > 0, gap(index) == 1 || reader.isInitial(view.words[index - 1]), word.count >= 5,
            word.shape.contains(.beginsUpper),
            SurnameEndings.match(view.bytes[word.start..<word.end]), reader.isNameWord(word)
        else { return nil }
        for first in [index - 2, index - 1] where first >= 0 {
            guard first == index - 1 || reader.isInitial(view.words[index - 1]),
                let name = reader.name(at: first, most: 3), name.words.upperBound > index, name.count >= 2,
                reader.isFree(name),
                !view.words[first].has(.placeBefore)
            else { continue }
            return name
        }
        return nil
    }

    /// A line above an address that is a name and nothing else.
    func addressee(above start: Int) -> Finding? {
        var lineEnd = start
        for _ in 0..<4 {
            while lineEnd > 0, view.byte(lineEnd - 1) != 0x0A { lineEnd -= 1 }
            guard lineEnd > 0 else { return nil }
            lineEnd -= 1
            var lineStart = lineEnd
            while lineStart > 0, view.byte(lineStart - 1) != 0x0A, lineEnd - lineStart < 80 { lineStart -= 1 }
            while lineStart < lineEnd, [0x20, 0x09, 0x3E].contains(view.byte(lineStart)) { lineStart += 1 }
            let index = view.wordIndex(from: lineStart)
            if index < view.words.count, view.words[index].start == lineStart,
                let name = reader.name(at: index, allCaps: true),
                name.count >= 2, reader.isLineEnd(name.end)
            {
                return Finding(name.start, name.end, .person)
            }
        }
        return nil
    }

    /// `ich heiße Anna`, `je m'appelle …`, `me llamo …`.
    func named(_ index: Int) -> NameReader.Name? {
        guard index + 1 < view.words.count, gap(index + 1) == 1 else { return nil }
        return reader.name(at: index + 1, most: 3)
    }

    /// `Tomomi Nishiyama lives at …`: two words of a name before what only people do.
    func doer(_ index: Int) -> NameReader.Name? {
        guard index > 1, gap(index) == 1, view.byte(view.words[index - 1].end) == 0x20 else { return nil }
        for first in [index - 3, index - 2] where first >= 0 {
            if let name = reader.name(at: first, most: 3), name.words.upperBound == index, name.count >= 2,
                reader.isFree(name)
            {
                return name
            }
        }
        return nil
    }

    /// `Faina D. Yefremova`: an initial between two words of a name.
    func aroundInitial(_ index: Int) -> NameReader.Name? {
        guard index > 0, index + 1 < view.words.count, gap(index) == 1, view.byte(view.words[index - 1].end) == 0x20
        else { return nil }
        let hasDot = view.byte(view.words[index].end) == 0x2E
        guard gap(index + 1) == (hasDot ? 2 : 1),
            hasDot || ![0x41, 0x49, 0x43, 0x52, 0x58].contains(view.byte(view.words[index].start))
                || reader.column(view.words[index - 1].start) == 0 && reader.isLineEnd(view.words[index + 1].end),
            let name = reader.name(at: index - 1, most: 3), name.words.upperBound > index + 1, reader.isFree(name),
            view.words[index - 1].count > 2, view.words[index + 1].count > 2,
            index < 2 || gap(index - 1) != 1 || !reader.isNameWord(view.words[index - 2])
        else { return nil }
        return name
    }

    /// A first name that means nothing else, with the words that complete it.
    func known(_ index: Int) -> NameReader.Name? {
        let word = view.words[index]
        guard !word.has(.ambiguousName), word.shape.contains(.beginsUpper), let name = reader.name(at: index, most: 3),
            reader.isFree(name)
        else { return nil }
        // `Santa Barbara`, `Apache Felix`: a capitalised word before it makes it a part of something else.
        if index > 0, gap(index) == 1, view.byte(view.words[index - 1].end) == 0x20 {
            let before = view.words[index - 1]
            let isOther =
                before.shape.contains(.beginsUpper) && before.count > 1 && !before.has([.title, .greeting, .signOff])
                && !(before.has(.notName) && beginsSentence(before)) && !before.has(.firstName)
            if isOther, name.count == 1 || before.has(.placeBefore) { return nil }
            if before.has([.streetStart]), before.shape.contains(.beginsUpper) { return nil }
        }
        let next = name.words.upperBound
        if next < view.words.count, view.words[next].start == name.end + 1, view.byte(name.end) == 0x20,
            view.words[next].has([.streetEnd, .organisation]), view.words[next].shape.contains(.beginsUpper)
        {
            return nil
        }
        return name
    }
}
