/// Makes the tickets of one tenant from its texts.
struct TicketWriter {
    let tenant: String
    /// The second language of the tenant.
    let second: String
    /// Whether people write in office hours, with an office and a team.
    let office: Bool
    let slots: [String: [String]]
    let people: People

    /// The moment after which nothing has happened yet: the evening of the last day.
    static let end = CivilTime.utc(local: Schedule.last * 86_400 + 21 * 3_600)

    /// All tickets of a problem.
    func tickets(of problem: ProblemText) throws -> [ExampleTicket] {
        var random = SeededRandom(named: "\(tenant)/\(problem.key)")
        var decks: [String: Deck] = [:]
        let days = problem.schedule.weights(office: office)
        return try (0..<problem.count).map { _ in
            let language = random.chance(problem.second) ? second : "en"
            let created = moment(days: days, anyHour: problem.machine != nil, &random)
            var cards = Cards(language: language, problem: problem, decks: decks)
            defer { decks = cards.decks }
            return try ticket(of: problem, language: language, created: created, cards: &cards, &random)
        }
    }

    /// The tickets of no problem.
    func tickets(of noise: [NoiseText]) throws -> [ExampleTicket] {
        var random = SeededRandom(named: "\(tenant)/noise")
        let days = Schedule.steady.weights(office: office)
        return try noise.map { text in
            let created = moment(days: days, anyHour: false, &random)
            let person = try people.somebody(text.language, &random)
            var slots = try filler(text.language, person: person, own: [:], created: created, &random)
            let letter = try letter(from: person, language: text.language, slots: &slots, &random)
            let body = letter.text(opening: text.body, details: [], closing: nil, &random)
            let isSolved = text.resolution != nil && random.chance(0.95)
            return draft(
                problem: "", language: text.language, subject: text.subject, body: body, created: created,
                life: Life(hours: 50, open: isSolved ? 0 : 1), solution: text.resolution,
                urgency: 1 + random.index(weights: [10, 60, 30]), product: text.product, labels: [], person: person,
                &random)
        }
    }

    /// The same tickets written a second time by impatient people.
    func reminders(of tickets: [ExampleTicket], count: Int) -> [ExampleTicket] {
        var random = SeededRandom(named: "\(tenant)/reminders")
        let early = tickets.filter { !$0.problem.isEmpty && $0.channel != "api" && $0.created < Self.end - 20 * 86_400 }
        return random.shuffled(early).prefix(count).map { ticket in
            let created = ticket.created + (1 + random.below(3)) * 86_400 + random.below(9_000)
            let phrase = random.pick(people.phrases("reminder", ticket.language), or: "")
            let resolved = created + 3_600 * (1 + random.below(30))
            return ExampleTicket(
                original: ticket.serial, problem: ticket.problem, language: ticket.language,
                subject: "Re: \(ticket.subject)",
                body: "\(phrase)\n\n\(ticket.body)", created: created, taken: created + 1_800, waits: false,
                resolved: resolved, outcome: .duplicate, resolution: nil, urgency: ticket.urgency,
                product: ticket.product, labels: ticket.labels, requester: ticket.requester, mail: ticket.mail,
                assignee: ticket.assignee, office: ticket.office, channel: ticket.channel)
        }
    }

    // MARK: - One ticket

    private func ticket(
        of problem: ProblemText, language: String, created: Int, cards: inout Cards, _ random: inout SeededRandom
    ) throws -> ExampleTicket {
        let person = try people.somebody(language, &random)
        var slots = try filler(language, person: person, own: problem.slots, created: created, &random)
        let note = random.chance(0.07) ? cards.draw("notes", &random) : nil
        let opening = cards.drawOpening(&random) ?? ""
        let subject = try slots.fill(cards.draw("subjects", &random) ?? "", &random)
        let body =
            try note.map { try slots.fill($0, &random) }
            ?? body(problem: problem, opening: opening, person: person, slots: &slots, cards: &cards, &random)
        var solution: String?
        if let drawn = cards.drawSolution(&random) {
            solution = try slots.fill(drawn.solution, &random)
            if random.chance(0.55), let cause = drawn.cause {
                let word = people.phrases("cause", language).first ?? "Cause:"
                solution = try "\(solution ?? "") \(word) \(slots.fill(cause, &random))"
            }
        }
        return draft(
            problem: problem.key, language: language, subject: subjectLine(subject, person, &random), body: body,
            created: created, life: Life(hours: problem.hours, open: problem.open), solution: solution,
            urgency: random.index(weights: problem.priorities), product: problem.product, labels: problem.labels,
            person: problem.machine == nil ? person : nil, machine: problem.machine, &random)
    }

    private func body(
        problem: ProblemText, opening: String, person: Person, slots: inout Slots, cards: inout Cards,
        _ random: inout SeededRandom
    ) throws -> String {
        let opening = try slots.fill(opening, &random)
        let wanted = random.index(weights: [14, 44, 34, 8])
        var details: [String] = []
        for _ in 0..<(problem.machine == nil ? wanted : 1) {
            guard let detail = cards.draw("details", &random) else { break }
            details.append(try slots.fill(detail, &random))
        }
        let closing = try cards.draw("closings", &random).map { try slots.fill($0, &random) }
        if problem.machine != nil { return ([opening] + details + [closing ?? ""]).joined(separator: "\n") }
        let letter = try letter(from: person, language: cards.language, slots: &slots, &random)
        let end = random.chance(0.84) ? closing : nil
        var body =
            details.count > 1 && random.chance(0.22)
            ? letter.listed(opening: opening, details: details, closing: end)
            : letter.text(opening: opening, details: details, closing: end, &random)
        if random.chance(0.09), let log = cards.draw("logs", &random) {
            body += "\n\n" + (try slots.fill(log, &random))
        }
        return body
    }

