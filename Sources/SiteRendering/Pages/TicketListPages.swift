import Domain

extension BookSite {
    /// The months, and the newest tickets.
    func ticketListPage() -> Page {
        let open = book.tickets.count { $0.state == .open }
        var fields: Fields = [
            "ticketCount": Figures.count(book.tickets.count, "ticket"), "openCount": Figures.grouped(open),
            "duplicateCount": Figures.count(book.duplicates.count, "group"),
            "hasDuplicates": !book.duplicates.isEmpty,
        ]
        let most = months.map(\.tickets.count).max() ?? 1
        fields.set(
            "months",
            list: months.map { month in
                [
                    "monthLabel": month.label, "folder": SiteAddress.month(month.key, part: month.partCount),
                    "count": Figures.grouped(month.tickets.count), "value": String(month.tickets.count),
                    "most": String(most),
                    "open": Figures.grouped(month.tickets.count { tickets[$0]?.state == .open }),
                ]
            })
        fields.set("newest", list: months.lazy.flatMap(\.tickets).prefix(20).compactMap(row))
        return Page(folder: "tickets/", template: "tickets", title: "Tickets", section: .tickets, fields: fields)
    }

    /// One page of a month. It speaks of its own tickets and its neighbours only, so that a full part stays as it
    /// is when newer tickets come.
    func monthPage(_ index: Int, part: Int) -> Page {
        let month = months[index]
        let members = month.part(part)
        let isParted = month.partCount > 1
        var fields: Fields = [
            "monthLabel": month.label, "count": Figures.count(members.count, "ticket"), "partNumber": String(part),
            "isParted": isParted,
        ]
        fields.set("tickets", list: members.compactMap(row))
        let newer = index > 0 ? months[index - 1] : nil
        let older = index + 1 < months.count ? months[index + 1] : nil
        if part < month.partCount {
            setNeighbour("newer", month, part: part + 1, in: &fields)
        } else {
            setNeighbour("newer", newer, part: 1, in: &fields)
        }
        if part > 1 {
            setNeighbour("older", month, part: part - 1, in: &fields)
        } else {
            setNeighbour("older", older, part: older?.partCount ?? 1, in: &fields)
        }
        let title = month.key == "undated" ? "Tickets without a date" : "Tickets of \(month.label)"
        return Page(
            folder: SiteAddress.month(month.key, part: part), template: "month",
            title: isParted ? "\(title), part \(part)" : title, section: .tickets,
            trail: [("Tickets", "tickets/")], fields: fields)
    }

    private func setNeighbour(_ key: String, _ month: TicketMonth?, part: Int, in fields: inout Fields) {
        let label = month.map { $0.partCount > 1 ? "\($0.label), part \(part)" : $0.label }
        fields.set(key, label)
        fields[key + "Folder"] = month.map { SiteAddress.month($0.key, part: part) } ?? ""
    }
}
