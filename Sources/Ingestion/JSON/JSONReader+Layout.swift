import Domain

/// How the records lie in the file.
extension JSONReader {
    /// Whether a line among the first five is a whole object and not the only content of a file that is no `.jsonl`.
    mutating func looksLikeLines() throws(CasebookError) -> Bool {
        var start = position
        for _ in 0..<5 {
            while window.bytes.count - start <= limits.rowBytes, !window.isAtEnd,
                !window.bytes[start...].contains(0x0A)
            {
                try window.fill(from: start)
            }
            guard let end = window.bytes[start...].firstIndex(of: 0x0A) else {
                return expectsLines
            }
            let text = window.bytes[start..<end].drop { $0 == 0x20 || $0 == 0x09 }
            if text.first == 0x7B {
                var skipper = JSONSkipper()
                let outcome = window.bytes.withUnsafeBufferPointer {
                    skipper.skip(UnsafeBufferPointer(rebasing: $0[..<end]), from: text.startIndex)
                }
                if case .end(let after) = outcome, window.bytes[after..<end].allSatisfy({ $0 <= 0x20 }) {
                    if expectsLines { return true }
                    return try holdsMore(after: end)
                }
            }
            start = end + 1
        }
        return expectsLines
    }

    /// Whether the first object is followed by another one, as in the output of `jq`.
    mutating func startsAList() throws(CasebookError) -> Bool {
        var skipper = JSONSkipper()
        var index = position
        while true {
            let outcome = window.bytes.withUnsafeBufferPointer { skipper.skip($0, from: index) }
            if case .end(let end) = outcome { return try holdsMore(after: end) }
            index = window.bytes.count
            guard case .incomplete = outcome, !window.isAtEnd, index - position <= limits.rowBytes else { return false }
            try window.fill(from: position)
        }
    }

    private mutating func holdsMore(after index: Int) throws(CasebookError) -> Bool {
        if index + 64 > window.bytes.count { try window.fill(from: index) }
        return window.bytes[index...].contains { $0 > 0x20 }
    }

    /// Moves behind the `[` of the array of records inside an object. `false`, and nothing moved, if there is none.
    mutating func enterWrapper() throws(CasebookError) -> Bool {
        let saved = (position, line)
        var walker = JSONWrapperWalker(position: position, line: line)
        if try walker.findRecords(in: &window) {
            position = walker.position
            line = walker.line
            return true
        }
        (position, line) = saved
        guard !walker.hasDiscarded else {
            throw CasebookError(
                .badInput, code: "no_records", file: name, "the object holds no list of records",
                remedy: "export the records as a JSON array or as JSON lines")
        }
        return false
    }
}
