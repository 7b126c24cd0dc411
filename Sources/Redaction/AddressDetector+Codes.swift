extension AddressDetector {
    /// `Springfield, IL 62704`: the place with its code.
    func stateCode(_ index: Int) -> Range<Int>? {
        let state = view.words[index]
        guard state.count == 2, !state.shape.contains(.lower), index > 0, index + 1 < view.words.count,
            view.words[index + 1].isNumber, view.words[index + 1].count == 5, gap(index + 1) == 1,
            view.byte(state.end) == 0x20
        else { return nil }
        var end = view.words[index + 1].end
        if view.byte(end) == 0x2D, index + 2 < view.words.count, view.words[index + 2].count == 4,
            view.words[index + 2].isNumber
        {
            end = view.words[index + 2].end
        }
        let place = view.words[index - 1]
        guard isCapital(place), gap(index) <= 3, view.byte(place.end) == 0x2C || view.byte(place.end) == 0x20 else {
            return view.follows(.postal, at: state.start, words: 14, reach: 110) ? state.start..<end : nil
        }
        var first = index - 1
        while first > 0, index - first < 3, gap(first) == 1, view.byte(view.words[first].start - 1) == 0x20,
            isCapital(view.words[first - 1]), !view.words[first - 1].has(.notName)
        { first -= 1 }
        return view.words[first].start..<end
    }

    /// `SW1A 1AA`.
    func britishCode(_ index: Int) -> Int? {
        let word = view.words[index]
        guard (2...4).contains(word.count), !word.shape.contains(.lower), word.shape.contains(.digit),
            word.shape.contains(.beginsUpper),
            index + 1 < view.words.count, gap(index + 1) == 1, view.byte(word.end) == 0x20
        else { return nil }
        let inward = view.words[index + 1]
        guard inward.count == 3, ByteClass.isDigit(view.byte(inward.start)), !inward.shape.contains(.lower),
            ByteClass.isLetter(view.byte(inward.start + 1)), ByteClass.isLetter(view.byte(inward.start + 2))
        else { return nil }
        return inward.end
    }

    /// `zip code is 35350`, `PLZ: 10115`.
    func labelledCode(_ index: Int) -> Finding? {
        let text = view.lowered(view.words[index])
        guard ["zip", "plz", "postcode", "postal"].contains(text) else { return nil }
        let isAlone = text == "zip" || text == "postal"
        var next = index + 1
        if isAlone, view.byte(view.words[index].end) != 0x3A,
            next >= view.words.count || view.lowered(view.words[next]) != "code"
        {
            return nil
        }
        while next < view.words.count, next - index <= 3,
            ["code", "is", "ist"].contains(view.lowered(view.words[next]))
        {
            next += 1
        }
        guard next < view.words.count, gap(next) <= 3, view.words[next].isNumber,
            (3...6).contains(view.words[next].count)
        else { return nil }
        var end = view.words[next].end
        if next + 1 < view.words.count, gap(next + 1) == 1, [0x20, 0x2D].contains(view.byte(end)),
            view.words[next + 1].isNumber,
            (2...4).contains(view.words[next + 1].count)
        {
            end = view.words[next + 1].end
        }
        return Finding(view.words[next].start, end, .address)
    }

    /// The end of `10115 Berlin` after an address, over commas and line ends.
    func postalCity(_ end: Int) -> Int? {
        let index = view.wordIndex(from: end)
        guard index + 1 < view.words.count, isClose(index, after: end), view.words[index].isNumber,
            (4...5).contains(view.words[index].count), gap(index + 1) == 1, isCapital(view.words[index + 1])
        else { return nil }
        return cityEnd(index + 1)
    }

    private func cityEnd(_ index: Int) -> Int {
        var last = index
        while last + 1 < view.words.count, last - index < 2, gap(last + 1) == 1,
            [0x20, 0x2D].contains(view.byte(view.words[last].end)),
            isCapital(view.words[last + 1]), !view.words[last + 1].has(.notName)
        { last += 1 }
        return view.words[last].end
    }

    func isClose(_ index: Int, after end: Int) -> Bool {
        guard index < view.words.count, view.words[index].start - end <= 8 else { return false }
        return view.bytes[end..<view.words[index].start].allSatisfy {
            [0x20, 0x2C, 0x0A, 0x0D, 0x09, 0x2E].contains($0)
        }
    }

    /// The end of an address with the unit, code and place that follow its street.
    func grown(_ end: Int) -> Int {
        var end = end
        for _ in 0..<6 {
            let index = view.wordIndex(from: end)
            guard isClose(index, after: end) else { break }
            let word = view.words[index]
            if word.has(.unit), index + 1 < view.words.count, gap(index + 1) <= 2,
                view.words[index + 1].shape.contains(.digit)
            {
                end = view.words[index + 1].end
            } else if let city = postalCity(end) {
                end = city
            } else if let code = britishCode(index) {
                end = code
            } else if let next = placeAndCode(index) {
                end = next
            } else {
                break
            }
        }
        return end
    }

    /// `Springfield, IL 62704`, `Colorado Springs\n, CO\n 70079`, `Riisa\n\n Estonia 62488`, `Toronto, M5V 2T6`.
    private func placeAndCode(_ index: Int) -> Int? {
        var next = index
        while next < view.words.count, next - index < 5, next == index || isClose(next, after: view.words[next - 1].end)
        {
            let word = view.words[next]
            if next > index, word.isNumber, (4...6).contains(word.count) {
                let isLong =
                    next + 1 < view.words.count && view.byte(word.end) == 0x2D && view.words[next + 1].isNumber
                    && view.words[next + 1].count <= 4
                return isLong ? view.words[next + 1].end : word.end
            }
            if next > index, let end = britishCode(next) { return end }
            guard isCapital(word), !word.shape.contains(.digit) else { return nil }
            next += 1
        }
        return nil
    }
}
