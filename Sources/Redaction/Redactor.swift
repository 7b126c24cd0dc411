@_spi(Redaction) public import Domain

/// Takes personal data and secrets out of tickets. The only maker of redacted text.
///
/// Each value becomes `[[TYPE_n]]`, n numbering the distinct values of one ticket in order of appearance over
/// subject, body, resolution, custom fields by name, status, product and labels. Rules and checksums, no model:
/// the same ticket gives the same bytes everywhere. Time and memory grow with the length of the text alone.
public struct Redactor: Sendable {
    private let policy: RedactionPolicy
    let key: TokenKey
    let tenant: TenantID
    private let terms: TermDetector
    private let disabled: Set<EntityType>
    private let allowed: Set<String>

    /// Raised whenever the rules change what they find or how it is written.
    private static let stageVersion = 1

    public init(policy: RedactionPolicy, key: TokenKey, tenant: TenantID) {
        self.policy = policy
        self.key = key
        self.tenant = tenant
        var terms = TermDetector()
        for term in policy.denyList { terms.add(term, type: .private) }
        self.terms = terms
        disabled = Set(policy.disabled)
        allowed = Set(policy.allowList.map { TokenKey.normalised($0) })
    }

    /// Changes when equal tickets might come out differently: with the policy, the rules, the tenant or the key.
    public var configurationDigest: ContentDigest {
        .of(fields: [
            "redaction/\(Redactor.stageVersion)", "\(policy.version)", tenant.rawValue, key.fingerprint(tenant: tenant),
            ContentDigest.of(fields: policy.denyList).hex, ContentDigest.of(fields: policy.allowList).hex,
            policy.disabled.map(\.rawValue).sorted().joined(separator: ","),
        ])
    }

    /// One text by itself, numbered from 1. Spans are in code points of `text`, in order, and do not overlap.
    public func redact(text: String) -> (text: RedactedText, spans: [RedactionSpan]) {
        var numbering = MaskNumbering()
        let detections = detect([text], people: [])
        let result = MaskWriter.write(detections[0], resolved(detections[0]), numbering: &numbering)
        return (RedactedText(masked: result.masked), result.spans)
    }

    /// A ticket whose every text is masked and whose people are tokens.
    public func redact(_ ticket: Ticket) -> RedactedTicket {
        let names = ticket.fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var texts = [ticket.subject, ticket.body, ticket.resolution ?? ""]
        texts += names.map { ticket.fields[$0] ?? "" }
        texts += [ticket.status ?? "", ticket.product ?? ""] + ticket.labels
        let detections = detect(texts, people: [ticket.requester, ticket.assignee].compactMap { $0 })
        var numbering = MaskNumbering()
        let redacted = detections.map { detection in
            RedactedText(masked: MaskWriter.write(detection, resolved(detection), numbering: &numbering).masked)
        }
        var fields: [String: RedactedText] = [:]
        for (offset, name) in names.enumerated() { fields[name] = redacted[3 + offset] }
        let rest = 3 + names.count
        return RedactedTicket(
            id: ticket.id, subject: redacted[0], body: redacted[1], created: ticket.created, updated: ticket.updated,
            resolved: ticket.resolved, status: ticket.status.map { _ in redacted[rest] }, state: ticket.state,
            priority: ticket.priority, product: ticket.product.map { _ in redacted[rest + 1] },
            requesterToken: token(ticket.requester), assigneeToken: token(ticket.assignee),
            resolution: ticket.resolution.map { _ in redacted[2] }, labels: Array(redacted[(rest + 2)...]),
            fields: fields,
            redactions: Dictionary(uniqueKeysWithValues: numbering.counts.map { ($0.key.rawValue, $0.value) }))
    }

    /// Says whether a row is the same as before without telling anything of it: a keyed digest of everything that
    /// the ticket holds, in hexadecimal.
    public func rowKey(_ ticket: Ticket) -> String {
        func number(_ instant: Instant?) -> String { instant.map { "\($0.seconds)" } ?? "-" }
        func text(_ value: String?) -> [String] { value.map { ["+", $0] } ?? ["-"] }
        var fields = [ticket.id.rawValue, ticket.subject, ticket.body]
        fields += [ticket.created, ticket.updated, ticket.resolved].map(number)
        fields += text(ticket.status) + [ticket.state.rawValue]
        fields += text(ticket.priority?.label) + text(ticket.priority?.level.rawValue)
        fields += text(ticket.product) + text(ticket.requester) + text(ticket.assignee) + text(ticket.resolution)
        fields += ["\(ticket.labels.count)"] + ticket.labels
        for name in ticket.fields.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            fields += [name, ticket.fields[name] ?? ""]
        }
        return key.rowKey(of: ContentDigest.of(fields: fields).bytes, tenant: tenant)
    }

    // MARK: Findings

    /// Looks at all texts of one ticket. A full name found in one of them, or given by a field, is then looked
    /// for in all, whole and in part.
    private func detect(_ texts: [String], people: [String]) -> [Detection] {
        var detections = texts.map { Detection($0, disabled: disabled) }
        var names = TermDetector()
        if !disabled.contains(.person) {
            for person in people { names.add(person: person) }
            for detection in detections {
                for finding in Finding.resolve(detection.findings, in: detection.view) where finding.type == .person {
                    let value = detection.value(finding)
                    if TermDetector.isKnown(value) { names.add(person: value) }
                }
            }
        }
        for index in detections.indices {
            detections[index].add(names)
            detections[index].add(terms)
        }
        return detections
    }

    private func resolved(_ detection: Detection) -> [Finding] {
        let findings = Finding.resolve(detection.findings, in: detection.view)
        guard !allowed.isEmpty else { return findings }
        return findings.filter { $0.type == .private || !allowed.contains(TokenKey.normalised(detection.value($0))) }
    }

    func token(_ value: String?) -> String? {
        guard let value = value?.trimmedWhitespace, !value.isEmpty else { return nil }
        return key.token(of: value, type: Redactor.isAddress(value) ? .email : .person, tenant: tenant)
    }

    /// Whether a field holds an e-mail address and nothing else.
    private static func isAddress(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard let sign = bytes.firstIndex(of: 0x40), sign > 0, bytes.lastIndex(of: 0x40) == sign else { return false }
        return bytes[sign...].contains(0x2E) && !bytes.contains(where: ByteClass.isSpace)
    }
}
