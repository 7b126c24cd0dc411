/// Puts sentences together the way a person of a given style writes.
struct Letter {
    let style: WritingStyle
    let first: String
    let last: String
    /// `Hello service desk,`
    let greeting: String
    let signoff: String
    /// Lines below the name; the formal style shows them.
    let signature: [String]

    /// A whole message: what happened, particulars, and what is asked for.
    func text(opening: String, details: [String], closing: String?, _ random: inout SeededRandom) -> String {
        switch style {
        case .formal:
            let particulars = details.dropFirst().joined(separator: " ")
            let paragraphs = [
                greeting, ([opening] + details.prefix(1)).joined(separator: " "),
                [particulars, closing ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
                ([signoff, "\(first) \(last)"] + signature).joined(separator: "\n"),
            ]
            return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
        case .plain:
            let matter = ([opening] + details + [closing].compactMap { $0 }).joined(separator: " ")
            return "\(greeting)\n\(matter)\n\(signoff)\n\(first)"
        case .brief:
            return ([opening] + details.prefix(1) + [random.chance(0.5) ? closing : nil].compactMap { $0 })
                .joined(separator: " ")
        case .hurried:
            let matter = ([opening] + details + [closing].compactMap { $0 }).joined(separator: " ")
            return Letter.hurried(matter, &random) + (random.chance(0.6) ? "\n\(first.lowercased())" : "")
        }
    }

    /// The particulars as a list, as those write who have filled in a form before.
    func listed(opening: String, details: [String], closing: String?) -> String {
        let points = details.map { "- \($0)" }.joined(separator: "\n")
        let end = style == .brief ? nil : "\(signoff)\n\(first) \(last)"
        return [greeting, opening, points, closing, end].compactMap { $0 }.joined(separator: "\n\n")
    }

    /// Small letters, lost apostrophes and now and then a slip, but codes and names in capitals as they were.
    static func hurried(_ text: String, _ random: inout SeededRandom) -> String {
        let slips = [
            "the": "teh", "because": "becuase", "receive": "recieve", "received": "recieved", "again": "agian",
            "connection": "conection", "nicht": "nciht", "wieder": "weider", "und": "udn", "porque": "por que",
            "también": "tambien", "está": "esta", "más": "mas", "día": "dia",
        ]
        let words = text.replacing("'", with: "").split(separator: " ", omittingEmptySubsequences: false)
        let typed = words.map { word -> String in
            let small = word.dropFirst().contains { $0.isUppercase || $0.isNumber } ? String(word) : word.lowercased()
            guard let slip = slips[small], random.chance(0.18) else { return small }
            return slip
        }
        return typed.joined(separator: " ").replacing(". ", with: random.chance(0.5) ? ", " : ". ")
    }
}
