import Domain

extension BookSite {
    /// What was read, how it was worked on, and why something may be missing.
    func aboutPage() -> Page {
        let facts = book.facts
        let rejected = facts.rejects.values.reduce(0, +)
        var fields: Fields = [
            "rows": Figures.grouped(facts.rows), "tickets": Figures.grouped(facts.tickets),
            "files": Figures.count(facts.files, "file"), "rejected": Figures.grouped(rejected),
            "model": facts.embeddingModel, "dimension": Figures.grouped(facts.embeddingDimension),
            "numericPath": facts.numericPath, "method": facts.clusteringMethod, "version": facts.programVersion,
            "ledgerEntries": Figures.grouped(facts.ledgerEntries), "run": Figures.grouped(facts.run),
            "tenantID": book.tenant.id.rawValue, "timeZone": calendar.timeZone.identifier,
            "unusual": Figures.grouped(book.unusual.count), "clusterCount": Figures.grouped(book.clusters.count),
        ]
        set("asOf", book.asOf, in: &fields)
        fields["asOfMoment"] = book.asOf?.iso8601 ?? ""
        fields.set("chatModel", facts.chatModel)
        fields.set("rejects", list: Self.table(facts.rejects))
        fields.set("redactions", list: Self.table(facts.redactions))
        fields.set("charges", list: facts.charges.map(Self.charge))
        fields.set("notes", list: facts.notes.map { ["note": $0] })
        return Page(folder: "about/", template: "about", title: "About this run", section: nil, fields: fields)
    }

    /// What texts that stand on the site cost.
    private static func charge(_ charge: ModelCharge) -> Fields {
        let names = ["resolve": "Resolutions", "assess": "Answers", "embed": "Vectors"]
        return [
            "stage": names[charge.stage] ?? charge.stage, "model": charge.model,
            "calls": Figures.grouped(charge.calls), "input": Figures.grouped(charge.input),
            "output": Figures.grouped(charge.output),
            "cost": charge.cost.flatMap { cost in
                charge.currency.map { "\(ModelCharge.amount(cost)) \($0)" }
            } ?? "not priced",
        ]
    }

    /// Largest first, then by name.
    private static func table(_ counts: [String: Int]) -> [Fields] {
        counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.map { name, count in
            ["name": name, "value": Figures.grouped(count)]
        }
    }
}
