public import Domain

/// What stands between the runs and belongs to none: that the site was published, that the tenant was exported.
extension Ledger {
    /// This ledger with an export at its end, or `nil` when it knows of an archive with these bytes.
    ///
    /// The entry belongs to the run before it: no page changes by it.
    ///
    /// - Parameters:
    ///   - archive: of the archive's bytes.
    ///   - rows: rows of tickets in it.
    ///   - raw: whether the exports themselves are in it.
    public func recordingExport(
        _ archive: ContentDigest, rows: Int, raw: Bool, at moment: Instant
    ) throws(CasebookError) -> Ledger? {
        if state.exports.contains(archive) { return nil }
        return try appending(
            [.exported(archive: archive, rows: rows, raw: raw)], run: max(1, state.run), asOf: state.asOf, at: moment
        ).ledger
    }

    /// The digest of a ledger's lines that tell of runs: what a run's input depends on. Where all do, it is that of the
    /// bytes.
    public static func digestOfRuns(_ bytes: [UInt8]) -> ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        for line in lines(of: bytes) where !isAside(line) { line.withUnsafeBytes { hasher.update(buffer: $0) } }
        return hasher.finish()
    }

    /// A ledger's bytes without what tells of exports at their end: the ledger that an archive holds, so that equal
    /// state gives equal archives.
    ///
    /// - Parameter sealed: entries that a checkpoint speaks of, and that therefore stay.
    public func withoutExportsAtEnd(sealed: Int) -> ArraySlice<UInt8> {
        var count = entries.count
        while count > sealed, entries[count - 1].event == .exported { count -= 1 }
        return bytes.prefix(Ledger.lines(of: bytes).prefix(count).reduce(0) { $0 + $1.count })
    }

    /// Whether a checkpoint speaks of everything that runs have written: of all lines, or all but asides at their end.
    public static func isCovered(_ bytes: [UInt8], by checkpoint: LedgerCheckpoint) -> Bool {
        let lines = lines(of: bytes)
        guard checkpoint.size >= 1, checkpoint.size <= lines.count else { return false }
        return ContentDigest.ofLine(lines[checkpoint.size - 1]).hex == checkpoint.head
            && lines[checkpoint.size...].allSatisfy(isAside)
    }

    /// With their line ends; the last may have none.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.firstIndex(of: 0x0A).map { rest[...$0] } ?? rest
            lines.append(line)
            rest = rest[line.endIndex...]
        }
        return lines
    }

    /// Canonical JSON has its members in order, so that the event stands near the beginning; within a member's text the
    /// quotes would be escaped.
    private static func isAside(_ line: ArraySlice<UInt8>) -> Bool {
        let beginning = String(decoding: line.prefix(160), as: UTF8.self)
        return LedgerEntry.Event.allCases.contains {
            !$0.belongsToRun && beginning.contains("\"event\":\"\($0.rawValue)\"")
        }
    }
}
