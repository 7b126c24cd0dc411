/// Postal addresses: streets with a number as English, German, French, Spanish, Italian and northern tongues write
/// them, boxes, and postal codes beside a place or a word that says so. Grown over the units, codes and places
/// that follow.
struct AddressDetector {
    let view: TextView

    /// Adds the address that begins at or ends with a word.
    func findings(at index: Int, into findings: inout [Finding]) {
        let word = view.words[index]
        if word.isNumber || isHouseNumber(word) {
            if let end = numberFirst(index) { add(index, end, &findings) }
            if let first = nameFirst(index) { add(first, view.words[index].end, &findings) }
        }
        if word.has(.streetStart), let (first, end) = prefixed(index) { add(first, end, &findings) }
        if let end = box(index) { add(index, end, &findings) }
        if word.has(.state), let range = stateCode(index) {
            findings.append(Finding(range.lowerBound, range.upperBound, .address))
        }
        if let end = britishCode(index), view.follows(.postal, at: word.start, words: 14, reach: 110) {
            findings.append(Finding(word.start, end, .address))
        }
        if word.has(.postal), let finding = labelledCode(index) { findings.append(finding) }
    }

    private func add(_ first: Int, _ end: Int, _ findings: inout [Finding]) {
        var start = view.words[first].start
        // A number of the block before the street belongs to it: `28245 Puruntie 82`.
        if first > 0, view.words[first - 1].isNumber, view.words[first - 1].end + 1 == start,
            view.byte(start - 1) == 0x20,
            (1...6).contains(view.words[first - 1].count)
        {
            start = view.words[first - 1].start
        }
        findings.append(Finding(start, grown(end), .address))
    }

    // MARK: Streets

    private func isHouseNumber(_ word: Word) -> Bool {
        word.shape.contains(.digit) && word.count <= 6 && ByteClass.isDigit(view.byte(word.start))
            && view.bytes[word.start..<(word.end - 1)].allSatisfy(ByteClass.isDigit)
            && ByteClass.isLetter(view.byte(word.end - 1))
    }

    func isCapital(_ word: Word) -> Bool {
        word.shape.contains(.beginsUpper) && word.shape.isDisjoint(with: [.underscore])
    }

    func gap(_ index: Int) -> Int { view.words[index].start - view.words[index - 1].end }

    /// Whether a word follows the one before it as words of a street do.
    private func isNext(_ index: Int) -> Bool {
        guard index < view.words.count else { return false }
        let between = view.byte(view.words[index - 1].end)
        return gap(index) == 1 && (between == 0x20 || between == 0x2D || between == 0x27)
            || gap(index) == 2 && between == 0x2E && view.byte(view.words[index - 1].end + 1) == 0x20
    }

    /// `12 Main Street`, `7 rue de la Paix`.
    private func numberFirst(_ index: Int) -> Int? {
        let number = view.words[index]
        let next = index + 1
        guard (1...6).contains(number.count), next < view.words.count,
            ![0x2E, 0x23, 0x2D, 0x2F, 0x3A, 0x5F, 0x3D].contains(view.byte(number.start - 1)),
            isNext(next) || (gap(next) == 2 && view.byte(number.end) == 0x2C)
        else { return nil }
        if view.words[next].has(.streetStart) {
            if let end = frenchStreet(next) { return end }
            guard view.words[next].has(.streetEnd), isCapital(view.words[next]) else { return nil }
        }
        return englishStreet(next)
    }

    /// From the first word of the name on: `Main Street`, `5th Ave.`
    private func englishStreet(_ first: Int) -> Int? {
        var next = first
        while next < view.words.count, next - first < 5, next == first || isNext(next) {
            let word = view.words[next]
            if next > first, word.has(.streetEnd), isCapital(word) || next > first + 1, !word.shape.contains(.digit) {
                return view.byte(word.end) == 0x2E && word.count <= 4 ? word.end + 1 : word.end
            }
            let isOrdinal = ByteClass.isDigit(view.byte(word.start)) && word.shape.contains(.letter)
            guard isCapital(word) || isOrdinal || word.has(.particle) else { return nil }
            if next == first, !isOrdinal, word.has([.version, .notName]), !word.has(.firstName),
                !Self.quarters.contains(view.lowered(word))
            {
                return nil
            }
            next += 1
        }
        return nil
    }

    /// Words that are no names and yet begin those of streets.
    private static let quarters: Set<String> = [
        "north", "south", "east", "west", "new", "old", "union", "county", "park",
    ]

    /// From the word of the street on: `rue de la Paix`; the number stands before.
    private func frenchStreet(_ index: Int) -> Int? {
        var next = index + 1
        var end: Int?
        while next < view.words.count, next - index <= 7, isNext(next) {
            let word = view.words[next]
            if isCapital(word), !word.has(.notName) || end != nil {
                end = word.end
            } else if !(word.has(.particle)
                || ["l", "d", "à", "aux"].contains(view.lowered(word)))
            {
                break
            }
            next += 1
        }
        return end
    }

