/// Says a proposal in lines for a person.
enum MappingExplanation {
    static func lines(
        _ inspection: ExportInspection, mapping: ColumnMapping, unused: [String], dateReason: String?
    ) -> [String] {
        var lines = [file(inspection)]
        var rows: [(String, [String])] = [
            ("id", mapping.id.map { [$0] } ?? []), ("subject", mapping.subject.map { [$0] } ?? []),
            ("body", mapping.bodies),
        ]
        let single: [(String, String?)] = [
            ("created", mapping.created), ("updated", mapping.updated), ("resolved", mapping.resolved),
            ("status", mapping.status), ("priority", mapping.priority), ("product", mapping.product),
            ("requester", mapping.requester), ("assignee", mapping.assignee), ("resolution", mapping.resolution),
        ]
        rows += single.map { ($0, $1.map { [$0] } ?? []) }
        rows.append(("labels", mapping.labels))
        for (name, columns) in rows where !columns.isEmpty {
            lines.append(pad(name) + columns.joined(separator: ", "))
        }
        for name in mapping.fields.keys.sorted() {
            lines.append(pad("fields.\(name)") + (mapping.fields[name] ?? ""))
        }
        if let order = mapping.dateOrder, let dateReason {
            let reading = order == .dayFirst ? "4 May" : "April 5"
            lines.append(pad("date_order") + "\(order.rawValue): 04/05 is \(reading) (\(dateReason))")
        }
        let missing = rows.filter { $0.1.isEmpty && ["subject", "body", "created", "status"].contains($0.0) }.map(\.0)
        if !missing.isEmpty { lines.append("not found: " + missing.joined(separator: ", ")) }
        if !unused.isEmpty {
            let shown = unused.prefix(20).joined(separator: ", ")
            lines.append("not used: " + shown + (unused.count > 20 ? ", and \(unused.count - 20) more" : ""))
        }
        return lines
    }

    private static func file(_ inspection: ExportInspection) -> String {
        var parts: [String] = []
        switch inspection.format {
        case .delimited:
            let names = [",": "commas", ";": "semicolons", "\t": "TABs", "|": "bars"]
            parts.append("delimited by \(names[inspection.delimiter ?? ","] ?? "commas")")
        case .json: parts.append("JSON")
        case .workbook: parts.append("workbook" + (inspection.sheet.map { ", sheet \"\($0)\"" } ?? ""))
        }
        if let encoding = inspection.encoding { parts.append(encoding.rawValue) }
        if inspection.isCompressed { parts.append("packed with gzip") }
        return "read as: " + parts.joined(separator: ", ")
    }

    private static func pad(_ name: String) -> String {
        name + String(repeating: " ", count: max(1, 12 - name.utf8.count)) + "<- "
    }
}
