/// Numbers that stand for people: cards, national ids, telephones, IPv4 addresses. One pass over each run of
/// digits decides what it is; most are nothing.
struct NumberDetector {
    let view: TextView

    /// Adds what begins at a digit that no digit precedes; returns where to look on.
    func findings(at start: Int, into findings: inout [Finding]) -> Int {
        let run = NumberRun(view, from: start)
        // Most numbers in technical text are short and alone.
        if run.groups.count == 1, run.groups[0].count < 6 { return run.end }
        let phones = PhoneDetector(view: view)
        var first = 0
        while first < run.groups.count {
            if let (last, type) = identify(run, first) {
                if let type { findings.append(Finding(run.groups[first].start, run.groups[last].end, type)) }
                first = last + 1
            } else if let (last, finding) = phones.phone(run, first) {
                findings.append(finding)
                first = last + 1
            } else {
                first += 1
            }
        }
        return run.end
    }

    /// The last group of what begins at a group, and its type; no type for what must be left alone.
    private func identify(_ run: NumberRun, _ first: Int) -> (last: Int, type: EntityType?)? {
        if let (last, isAddress) = dotted(run, first) { return (last, isAddress ? .ip : nil) }
        guard isStart(run, first) else { return nil }
        if let last = card(run, first) { return (last, .card) }
        return nationalID(run, first)
    }

    // MARK: Borders

    private func isStart(_ run: NumberRun, _ first: Int) -> Bool {
        let before = view.byte(run.groups[first].start - 1)
        if first > 0 { return before == 0x20 || before == 0x28 }
        return !ByteClass.isWord(before) && ![0x2E, 0x2D, 0x2F, 0x23, 0x40, 0x24, 0x2B].contains(before)
    }

    private func isEnd(_ run: NumberRun, _ last: Int) -> Bool {
        let end = run.groups[last].end
        let next = view.byte(end)
        if ByteClass.isWord(next) || next == 0x40 { return false }
        return ![0x2D, 0x2E, 0x2F, 0x25].contains(next) || !ByteClass.isWord(view.byte(end + 1))
    }

    // MARK: Dotted numbers

    /// Dotted numbers are versions or IPv4 addresses, and never telephones, except two forms of those.
    private func dotted(_ run: NumberRun, _ first: Int) -> (last: Int, isAddress: Bool)? {
        var last = first
        while run.separator(after: last, view) == 0x2E { last += 1 }
        guard last > first, first == 0 || run.separator(after: first - 1, view) != 0x2E else { return nil }
        let groups = run.groups[first...last]
        if groups.allSatisfy({ $0.count == 2 }), groups.count == 5 { return nil }
        if groups.map(\.count) == [3, 3, 4] { return nil }
        return (last, groups.count == 4 && isIPv4(run, first, last))
    }