    /// `Calle Mayor 5`, `Via Franscini 71`, `ul. Piotrkowska 12`, `Avenida de la Paz, 23`: the number is the last.
    private func prefixed(_ index: Int) -> (first: Int, end: Int)? {
        let word = view.words[index]
        guard word.shape.contains(.beginsUpper) || view.byte(word.end) == 0x2E || word.count > 4,
            ![0x2E, 0x2F, 0x5F, 0x2D, 0x40].contains(view.byte(word.start - 1))
        else { return nil }
        var next = index + 1
        var names = 0
        while next < view.words.count, next - index <= 7 {
            let word = view.words[next]
            let isNumbered = gap(next) <= 3 && [0x2C, 0x20, 0x2E].contains(view.byte(view.words[next - 1].end))
            if word.isNumber || isHouseNumber(word), names > 0, word.count <= 5, isNumbered { return (index, word.end) }
            guard
                isNext(next)
                    || (isNumbered
                        && ["n", "nº", "no", "nr", "núm", "num"].contains(view.lowered(word)))
            else { return nil }
            if isCapital(word), !word.has(.notName) { names += 1 } else if !word.has(.particle) { return nil }
            next += 1
        }
        return nil
    }

    private static let endings = [
        "straße", "strasse", "gasse", "allee", "gatan", "vägen", "vegen", "veien", "straat", "katu", "laan", "kade",
        "gränd",
        "stígur", "gata", "vænget",
    ]
    private static let weakEndings = [
        "weg", "platz", "ring", "ufer", "damm", "vej", "gade", "tie", "kuja", "plein", "gracht", "str", "steig",
        "vollen", "stræti",
    ]

    /// `Hauptstraße 12`, `Berliner Str. 5`, `Mellemvej 32`: the number's word is given, the first word comes back.
    private func nameFirst(_ index: Int) -> Int? {
        guard index > 0, view.words[index].count <= 5, view.byte(view.words[index].end) != 0x3A else { return nil }
        let street = view.words[index - 1]
        let text = view.lowered(street)
        let hasDot = view.byte(street.end) == 0x2E
        guard gap(index) == (hasDot ? 2 : 1), view.byte(view.words[index].start - 1) == 0x20,
            street.shape.isDisjoint(with: [.digit, .underscore])
        else { return nil }
        let isStrong = street.count > 6 && Self.endings.contains(where: text.hasSuffix)
        let isWeak =
            (street.count > 6 || hasDot) && Self.weakEndings.contains(where: text.hasSuffix)
            || ["u", "út", "utca", "tér"].contains(text)
        if isStrong, street.shape.contains(.beginsUpper) { return index - 1 }
        let isSecond =
            index > 1 && (gap(index - 1) == 1) && isCapital(view.words[index - 2])
            && !view.words[index - 2].has(.notName)
        if isSecond,
            hasDot && (text == "str" || text == "u")
                || ["straße", "strasse", "allee", "gasse", "street", "road", "avenue", "utca", "út", "tér"].contains(
                    text)
        {
            return index - 2
        }
        // `28245 Puruntie 82 Apt. 595`: numbers before and after, or a unit, make a street of any word.
        if isCapital(street), !street.has(.notName), !street.has(.version), street.count > 3 {
            var first = index - 1
            while first > 0, index - first < 3, gap(first) == 1, isCapital(view.words[first - 1]),
                !view.words[first - 1].has(.notName)
            {
                first -= 1
            }
            let next = index + 1
            let hasUnit =
                isClose(next, after: view.words[index].end) && view.words[next].has(.unit)
                && next + 1 < view.words.count
                && view.words[next + 1].shape.contains(.digit) && gap(next + 1) <= 2
            let isFramed =
                first > 0 && view.words[first - 1].isNumber && gap(first) == 1
                && (2...6).contains(view.words[first - 1].count)
            if hasUnit || (isFramed && view.follows(.postal, at: view.words[first - 1].start, words: 6, reach: 60)) {
                return first
            }
        }
        guard isWeak, street.shape.contains(.beginsUpper), text.count > 4 else { return nil }
        // `Umweg 2` and `Steckplatz 3` are no streets: a postal code or a word for one must be near.
        return view.follows(.postal, at: street.start, words: 8, reach: 60) || postalCity(view.words[index].end) != nil
            ? index - 1 : nil
    }

    /// `P.O. Box 123`, `PO Box 12`, `Postfach 12 34`, `PSC 0413, Box 8144`, `Unit 4719 Box 7394`.
    private func box(_ index: Int) -> Int? {
        let word = view.words[index]
        let text = word.count <= 8 && isCapital(word) ? view.lowered(word) : ""
        func number(after last: Int) -> Int? {
            guard last + 1 < view.words.count, gap(last + 1) <= 3, view.words[last + 1].isNumber else { return nil }
            return view.words[last + 1].end
        }
        func isBox(_ at: Int) -> Bool {
            at < view.words.count && gap(at) <= 2
                && view.lowered(view.words[at]) == "box"
        }
        switch text {
        case "po": return isBox(index + 1) ? number(after: index + 1) : nil
        case "p":
            guard index + 1 < view.words.count,
                view.lowered(view.words[index + 1]) == "o",
                isBox(index + 2)
            else { return nil }
            return number(after: index + 2)
        case "postfach", "apartado", "casilla", "postbus", "postboks":
            guard let end = number(after: index) else { return nil }
            return number(after: index + 1).map { view.byte(end) == 0x20 ? $0 : end } ?? end
        case "psc", "unit", "cmr":
            guard number(after: index) != nil, isBox(index + 2) else { return nil }
            return number(after: index + 2)
        default: return nil
        }
    }
}