    private func letter(
        from person: Person, language: String, slots: inout Slots, _ random: inout SeededRandom
    ) throws -> Letter {
        let isFormal = person.style == .formal
        func phrase(_ name: String) throws -> String {
            try slots.fill(random.pick(people.phrases(name, language), or: ""), &random)
        }
        var signature: [String] = []
        if isFormal, random.chance(0.6) { signature.append(try phrase("company")) }
        if isFormal, random.chance(0.4) { signature.append(try phrase("phoneline")) }
        return Letter(
            style: person.style, first: person.first, last: person.last,
            greeting: try phrase(isFormal ? "greeting" : "short"),
            signoff: try phrase(isFormal ? "signoff" : "shortoff"),
            signature: signature)
    }

    /// Some shout, some reply to an old mail, some write small.
    private func subjectLine(_ subject: String, _ person: Person, _ random: inout SeededRandom) -> String {
        if random.chance(0.015) { return "URGENT: " + subject }
        if random.chance(0.02) { return subject + "!!" }
        return person.style == .hurried && random.chance(0.5) ? Letter.hurried(subject, &random) : subject
    }

    private func filler(
        _ language: String, person: Person, own: [String: [String]], created: Int, _ random: inout SeededRandom
    ) throws -> Slots {
        let colleague = try people.somebody(language, &random)
        let other = try people.somebody(language, &random)
        let clock = CivilTime.local(utc: created)
        let month = CivilTime.local(utc: created - 40 * 86_400).month
        let day = CivilTime.weekday(ofDay: created / 86_400 - 1 - random.below(5))
        let weekday = office ? min(day, 4) : day
        let agents = people.phrases("agents", language).filter { !$0.hasSuffix("bot") && !$0.hasSuffix("desk") }
        let country = language == "de" ? "DE" : language == "es" ? "ES" : "GB"
        var values = [
            "me": person.name, "mail": person.mail, "phone": person.phone, "mobile": person.phone,
            "login": person.login, "colleague": colleague.name, "colleaguemail": colleague.mail,
            "starter": "\(Person.ascii(other.first)).\(Person.ascii(other.last))@meridian.example",
            "oldmail": other.mail, "month": CalendarWords.month(month, language),
            "day": CalendarWords.weekday(weekday, language),
            "daypart": CalendarWords.part(ofDay: clock.hour, language),
            "earlier": CivilTime(
                seconds: (created + CivilTime.offset(utc: created) - 1_200 - random.below(5_400)) / 300 * 300
            ).clock,
            "time": CivilTime(seconds: (clock.hour * 4 + 3 + random.below(14)) * 900 % 72_000).clock,
            "iban": PaymentNumbers.iban(country: country, &random),
            "card": random.pick(PaymentNumbers.cards, or: ""),
            "agent": String(random.pick(agents, or: "Robin X").prefix { $0 != " " }),
        ]
        if office {
            values["office"] = person.office
            values["team"] = person.team
        }
        return Slots(tables: [own, slots], language: language, values: values)
    }

    // MARK: - Its life

    private struct Life {
        let hours: Double
        let open: Double
    }

    private func draft(
        problem: String, language: String, subject: String, body: String, created: Int, life: Life,
        solution: String?, urgency: Int, product: String, labels: [String], person: Person?, machine: String? = nil,
        _ random: inout SeededRandom
    ) -> ExampleTicket {
        let spread = 1 + abs(random.normal()) * 1.2
        let factor = random.chance(0.5) ? spread : 1 / spread
        var resolved: Int? = workingHour(created + Int(life.hours * factor * 3_600) + 600, &random)
        let age = Double(Self.end - created) / 86_400
        // The newest are the most likely to wait still.
        let stays = life.open * (age < 60 ? 2 : age < 150 ? 1 : 0.3)
        if random.chance(stays) || (resolved ?? 0) > Self.end { resolved = nil }
        let isSilent = solution == nil || random.chance(0.05)
        let resolution = isSilent ? random.pick(people.phrases("silent", language), or: "") : solution
        let machineParts = machine?.split(separator: "<") ?? []
        return ExampleTicket(
            problem: problem, language: language, subject: subject, body: body, created: created,
            taken: min(created + 900 + random.below(20_000), resolved.map { $0 - 300 } ?? Int.max),
            waits: random.chance(0.3), resolved: resolved, outcome: isSilent ? .noAnswer : .solved,
            resolution: resolution, urgency: urgency, product: product, labels: labels,
            requester: person?.name ?? TextLines.trimmed(machineParts.first ?? ""),
            mail: person?.mail ?? String(machineParts.last?.dropLast() ?? ""),
            assignee: random.pick(people.phrases("agents", language), or: ""), office: person?.office ?? "Gdansk",
            channel: machine != nil ? "api" : random.pick(["email", "web", "email", "phone", "chat"], or: "email"))
    }

    private func moment(days: [Double], anyHour: Bool, _ random: inout SeededRandom) -> Int {
        let day = Schedule.first + random.index(weights: days)
        let hour = anyHour ? random.below(24) : random.index(weights: Schedule.hours(office: office))
        let local = day * 86_400 + hour * 3_600 + random.below(60) * 60 + random.below(60)
        return min(CivilTime.utc(local: local), Self.end - 1_800 - random.below(7_200))
    }

    /// Nobody solves tickets at night: moves a moment to the next morning.
    private func workingHour(_ moment: Int, _ random: inout SeededRandom) -> Int {
        let hour = CivilTime.local(utc: moment).hour
        if (7..<19).contains(hour) { return moment }
        let wait = hour < 7 ? 8 - hour : 32 - hour
        return moment + wait * 3_600 + random.below(5_400)
    }
}
