/// Marks that follow each other, put in canonical order: by combining class, those of one class as they came.
struct MarkRun {
    /// By rising class. The classes are few, so that a run of any length takes linear time.
    private var marks: [(combiningClass: UInt8, scalars: [UInt32])] = []

    var isEmpty: Bool { marks.isEmpty }

    mutating func add(_ scalar: UInt32, combiningClass: UInt8) {
        let place = marks.firstIndex { $0.combiningClass >= combiningClass } ?? marks.count
        if place < marks.count, marks[place].combiningClass == combiningClass {
            marks[place].scalars.append(scalar)
        } else {
            marks.insert((combiningClass, [scalar]), at: place)
        }
    }

    /// Gives the marks in order, and forgets them.
    mutating func drain(_ take: (UInt32) -> Void) {
        guard !marks.isEmpty else { return }
        for each in marks { each.scalars.forEach(take) }
        marks.removeAll()
    }
}
