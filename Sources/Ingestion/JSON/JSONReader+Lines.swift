import Domain

/// Records of a line each.
extension JSONReader {
    mutating func readLines(_ handle: TableHandler) throws {
        while true {
            position = window.discard(before: position)
            var search = position
            var end: Int?
            while true {
                end = window.bytes[search...].firstIndex(of: 0x0A)
                if end != nil || window.isAtEnd || window.bytes.count - position > limits.rowBytes { break }
                search = window.bytes.count
                try window.fill(from: position)
            }
            let isLast = end == nil && window.isAtEnd
            if end == nil, !window.isAtEnd || window.bytes.count - position > limits.rowBytes {
                guard try skipLargeLine(handle) else { return }
                continue
            }
            let range = position..<(end ?? window.bytes.count)
            let next = end.map { $0 + 1 } ?? window.bytes.count
            if window.bytes[range].contains(where: { $0 > 0x20 }) {
                if range.count > limits.rowBytes {
                    guard try handle(.broken(BrokenRow(line: line, code: .tooLarge))) else { return }
                } else {
                    guard try record(range, isLast: isLast, handle) else { return }
                }
            }
            line += 1
            position = next
            if isLast { break }
        }
        try reportEarlyEnd(handle)
    }

    private mutating func skipLargeLine(_ handle: TableHandler) throws -> Bool {
        let start = line
        while true {
            if let end = window.bytes[position...].firstIndex(of: 0x0A) {
                position = end + 1
                line += 1
                break
            }
            position = window.discard(before: window.bytes.count)
            if window.isAtEnd { break }
            try window.fill(from: position)
        }
        return try handle(.broken(BrokenRow(line: start, code: .tooLarge)))
    }

    mutating func reportEarlyEnd(_ handle: TableHandler) throws {
        guard window.endedEarly else { return }
        window.forgetEarlyEnd()
        _ = try handle(.broken(BrokenRow(line: line, code: .truncated)))
    }
}
