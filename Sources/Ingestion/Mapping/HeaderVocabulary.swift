/// Names of columns in the exports of trackers, normalised as `ColumnNames.normalised` does.
enum HeaderVocabulary {
    static let aliases: [TicketField: [String]] = [
        .id: list(
            """
            issue key, key, ticket id, ticket number, ticket no, ticket nr, ticket, case number, case id, incident number,
            incident id, request number, request id, bug id, bug number, number, iid, display id, issue number, issue no,
            ticket key, issue id, reference, ref, case, id, identifier, incident, external id, uuid, guid, sys id, node id,
            ticketnummer, ticket nummer, vorgangsnummer, vorgangsnr, vorgang, fallnummer, nummer, nr, schlussel,
            anfragenummer, auftragsnummer, kennung,
            numero de ticket, numero du ticket, n de ticket, ticket n, no de ticket, numero, identifiant, cle, cle de ticket,
            id de ticket, id del ticket, numero de caso, clave, identificador
            """),
        .subject: list(
            """
            summary, subject, title, short description, short desc, issue summary, ticket subject, ticket title, headline,
            issue title, case subject, topic, name, caption,
            betreff, zusammenfassung, titel, kurzbeschreibung, kurztext, thema, bezeichnung,
            objet, sujet, titre, resume, description courte, intitule, libelle,
            asunto, titulo, resumen, descripcion breve
            """),
        .body: list(
            """
            description text, description, body, text, message, content, details, long description, problem description,
            issue description, ticket description, consumer complaint narrative, complaint, narrative, body text, comment,
            first comment, question, request, notes, comments body, comments text, comments, comments and work notes,
            beschreibung, text der anfrage, nachricht, inhalt, langtext, problembeschreibung, fehlerbeschreibung,
            description du probleme, message du client, contenu, corps, texte,
            descripcion, mensaje, contenido, texto, cuerpo, descripcion del problema
            """),
        .created: list(
            """
            created, created at, created on, created date, create date, creation date, creation time, created time,
            sys created on, opened, opened at, open date, opened date, date opened, date created, creation ts, submitted,
            submitted at, submit date, reported, reported at, reported date, date reported, received, date received,
            requested at, logged, logged at, date, timestamp, created timestamp, time,
            erstellt, erstellt am, erstellungsdatum, angelegt, angelegt am, eroffnet, eroffnet am, gemeldet am, datum,
            eingang, eingegangen am, eingangsdatum,
            cree, cree le, date de creation, ouvert le, date d ouverture, date de la demande,
            creado, creado el, fecha de creacion, fecha de apertura, fecha, abierto el
            """),
        .updated: list(
            """
            updated, updated at, updated on, last updated, last updated at, update date, updated date, last update,
            last change time, sys updated on, changed, last changed, changed at, modified, modified at, last modified,
            last modified date, modification date, delta ts, last update time, updated time,
            aktualisiert, aktualisiert am, geandert, geandert am, letzte anderung, anderungsdatum,
            mis a jour, mis a jour le, modifie le, date de modification, derniere modification, date de mise a jour,
            actualizado, actualizado el, modificado, fecha de actualizacion, fecha de modificacion, ultima actualizacion
            """),
        .resolved: list(
            """
            resolved, resolved at, resolved on, resolution date, resolutiondate, resolved date, date resolved,
            resolved time, resolution time stamp, solved at, solved, solved date, closed at, closed, closed on,
            closed date, close date, date closed, closed time, completed at, completion date, cf last resolved,
            last resolved, end date, resolution timestamp,
            gelost, gelost am, erledigt am, geschlossen, geschlossen am, abgeschlossen am, abschlussdatum,
            losungsdatum,
            resolu, resolu le, date de resolution, ferme le, date de fermeture, date de cloture, cloture le,
            resuelto, resuelto el, fecha de resolucion, cerrado el, fecha de cierre
            """),
        .status: list(
            """
            status, state, ticket status, issue status, incident state, case status, current status, workflow state,
            bug status, stage, zustand, bearbeitungsstatus, statut, etat, estado, situacion
            """),
        .priority: list(
            """
            priority, ticket priority, issue priority, prio, urgency, severity, bug severity, impact, importance,
            prioritat, prioritaet, dringlichkeit, schweregrad, wichtigkeit, priorite, urgence, gravite, severite,
            prioridad, urgencia, severidad, gravedad
            """),
        .product: list(
            """
            product, products, product name, components, component, component s, application, service, business service,
            service offering, configuration item, cmdb ci, system, platform, project name, project, module, area, brand,
            ticket form, category,
            produkt, komponente, komponenten, anwendung, projekt, modul, kategorie, dienst,
            produit, composant, composants, application concernee, projet, categorie,
            producto, componente, aplicacion, proyecto, categoria, servicio
            """),
        .requester: list(
            """
            requester, requester name, reporter, reporter name, caller, caller id, requested by, requested for, opened by,
            sys created by, created by, creator, author, submitter, submitter name, customer, customer name, contact,
            contact name, contact id, full name, client, user, requester email, email, reported by, from,
            requester id, submitter id, creator detail, creator email,
            melder, anforderer, ersteller, autor, gemeldet von, erstellt von, kunde, kundenname, antragsteller, absender,
            demandeur, rapporteur, auteur, createur, client demandeur, cree par, appelant,
            solicitante, informador, autor del ticket, creado por, cliente, usuario
            """),
        .assignee: list(
            """
            assignee, assignee name, assigned to, agent, agent name, owner, assigned agent, responder, responder id,
            assigned, technician, assignment group, group, assignee id, resolved by,
            bearbeiter, zugewiesen an, zustandig, bearbeitungsgruppe, zustandige gruppe, verantwortlich,
            responsable, assigne a, attribue a, agent assigne, groupe,
            asignado a, persona asignada, agente, grupo
            """),
        .resolution: list(
            """
            close notes, resolution notes, resolution note, resolution description, solution, resolution, resolution text,
            closing comment, close code, resolution code, closure code, close reason, state reason, outcome, workaround,
            answer, losung, losungstext, losungsbeschreibung, ergebnis, losungscode, abschlusscode, erledigung,
            resolution du probleme, reponse, code de resolution, notes de resolution, notes de cloture,
            solucion, resolucion, respuesta, notas de resolucion, codigo de cierre
            """),
        .labels: list(
            """
            labels, label, tags, tag, ticket tags, keywords, keyword, etiketten, schlagworter, schlagworte, stichworter,
            stichworte, etiquettes, mots cles, etiquetas, palabras clave
            """),
    ]

