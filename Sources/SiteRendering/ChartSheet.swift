/// A chart as pages show it: the drawing, and its numbers as a table for those who cannot see it.
struct ChartSheet {
    let title: String
    var note: String?
    let svg: String
    /// The first names the rows.
    let head: [String]
    let rows: [[String]]

    var fields: Fields {
        var fields: Fields = ["chartTitle": title, "svg": svg]
        fields.set("note", note)
        fields["head"] = head.map { ["cell": $0] as Fields }
        fields["rule"] = head.indices.map { ["cell": $0 == 0 ? "---" : "---:"] as Fields }
        fields["rows"] =
            rows.map { row in
                ["name": row.first ?? "", "cells": row.dropFirst().map { ["cell": $0] as Fields }] as Fields
            }
        return fields
    }
}
