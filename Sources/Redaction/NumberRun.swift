/// Digits in groups, as people write long numbers: `(0)20 7946-0958`.
struct NumberRun {
    struct Group {
        let start: Int
        let end: Int
        var count: Int { end - start }
    }

    private(set) var groups: [Group] = []

    /// Reads the groups from a digit on, at most 32; between two stand at most three separators, on one line.
    init(_ view: TextView, from start: Int) {
        var index = start
        while true {
            let first = index
            while ByteClass.isDigit(view.byte(index)) { index += 1 }
            groups.append(Group(start: first, end: index))
            var next = index
            while next - index < 3, NumberRun.isSeparator(view.byte(next)) {
                if next > index, view.byte(next) == view.byte(next - 1) { return }
                next += 1
            }
            guard groups.count < 32, next > index, ByteClass.isDigit(view.byte(next)) else { return }
            index = next
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x2D || byte == 0x2E || byte == 0x2F || byte == 0x28 || byte == 0x29
    }

    /// Where the run ends.
    var end: Int { groups.last?.end ?? 0 }

    /// The single byte between a group and the next, 0 when there are more or none.
    func separator(after group: Int, _ view: TextView) -> UInt8 {
        guard group >= 0, group + 1 < groups.count, groups[group + 1].start - groups[group].end == 1 else { return 0 }
        return view.byte(groups[group].end)
    }

    /// The digits of some groups, as values.
    func digits(_ range: ClosedRange<Int>, _ view: TextView) -> [UInt8] {
        var digits: [UInt8] = []
        for group in groups[range] { digits += view.bytes[group.start..<group.end].map { $0 - 0x30 } }
        return digits
    }

    /// Whether the groups from `first` on have these lengths, each parted from the next by one of the
    /// separators, the same one throughout.
    func has(_ lengths: [Int], from first: Int, separators: [UInt8], _ view: TextView) -> Bool {
        guard first + lengths.count <= groups.count else { return false }
        for (offset, length) in lengths.enumerated() where groups[first + offset].count != length { return false }
        guard lengths.count > 1 else { return true }
        let separator = separator(after: first, view)
        guard separators.contains(separator) else { return false }
        return (first..<(first + lengths.count - 1)).allSatisfy { self.separator(after: $0, view) == separator }
    }
}
