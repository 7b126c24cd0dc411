/// For each row a list of at most so many elements, in one piece of memory: a million rows of sixty keys are half a
/// gigabyte, and would be twice that as arrays of their own.
struct ListTable<Element: BitwiseCopyable & Sendable>: RandomAccessCollection, Sendable {
    /// The most elements of a row.
    let width: Int
    private var counts: [Int32]
    private var elements: [Element]

    var startIndex: Int { 0 }
    var endIndex: Int { counts.count }

    /// Makes a table of empty lists.
    ///
    /// - Parameter filler: stands in memory that no list uses.
    init(empty count: Int, width: Int, filler: Element) {
        self.width = Swift.max(width, 1)
        counts = [Int32](repeating: 0, count: count)
        elements = [Element](repeating: filler, count: count * self.width)
    }

    /// The elements of a row.
    subscript(row: Int) -> ArraySlice<Element> { elements[row * width..<row * width + Int(counts[row])] }

    /// The rows of a table that is being filled by several threads, each writing rows of its own.
    struct Rows: @unchecked Sendable {
        fileprivate let counts: UnsafeMutablePointer<Int32>
        fileprivate let elements: UnsafeMutablePointer<Element>
        fileprivate let width: Int

        subscript(row: Int) -> UnsafeBufferPointer<Element> {
            UnsafeBufferPointer(start: elements + row * width, count: Int(counts[row]))
        }

        /// Writes a row: at most `width` elements.
        func set(_ row: Int, to list: some Collection<Element>) {
            let target = UnsafeMutableBufferPointer(start: elements + row * width, count: width)
            counts[row] = Int32(target.update(fromContentsOf: list))
        }
    }

    /// Gives access for writing.
    mutating func withRows<Failure: Error>(_ body: (Rows) throws(Failure) -> Void) throws(Failure) {
        let width = width
        try counts.withUnsafeMutableBufferPointer { (counts) throws(Failure) in
            try elements.withUnsafeMutableBufferPointer { (elements) throws(Failure) in
                guard let counts = counts.baseAddress, let elements = elements.baseAddress else { return }
                try body(Rows(counts: counts, elements: elements, width: width))
            }
        }
    }
}

/// Lists of ranked keys, best first.
typealias RankedTable = ListTable<UInt64>

extension ListTable<UInt64> {
    /// Makes a table of empty lists.
    init(empty count: Int, width: Int) { self.init(empty: count, width: width, filler: 0) }
}
