import Domain

/// Reads a tracker's word for the status as open or closed.
enum StatusWords {
    private static let closed: Set<String> = words(
        """
        closed, resolved, done, fixed, verified, solved, completed, complete, finished, cancelled, canceled,
        rejected, declined, wontfix, wont fix, won t fix, wont do, won t do, duplicate, invalid, worksforme,
        works for me, cannot reproduce, released, deployed, shipped, deleted, archived, abandoned, obsolete,
        merged, expired, withdrawn, closed complete, closed incomplete, closed skipped, closed resolved,
        closed successful, closed unsuccessful, closed canceled, resolved permanently, solved permanently,
        not planned, dismissed, inactive, dropped, implemented, delivered, stopped, terminated, spam,
        auto closed, fix released, opinion, no action, not a bug,
        geschlossen, erledigt, gelost, geloest, fertig, abgeschlossen, abgebrochen, abgelehnt, beendet, behoben,
        storniert, verworfen, zuruckgezogen, zurueckgezogen, archiviert, dublette, geschlossen erledigt,
        ferme, fermee, clos, close, cloture, cloturee, resolu, resolue, termine, terminee, annule, annulee, rejete,
        rejetee, refuse, refusee, traite, traitee,
        cerrado, cerrada, resuelto, resuelta, solucionado, solucionada, terminado, terminada, finalizado, finalizada,
        cancelado, cancelada, rechazado, rechazada, hecho, completado, completada
        """)

    private static let open: Set<String> = words(
        """
        open, opened, new, unconfirmed, confirmed, assigned, reopened, re opened, reopen, in progress, inprogress,
        wip, work in progress, started, active, pending, on hold, hold, onhold, waiting, waiting for customer,
        waiting on customer, waiting for support, waiting on third party, waiting for approval, waiting for vendor,
        awaiting, awaiting user info, awaiting evidence, awaiting problem, awaiting vendor, awaiting customer,
        awaiting response, to do, todo, backlog, selected for development, ready, ready for development,
        in review, review, under review, in test, testing, qa, ready for qa, ready for test, patch available,
        triage, triaged, needs triage, untriaged, needinfo, needs info, need info, needs information,
        needs more info, info required, blocked, escalated, investigating, under investigation, in analysis,
        accepted, acknowledged, scheduled, planned, submitted, received, registered, logged, queued, unassigned,
        draft, not started, suspended, deferred, postponed, later, monitoring, fix committed, customer responded,
        pending customer, pending vendor, pending change, pending closed, unresolved, work required,
        offen, neu, in bearbeitung, in arbeit, zugewiesen, wartet, wartend, wartet auf kunden, warten auf kunden,
        warten, ausstehend, zuruckgestellt, zurueckgestellt, wiedereroffnet, wiedereroeffnet, angehalten,
        ruckfrage, rueckfrage, in prufung, in pruefung, geplant, eingegangen, angenommen, eskaliert, blockiert,
        ouvert, ouverte, nouveau, nouvelle, en cours, en attente, assigne, assignee, rouvert, rouverte, a faire,
        a traiter, suspendu, suspendue, planifie, planifiee,
        abierto, abierta, nuevo, nueva, en curso, en progreso, pendiente, en espera, asignado, asignada, reabierto,
        reabierta, por hacer
        """)

    private static func words(_ list: String) -> Set<String> {
        Set(list.split { $0 == "," || $0 == "\n" }.map { WordFolding.fold($0) }.filter { !$0.isEmpty })
    }

    /// Outcomes that mean there is none yet.
    private static let noOutcome: Set<String> = [
        "unresolved", "open", "none", "offen", "ungelost", "ungeloest", "not resolved",
    ]

    /// Whether a resolution cell names an outcome.
    static func isOutcome(_ resolution: String) -> Bool { !noOutcome.contains(WordFolding.fold(resolution)) }

    /// What the word alone says; `nil` for a word that nobody here knows.
    static func state(_ status: String, tracker: Tracker?) -> TicketState? {
        let word = WordFolding.fold(status)
        if closed.contains(word) { return .closed }
        if open.contains(word) { return .open }
        if let number = Int(word) { return state(number: number, tracker: tracker) }
        if word == "true" || word == "false" { return nil }
        return prefixed(word)
    }

    /// `Closed - Fixed`, `6 - Resolved`, `Open (Waiting)`: by the first word that is known.
    private static func prefixed(_ word: String) -> TicketState? {
        let parts = word.split(separator: " ").filter { Int($0) == nil }
        guard !parts.isEmpty, parts.count <= 8 else { return nil }
        for length in stride(from: parts.count, through: 1, by: -1) {
            let start = parts.prefix(length).joined(separator: " ")
            if closed.contains(start) { return .closed }
            if open.contains(start) { return .open }
        }
        return nil
    }

    /// States as numbers: ServiceNow's incidents (6 resolved, 7 closed, 8 cancelled) and Freshdesk's tickets
    /// (2 open, 3 pending, 4 resolved, 5 closed). Other trackers' numbers mean nothing here.
    private static func state(number: Int, tracker: Tracker?) -> TicketState? {
        switch (tracker, number) {
        case (.freshdesk, 4...5), (.servicenow, 6...8): .closed
        case (.freshdesk, 2...3), (.freshdesk, 6...), (.servicenow, 1...5): .open
        default: nil
        }
    }
}
