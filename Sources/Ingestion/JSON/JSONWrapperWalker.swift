import Domain

/// Finds the array of records inside an object: `{"issues": […]}`, `{"data": {"tickets": […]}}`.
struct JSONWrapperWalker {
    private(set) var position: Int
    private(set) var line: Int
    /// Whether bytes before the current position were given up, so that nobody can go back.
    private(set) var hasDiscarded = false

    /// Keys under which trackers and export tools put their records.
    private static let recordKeys: Set<String> = [
        "issues", "tickets", "results", "result", "records", "items", "data", "rows", "bugs", "incidents", "cases",
        "requests", "values", "value", "nodes", "edges", "hits", "entries", "conversations",
    ]
    /// Keys whose arrays of objects describe the export and are not its records.
    private static let sideKeys: Set<String> = [
        "users", "groups", "organizations", "organisations", "fields", "columns", "names", "schema", "errors",
        "warnings", "facets", "links", "included", "labels", "comments", "metadata", "meta",
    ]
    private static let maximumDepth = 4

    init(position: Int, line: Int) {
        self.position = position
        self.line = line
    }

    /// Walks from the `{` at the current position; on success `position` is behind the array's `[`.
    mutating func findRecords(in window: inout TextWindow, depth: Int = 1) throws(CasebookError) -> Bool {
        position += 1
        while true {
            guard let byte = try next(&window) else { return false }
            if byte == 0x7D {
                position += 1
                return false
            }
            if byte == 0x2C {
                position += 1
                continue
            }
            guard byte == 0x22, let key = try string(&window), try next(&window) == 0x3A else { return false }
            position += 1
            guard let first = try next(&window) else { return false }
            if first == 0x5B {
                let start = position
                position += 1
                let element = try next(&window)
                let isKnown = Self.recordKeys.contains(key) && (element == 0x7B || element == 0x5D)
                let isLikely = depth == 1 && element == 0x7B && !Self.sideKeys.contains(key)
                if isKnown || isLikely { return true }
                position = start
            } else if first == 0x7B, depth < Self.maximumDepth {
                if try findRecords(in: &window, depth: depth + 1) { return true }
                continue
            }
            guard try skipValue(&window) else { return false }
        }
    }

    private mutating func next(_ window: inout TextWindow) throws(CasebookError) -> UInt8? {
        while true {
            if position == window.bytes.count {
                try window.fill(from: position)
                if position == window.bytes.count { return nil }
            }
            let byte = window.bytes[position]
            if byte > 0x20 { return byte }
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    /// Reads a key without escapes; any other key is none that matters.
    private mutating func string(_ window: inout TextWindow) throws(CasebookError) -> String? {
        let start = position
        guard try skipValue(&window, keeping: start), position - start >= 2 else { return nil }
        return String(decoding: window.bytes[(start + 1)..<(position - 1)], as: UTF8.self).lowercased()
    }

    private mutating func skipValue(_ window: inout TextWindow, keeping: Int? = nil) throws(CasebookError) -> Bool {
        var skipper = JSONSkipper()
        while true {
            switch window.bytes.withUnsafeBufferPointer({ skipper.skip($0, from: position) }) {
            case .end(let end):
                position = end
                line += skipper.lineBreaks
                return true
            case .mismatch: return false
            case .incomplete:
                position = window.bytes.count
                guard !window.isAtEnd else { return false }
                if keeping == nil, window.bytes.count > 4 << 20 {
                    position = window.discard(before: position)
                    hasDiscarded = true
                }
                try window.fill(from: position)
            }
        }
    }
}