    /// Columns whose text belongs to the problem's description, added behind it.
    static let furtherBodies: [String] = list(
        """
        steps to reproduce, reproduction steps, symptoms, symptom, error message, error text, expected result,
        expected results, expected behavior, expected behaviour, actual result, actual results, actual behavior,
        actual behaviour, fehlermeldung, schritte zur reproduktion, message d erreur, mensaje de error
        """)

    /// Custom fields worth keeping, by the name they get.
    static let furtherFields: [(name: String, aliases: [String])] = [
        ("type", list("issue type, issuetype, type, ticket type, incident type, vorgangstyp, type de ticket, tipo")),
        ("severity", list("severity, bug severity, schweregrad, severite, severidad")),
        ("component", list("component, component s, components, komponente, composant, componente")),
        ("version", list("affects version s, affects versions, version, versions, affected version")),
        ("environment", list("environment, umgebung, environnement, entorno")),
        ("category", list("category, subcategory, kategorie, categorie, categoria")),
        ("group", list("assignment group, group, team, gruppe, groupe, grupo")),
        ("channel", list("channel, via, via channel, contact type, source, kanal, canal")),
        ("platform", list("platform, op sys, os, operating system, hardware")),
    ]

    /// Objects of JSON exports that hold what is one value elsewhere: the member that reads best first.
    static let valueMembers: [String] = list(
        "display value, display name, name, login, value, title, real name, email address, email, label")

    /// Objects of JSON exports that only wrap the record.
    static let wrappers: Set<String> = Set(
        list("fields, ticket, issue, node, source, attributes, incident, case, record"))

    private static func list(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == "\n" }
            .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    }
}
