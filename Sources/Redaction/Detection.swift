/// One text under examination: its bytes, its folded view and what was found in it.
struct Detection {
    /// The text as it was given.
    let text: [UInt8]
    let folded: FoldedText
    let view: TextView
    /// Not resolved yet.
    private(set) var findings: [Finding] = []

    /// Looks once at every byte for anchors and once at every word.
    init(_ text: String, disabled: Set<EntityType>) {
        self.text = Array(text.utf8)
        folded = FoldedText(self.text)
        view = TextView(folded.bytes, lexicon: .standard)
        findings = []
        findings.reserveCapacity(16)
        var found: [Finding] = []
        Detection.scanBytes(view, &found)
        Detection.scanWords(view, &found)
        findings = disabled.isEmpty ? found : found.filter { !disabled.contains($0.type) }
    }

    /// Adds what a list of terms finds.
    mutating func add(_ terms: TermDetector) {
        guard !terms.isEmpty else { return }
        for index in view.words.indices { terms.findings(at: index, in: view, into: &findings) }
    }

    /// The text of a finding, as folded.
    func value(_ finding: Finding) -> String { view.text(finding.start..<finding.end) }

    private static func scanBytes(_ view: TextView, _ findings: inout [Finding]) {
        let bytes = view.bytes
        let (emails, urls, networks) = (EmailDetector(view: view), URLDetector(view: view), NetworkDetector(view: view))
        let (numbers, people, secrets) = (
            NumberDetector(view: view), PersonDetector(view: view), SecretDetector(view: view)
        )
        let assignments = AssignmentDetector(view: view)
        var numbersEnd = 0
        var colonsEnd = 0
        var addressEnd = 0
        var keyEnd = 0
        for index in bytes.indices {
            switch bytes[index] {
            case 0x30...0x39 where index >= numbersEnd:
                numbersEnd = numbers.findings(at: index, into: &findings)
            case 0x40:
                if let email = emails.address(at: index, length: 1) {
                    findings.append(email)
                    if let owner = people.owner(ofAddressAt: email.start) { findings.append(owner) }
                }
            case 0x25 where view.byte(index + 1) == 0x34 && view.byte(index + 2) == 0x30:
                if let email = emails.address(at: index, length: 3) { findings.append(email) }
            case 0x3A:
                if view.byte(index + 1) == 0x2F, view.byte(index + 2) == 0x2F {
                    if index >= addressEnd { addressEnd = urls.secrets(at: index, into: &findings) }
                } else if index >= colonsEnd, ByteClass.isHex(view.byte(index - 1)) || view.byte(index + 1) == 0x3A {
                    let (finding, end) = networks.colonRun(at: index)
                    colonsEnd = end
                    if let finding { findings.append(finding) }
                }
                if let secret = assignments.value(after: index) { findings.append(secret) }
            case 0x3D:
                if let secret = assignments.value(after: index) { findings.append(secret) }
            case 0x2D where index >= keyEnd && view.byte(index + 1) == 0x2D && view.byte(index + 5) == 0x42:
                if let key = secrets.privateKey(at: index) {
                    findings.append(key)
                    keyEnd = key.end
                }
            case 0x5B where view.byte(index + 1) == 0x7E:
                if let mention = mention(at: index, view) { findings.append(mention) }
            default: break
            }
        }
    }

    /// Jira's `[~user]`: the user.
    private static func mention(at start: Int, _ view: TextView) -> Finding? {
        var end = start + 2
        while end - start < 80, ByteClass.isToken(view.byte(end)) || [0x2E, 0x40, 0x3A].contains(view.byte(end)) {
            end += 1
        }
        return view.byte(end) == 0x5D && end > start + 2 ? Finding(start + 2, end, .person) : nil
    }

    private static func scanWords(_ view: TextView, _ findings: inout [Finding]) {
        let (networks, ibans, spanish) = (
            NetworkDetector(view: view), IBANDetector(view: view), SpanishIDDetector(view: view)
        )
        let (secrets, people, streets) = (
            SecretDetector(view: view), PersonDetector(view: view), AddressDetector(view: view)
        )
        let assignments = AssignmentDetector(view: view)
        for (index, word) in view.words.enumerated() {
            if word.shape.contains(.digit) {
                let isMixed = word.shape.contains(.letter)
                if isMixed, let iban = ibans.iban(word) { findings.append(iban) }
                if word.count == 8 || word.count == 9, let id = spanish.nif(word) { findings.append(id) }
                if word.count <= 6 || isMixed && word.count <= 8 { streets.findings(at: index, into: &findings) }
            } else if word.roles.rawValue != 0 {
                streets.findings(at: index, into: &findings)
            } else if word.shape.contains(.beginsUpper), word.count <= 8 {
                streets.findings(at: index, into: &findings)
            }
            if word.count == 2 || word.count == 4, let mac = networks.macAddress(word) { findings.append(mac) }
            if word.count >= 2, let key = secrets.key(word) { findings.append(key) }
            if word.roles.rawValue != 0 || word.count == 1 { people.findings(at: index, into: &findings) }
            if word.shape.contains(.beginsUpper), word.count >= 5, let name = people.surname(index) {
                findings.append(Finding(name.start, name.end, .person))
            }
            if word.count >= 3, word.count <= 12, let secret = assignments.value(afterWord: index) {
                findings.append(secret)
            }
        }
        for finding in findings where finding.type == .address {
            if let addressee = people.addressee(above: finding.start) { findings.append(addressee) }
        }
    }
}
