public import Domain

extension Ledger {
    /// Reads a ledger's file, strictly: every line, the chain, the numbering and the tenant must hold.
    ///
    /// - Parameter file: the path that errors name.
    /// - Returns: the ledger, and the length of a last line without LF. Such a line is a torn write and is left
    ///   out; the caller should put `ledger.bytes` in the file's place with the next append.
    /// - Throws: `.badInput` at the first line that does not hold.
    public static func parse(
        _ bytes: [UInt8], file: String, tenant: TenantID
    ) throws(CasebookError) -> (ledger: Ledger, tornBytes: Int) {
        var entries: [LedgerEntry] = []
        var state = LedgerState()
        var head = genesis
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            do throws(LedgerFault) {
                let entry = try LedgerEntry(line: bytes[start..<end], seq: entries.count, prev: head, tenant: tenant)
                try state.apply(entry)
                entries.append(entry)
            } catch {
                throw CasebookError(
                    .badInput, code: error.code, file: file, line: entries.count + 1,
                    "The ledger does not hold: \(error.summary).", remedy: remedy(for: error.code))
            }
            head = ContentDigest.ofLine(bytes[start...end]).hex
            start = end + 1
        }
        let whole = start == bytes.count ? bytes : Array(bytes[..<start])
        let ledger = Ledger(tenant: tenant, entries: entries, state: state, bytes: whole, head: head)
        return (ledger, bytes.count - start)
    }

    /// The tenant that a ledger's first line names; `nil` when that is no line of a ledger.
    public static func tenant(of bytes: [UInt8]) -> TenantID? {
        let line = bytes.prefix { $0 != 0x0A }
        guard case .object(let members)? = try? JSONValue(strictly: line) else { return nil }
        return members["tenant"]?.string.flatMap(TenantID.init)
    }

    /// Reads the bytes again, and looks for what is lawful and yet worth a word: a clock that went backwards.
    /// - Returns: nothing when all is well.
    public func verify(file: String = "ledger.jsonl") -> [Diagnostic] {
        do throws(CasebookError) {
            let again = try Ledger.parse(bytes, file: file, tenant: tenant).ledger
            guard again.entries == entries else {
                return [Diagnostic(code: "wrong_bytes", file: file, summary: "Entries and bytes differ.")]
            }
        } catch { return error.diagnostics }
        var diagnostics: [Diagnostic] = []
        for (before, entry) in zip(entries, entries.dropFirst()) where entry.at < before.at {
            diagnostics.append(
                Diagnostic(
                    .warning, code: "clock_went_back", file: file, line: entry.seq + 1,
                    summary: "The entry's time lies before that of the entry above it.",
                    remedy: "Check the clock of the machine that ran it; the order of the entries is not affected."))
        }
        return diagnostics
    }

    private static func remedy(for code: String) -> String {
        switch code {
        case "line_ends_changed":
            "Restore the file from git, and set `tenants/**/ledger.jsonl -text` in .gitattributes."
        case "wrong_tenant": "Each tenant has its own ledger: put this tenant's file back from git."
        case "unsupported_version": "A newer casebook wrote this ledger: upgrade this one."
        default:
            "Lines must never be edited, removed or merged by hand: restore the file from git (of two branches "
                + "take one side whole) and build again."
        }
    }
}

extension LedgerEntry {
    /// Reads one line (without its LF) and checks it against its place: its number, its chain and its tenant.
    init(line: ArraySlice<UInt8>, seq: Int, prev: String, tenant: TenantID) throws(LedgerFault) {
        var members = try LedgerEntry.members(of: line)
        guard members.removeValue(forKey: "v") == .integer(1) else {
            throw LedgerFault("unsupported_version", "the line is not of version 1")
        }
        guard members.removeValue(forKey: "seq") == .integer(Int64(seq)) else {
            throw LedgerFault("wrong_seq", "the line's number does not follow the one before it")
        }
        guard members.removeValue(forKey: "prev") == .string(prev) else {
            throw LedgerFault("wrong_chain", "the line does not continue the line before it")
        }
        guard members.removeValue(forKey: "tenant") == .string(tenant.rawValue) else {
            throw LedgerFault("wrong_tenant", "the line belongs to another tenant")
        }
        guard let at = members.removeValue(forKey: "at")?.string.flatMap(Instant.init(iso8601:)) else {
            throw LedgerFault("bad_entry", "the member `at` is missing or not a time in UTC")
        }
        guard let actor = members.removeValue(forKey: "actor")?.string else {
            throw LedgerFault("bad_entry", "the member `actor` is missing or not a text")
        }
        guard let name = members.removeValue(forKey: "event")?.string else {
            throw LedgerFault("bad_entry", "the member `event` is missing or not a text")
        }
        guard let event = Event(rawValue: name) else {
            throw LedgerFault("unsupported_version", "the line's event is not known to this version")
        }
        self.init(seq: seq, prev: prev, at: at, event: event, actor: actor, tenant: tenant, facts: members)
    }

    private static func members(of line: ArraySlice<UInt8>) throws(LedgerFault) -> [String: JSONValue] {
        // Git's autocrlf is the usual way in which a chain breaks, and has a remedy of its own.
        if line.last == 0x0D { throw LedgerFault("line_ends_changed", "the line ends in CR LF instead of LF") }
        guard case .object(let members)? = try? JSONValue(strictly: line) else {
            throw LedgerFault("bad_json", "the line is not one JSON object")
        }
        return members
    }
}

extension Instant {
    /// Reads exactly the form that `iso8601` writes, `2026-05-30T09:12:44Z`.
    init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        let marks: [(Int, UInt8)] = [(4, 0x2D), (7, 0x2D), (10, 0x54), (13, 0x3A), (16, 0x3A), (19, 0x5A)]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1 }),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let date = CivilDate(year: year, month: month, day: day),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            hour < 24, minute < 60, second < 60
        else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second)
    }
}