    private func isIPv4(_ run: NumberRun, _ first: Int, _ last: Int) -> Bool {
        var octets: [Int] = []
        for group in run.groups[first...last] {
            guard group.count <= 3, group.count == 1 || view.byte(group.start) != 0x30 else { return false }
            octets.append(view.bytes[group.start..<group.end].reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        guard octets.allSatisfy({ $0 <= 255 }) else { return false }
        let (start, end) = (run.groups[first].start, run.groups[last].end)
        let (before, next) = (view.byte(start - 1), view.byte(end))
        guard !ByteClass.isWord(before), before != 0x2D || !ByteClass.isWord(view.byte(start - 2)), before != 0x2E,
            !ByteClass.isWord(next) || next >= 0x80, next != 0x2D || !ByteClass.isLetter(view.byte(end + 1)),
            next != 0x2E || !ByteClass.isWord(view.byte(end + 1))
        else { return false }
        // Addresses that are the same on every machine.
        if octets[0] == 127 || octets == [0, 0, 0, 0] || octets == [255, 255, 255, 255] { return false }
        if octets == [169, 254, 169, 254] || octets[0] == 255 || octets[1...].allSatisfy({ $0 == 0 }) { return false }
        if next == 0x3A && ByteClass.isDigit(view.byte(end + 1)) { return true }
        let isNamed = view.follows(.network, at: start, words: 3, reach: 24)
        if isVersion(at: start), !isNamed { return false }
        return octets[0] >= 10 || isNamed || octets[1...].allSatisfy { $0 == octets[0] }
    }

    /// Whether the words before dotted numbers speak of a version: `Chrome/106.0.1.2`, `upgrade Derby from … to`.
    private func isVersion(at start: Int) -> Bool {
        var index = view.wordIndex(from: start) - 1
        // A product and its version. Java writes `host/10.0.0.1`, whose host is in lower case.
        if view.byte(start - 1) == 0x2F, index >= 0, view.words[index].end == start - 1,
            view.words[index].shape.contains(.beginsUpper), !view.words[index].shape.contains(.digit)
        {
            return true
        }
        var left = 8
        while index >= 0, left > 0, start - view.words[index].end <= 60, view.byte(view.words[index].end) != 0x0A {
            if view.words[index].has(.version) { return true }
            if !view.words[index].shape.contains(.digit) { left -= 1 }
            index -= 1
        }
        return false
    }

    // MARK: Cards

    private func card(_ run: NumberRun, _ first: Int) -> Int? {
        var total = 0
        var last = first
        let separator = run.separator(after: first, view)
        let isGrouped = (separator == 0x20 || separator == 0x2D) && (4...6).contains(run.groups[first].count)
        while last < run.groups.count {
            total += run.groups[last].count
            if (12...19).contains(total), isEnd(run, last), isCard(run.digits(first...last, view), run, first, last) {
                // A longer one in the same groups would hold this one as its beginning.
                return last
            }
            guard isGrouped, total < 19, run.separator(after: last, view) == separator,
                (2...6).contains(run.groups[last].count)
            else { return nil }
            last += 1
        }
        return nil
    }

    private func isCard(_ digits: [UInt8], _ run: NumberRun, _ first: Int, _ last: Int) -> Bool {
        guard let certainty = CardIssuer.certainty(digits), Checksums.luhn(digits), Set(digits).count > 1 else {
            return false
        }
        if certainty == .usual { return true }
        // A cell that holds nothing else is no count and no address of memory.
        if run.groups[first].start == 0, run.groups[last].end == view.bytes.count { return true }
        return last > first ? run.groups[first].count == 4 : view.follows(.card, at: run.groups[first].start, words: 6)
    }

    // MARK: National ids

    private func nationalID(_ run: NumberRun, _ first: Int) -> (last: Int, type: EntityType?)? {
        let start = run.groups[first].start
        func near(_ role: Roles) -> Bool { view.follows(role, at: start, words: 6, reach: 60) }
        func match(_ lengths: [Int], _ separators: [UInt8] = [0x20, 0x2D]) -> [UInt8]? {
            let last = first + lengths.count - 1
            guard run.has(lengths, from: first, separators: separators, view), isEnd(run, last) else { return nil }
            return run.digits(first...last, view)
        }
        if let digits = match([3, 2, 4], [0x2D]), Checksums.ssn(digits) { return (first + 2, .ssn) }
        if near(.ssn), let digits = match([3, 2, 4], [0x20]) ?? match([9]), Checksums.ssn(digits) {
            return (run.has([9], from: first, separators: [], view) ? first : first + 2, .ssn)
        }
        if near(.tfn), let digits = match([9]) ?? match([8]), Checksums.tfn(digits) { return (first, .tfn) }
        if near(.tfn), let digits = match([3, 3, 3]) ?? match([3, 3, 2]), Checksums.tfn(digits) {
            return (first + 2, .tfn)
        }
        if let digits = match([3, 3, 4], near(.nhs) ? [0x20, 0x2D] : [0x20]), Checksums.nhs(digits) {
            return (first + 2, .nhs)
        }
        if near(.nhs), let digits = match([10]), Checksums.nhs(digits) { return (first, .nhs) }
        if let digits = match([4, 4, 4]), digits[0] >= 2, Checksums.verhoeff(digits) { return (first + 2, .aadhaar) }
        if near(.aadhaar), let digits = match([12]), digits[0] >= 2, Checksums.verhoeff(digits) {
            return (first, .aadhaar)
        }
        if let digits = match([2, 3, 3, 3], [0x20]), Checksums.abn(digits) { return (first + 3, .abn) }
        if let digits = match([11]) {
            if near(.abn), Checksums.abn(digits) { return (first, .abn) }
            if Checksums.pesel(digits) { return (first, .pesel) }
        }
        return nil
    }
}

/// The ranges that card issuers number their cards from (ISO/IEC 7812 and the schemes' own tables).
enum CardIssuer {
    enum Certainty { case usual, rare }

    /// `nil` for a number that no scheme gives out; rare lengths need other evidence.
    static func certainty(_ digits: [UInt8]) -> Certainty? {
        let two = Int(digits[0]) * 10 + Int(digits[1])
        let three = two * 10 + Int(digits[2])
        let four = three * 10 + Int(digits[3])
        let count = digits.count
        switch two {
        case 34, 37: return count == 15 ? .usual : nil
        case 40...49: return count == 16 || count == 13 ? .usual : count == 19 ? .rare : nil
        case 51...55: return count == 16 ? .usual : nil
        case 22...27 where (2221...2720).contains(four) || (2200...2204).contains(four):
            return count == 16 ? .usual : nil
        case 30 where (300...305).contains(three) || three == 309, 36, 38, 39:
            return count == 14 ? .usual : (16...19).contains(count) ? .rare : nil
        case 35 where (3528...3589).contains(four): return count == 16 ? .usual : count > 16 ? .rare : nil
        case 18 where four == 1800, 21 where four == 2131: return count == 15 ? .usual : nil
        // Airlines' cards; so are the addresses of threads in a 64-bit process.
        case 10...19: return count == 15 ? .rare : nil
        case 50, 56...69: return count == 16 ? .usual : .rare
        case 81, 82: return count == 16 ? .rare : nil
        default: return nil
        }
    }
}
