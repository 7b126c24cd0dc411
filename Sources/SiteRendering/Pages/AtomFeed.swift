import Domain

extension BookSite {
    private static let feedLimit = 30

    /// The changes as an Atom feed (RFC 4287), one entry a run. Its moments are those of the data.
    func feedFields() -> Fields {
        let epoch = Instant(seconds: 0)
        let entries = runs().prefix(Self.feedLimit)
        let base = book.tenant.siteURL.flatMap { SafeLink($0)?.address }.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        var fields: Fields = [
            "tenant": book.tenant.name, "feedID": Self.identifier(["feed", book.tenant.id.rawValue]),
            "updated": (entries.first?.asOf ?? book.asOf ?? epoch).iso8601,
            // Without an address of its own a feed's links are relative to where it was found.
            "base": base ?? "../",
        ]
        fields.set("self", base.map { $0 + "changes/feed.atom" })
        fields.set(
            "entries",
            list: entries.map { run in
                var entry: Fields = [
                    "entryID": Self.identifier(["run", book.tenant.id.rawValue, String(run.number)]),
                    "entryTitle": "Run \(run.number): \(Self.summary(run.events))",
                    "entryUpdated": (run.asOf ?? epoch).iso8601,
                ]
                entry.set(
                    "lines",
                    list: run.events.prefix(100).map { event in
                        let fields = eventFields(event)
                        return ["line": "\(fields["subject"] ?? ""): \(fields["sentence"] ?? "")"]
                    })
                return entry
            })
        return fields
    }

    /// A name-based UUID (RFC 9562, version 8) out of a SHA-256, so that an entry keeps its id for ever.
    private static func identifier(_ parts: [String]) -> String {
        var bytes = Array(ContentDigest.of(fields: ["atom"] + parts).bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = "urn:uuid:"
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return text
    }
}
