import Domain

/// Records one after the other, in arrays or not.
extension JSONReader {
    /// Reads objects up to the end, whatever arrays stand around them; with an array that was entered already, up
    /// to its end.
    mutating func readSequence(openArrays: Int, _ handle: TableHandler) throws {
        var open = openArrays
        while true {
            try skipSpace()
            position = window.discard(before: position)
            guard let byte = try peek() else { break }
            switch byte {
            case 0x2C: position += 1
            case 0x5B:
                open += 1
                position += 1
            case 0x5D:
                open = max(0, open - 1)
                position += 1
                if open == 0, openArrays > 0 {
                    guard try recordFollows() else { return }
                    open = 1
                }
            case 0x7B:
                guard try object(handle) else { return }
            default:
                guard try garbage(handle) else { return }
            }
        }
        if open > 0, !wasCut {
            window.forgetEarlyEnd()
            _ = try handle(.broken(BrokenRow(line: line, code: .truncated)))
        }
        if !wasCut { try reportEarlyEnd(handle) }
    }

    /// Whether another record stands behind a comma: then the bracket before it was one too many, since what follows
    /// the list in its object is a key.
    private mutating func recordFollows() throws(CasebookError) -> Bool {
        if window.bytes.count - position < 64 { try window.fill(from: position) }
        let following = window.bytes[position...].lazy.filter { $0 > 0x20 }.prefix(2)
        return following.elementsEqual([0x2C, 0x7B])
    }

    private mutating func object(_ handle: TableHandler) throws -> Bool {
        var skipper = JSONSkipper()
        var index = position
        while true {
            switch window.bytes.withUnsafeBufferPointer({ skipper.skip($0, from: index) }) {
            case .end(let end):
                if end - position > limits.rowBytes {
                    return try pass(BrokenRow(line: line, code: .tooLarge), to: end, handle)
                }
                return try bounded(position..<end, handle)
            case .mismatch(let end): return try resume(orAt: end, code: .badJSON, handle)
            case .incomplete:
                index = window.bytes.count
                if window.isAtEnd {
                    wasCut = true
                    return try resume(orAt: index, code: .truncated, handle)
                }
                if index - position > limits.rowBytes { return try skipLargeObject(&skipper, handle) }
                try window.fill(from: position)
            }
        }
    }

    /// Handles an object whose brackets match. Where it cannot be read, what its brackets enclose may be wrong too: it
    /// is trusted only if a comma or the end of the list follows.
    private mutating func bounded(_ range: Range<Int>, _ handle: TableHandler) throws -> Bool {
        guard let fault = parseRecord(range, isLast: false) else {
            if opening == nil {
                opening = window.bytes.withUnsafeBufferPointer {
                    JSONOpening(UnsafeBufferPointer(rebasing: $0[range]))
                }
            }
            searchBudget = min(searchBudget + 8 * range.count, Self.largestBudget)
            let more = try announce(handle) && handle(.row(row))
            line += breaks(in: range)
            position = range.upperBound
            return more
        }
        guard try announce(handle) else { return false }
        let broken = BrokenRow(line: line, code: fault)
        guard fault == .badJSON else { return try pass(broken, to: range.upperBound, handle) }
        if let inside = opening?.next(in: window, range, budget: &searchBudget) {
            return try pass(broken, to: inside, handle)
        }
        if window.bytes.count - range.upperBound < 64 { try window.fill(from: range.upperBound) }
        let follower = window.bytes[range.upperBound...].first { $0 > 0x20 }
        if follower == 0x2C || follower == 0x5D || follower == nil {
            return try pass(broken, to: range.upperBound, handle)
        }
        return try resume(orAt: range.upperBound, code: fault, handle)
    }

    /// Hands on a broken record and goes on where another one begins like the good ones, or else at `fallback`.
    private mutating func resume(
        orAt fallback: Int, code: BrokenRow.Code, _ handle: TableHandler
    ) throws -> Bool {
        let found = try nextOpening()
        if found != nil { wasCut = false }
        return try pass(BrokenRow(line: line, code: found == nil ? code : .badJSON), to: found ?? fallback, handle)
    }

    /// Where the next record begins, as far as a row may reach.
    private mutating func nextOpening() throws(CasebookError) -> Int? {
        let start = position
        let known =
            opening
            ?? window.bytes.withUnsafeBufferPointer {
                JSONOpening(UnsafeBufferPointer(rebasing: $0[start...]))
            }
        guard let known else { return nil }
        while true {
            guard searchBudget > 0 else { return nil }
            if let found = known.next(in: window, start..<window.bytes.count, budget: &searchBudget) { return found }
            guard !window.isAtEnd, window.bytes.count - start <= limits.rowBytes else { return nil }
            try window.fill(from: start)
        }
    }

    private mutating func pass(_ broken: BrokenRow, to target: Int, _ handle: TableHandler) throws -> Bool {
        line += breaks(in: position..<target)
        position = target
        return try handle(.broken(broken))
    }

    private func breaks(in range: Range<Int>) -> Int { window.bytes[range].count { $0 == 0x0A } }

    private mutating func skipLargeObject(_ skipper: inout JSONSkipper, _ handle: TableHandler) throws -> Bool {
        let start = line
        if let found = try nextOpening() {
            return try pass(BrokenRow(line: line, code: .badJSON), to: found, handle)
        }
        while !window.isAtEnd {
            position = window.discard(before: window.bytes.count)
            try window.fill(from: position)
            let outcome = window.bytes.withUnsafeBufferPointer { skipper.skip($0, from: 0) }
            position = window.bytes.count
            switch outcome {
            case .incomplete: continue
            case .end(let end), .mismatch(let end): position = end
            }
            break
        }
        line += skipper.lineBreaks
        return try handle(.broken(BrokenRow(line: start, code: .tooLarge)))
    }

    /// Passes what is no object where a record should be.
    private mutating func garbage(_ handle: TableHandler) throws -> Bool {
        if let opening, searchBudget > 0,
            let found = opening.next(in: window, position..<window.bytes.count, budget: &searchBudget)
        {
            return try pass(BrokenRow(line: line, code: .badJSON), to: found, handle)
        }
        let start = line
        var skipper = JSONSkipper()
        var index = position
        scan: while true {
            switch window.bytes.withUnsafeBufferPointer({ skipper.skip($0, from: index) }) {
            case .end(let end), .mismatch(let end):
                // A closing brace too many ends at once; it is passed with the garbage.
                position = max(end, position + 1)
                break scan
            case .incomplete:
                position = window.discard(before: window.bytes.count)
                index = position
                if window.isAtEnd { break scan }
                try window.fill(from: position)
            }
        }
        line += skipper.lineBreaks
        return try handle(.broken(BrokenRow(line: start, code: .badJSON)))
    }
}
