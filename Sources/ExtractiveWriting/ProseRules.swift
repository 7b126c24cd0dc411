import Domain
import Retrieval

/// Tells running text from everything else that stands in tickets.
enum ProseRules {
    /// Whether a line ends the message: what follows is a signature or an older mail.
    static func isSignOff(_ line: String) -> Bool {
        if line == "--" || line == "---" { return true }
        let lower = line.lowercased()
        if signOffs.contains(where: { lower == $0 || lower.hasPrefix($0 + ",") || lower.hasPrefix($0 + "\n") }) {
            return true
        }
        return lower.hasPrefix("-----original") || lower.hasPrefix("-----ursprüngliche")
            || lower.hasPrefix("sent from my ") || lower.hasPrefix("von meinem iphone")
            || (lower.hasPrefix("on ") && lower.hasSuffix("wrote:"))
            || (lower.hasPrefix("am ") && lower.hasSuffix("schrieb:"))
    }

    private static let signOffs = [
        "best regards", "kind regards", "regards", "warm regards", "best", "cheers", "sincerely", "yours sincerely",
        "thanks and regards", "thanks & regards", "many thanks", "thanks", "thank you", "mit freundlichen grüßen",
        "mit freundlichem gruß", "viele grüße", "freundliche grüße", "beste grüße", "liebe grüße", "mfg", "lg",
        "gruß", "grüße", "danke", "vielen dank",
    ]

    /// Whether a line is no running text: a quotation, table, log, trace, heading or rule.
    static func isNoise(_ line: String) -> Bool {
        guard let first = line.unicodeScalars.first else { return true }
        if first == ">" || first == "|" || first == "<" || first == "#" || first == "$" || first == "=" { return true }
        if line.utf8.count > 3, line.hasPrefix("h"), line.utf8.dropFirst(2).first == 0x2E,
            line.utf8.dropFirst(1).first.map({ (0x31...0x36).contains($0) }) ?? false
        {
            return true
        }
        if line.hasPrefix("at "), line.contains("("), line.contains(")"), line.contains(".") { return true }
        let lower = line.lowercased()
        if lower.hasPrefix("bq.") || lower.hasPrefix("caused by:") || lower.hasPrefix("...") { return true }
        return headings.contains { lower.hasPrefix($0) && lower.utf8.count <= $0.utf8.count + 12 }
            || boilerplate.begins(Array(lower.utf8))
    }

    /// Whether a line opens a passage that tells what should have happened: the opposite of the matter.
    static func opensExpectation(_ line: String) -> Bool {
        let lower = line.lowercased().trimmingStart { "*#»h123. ".unicodeScalars.contains($0) }
        return ["expected result", "expected behavio", "expected:", "erwartetes ", "erwartet:"].contains {
            lower.hasPrefix($0)
        }
    }

    private static let headings = [
        "steps to reproduce", "steps how to reproduce", "actual result", "expected result", "reproducible",
        "additional info", "expected behavior", "expected behaviour", "actual behavior", "description", "summary",
        "environment", "reproduce", "schritte", "erwartetes", "tatsächliches",
    ]
    private static let boilerplate = PhraseSet([
        "user agent", "useragent", "user-agent", "build id", "buildid", "buildnaam", "build identifier",
        "from github", "(in reply to", "created attachment", "mozilla/5.0", "from:", "to:", "cc:", "subject:", "sent:",
        "date:", "von:", "an:", "gesendet:", "betreff:", "version:", "url:", "attachment", "screenshot",
    ])

    /// What running text does not hold.
    private static let technical = PhraseSet([
        "://", "www.", "</", "exception in thread", "exception:", "error:", "--format", "#!/",
    ])

    private static let courtesies = PhraseSet([
        "hi ", "hi,", "hi!", "hello", "dear ", "hey ", "hey,", "good morning", "good afternoon", "greetings",
        "hallo", "guten tag", "guten morgen", "sehr geehrte", "liebe ", "lieber ", "moin", "servus",
        "thanks", "thank you", "many thanks", "cheers", "best regards", "kind regards", "regards", "danke",
        "vielen dank", "viele grüße", "mit freundlichen", "gruß",
        "please let me know", "please let us know", "please help", "please advise", "please assist", "any help",
        "any ideas", "let me know", "looking forward", "can you please help", "can you help", "could you help",
        "could someone", "can someone", "kann mir jemand", "bitte um hilfe", "bitte helfen", "i have attached",
        "see attach", "please see attach", "please find", "attached is", "see screenshot", "see also", "cc ", "fyi",
        "as posted", "as discussed", "edit:", "update:", "update from", "hope this helps", "sorry",
        "change performed by", "does not reproduce", "not reproducible", "reproduces ", "tested with ", "tested on ",
        "ich freue mich", "steps to reproduce", "expected results", "actual results", "anbei",
    ])

    /// Whether a plain sentence can stand on a page by itself.
    static func isPublishable(_ sentence: String, terms: inout TextTerms) -> Bool {
        let words = sentence.split(whereSeparator: \.isWhitespace)
        guard (4...90).contains(words.count), sentence.unicodeScalars.count >= 20 else { return false }
        let lower = Array(sentence.lowercased().utf8)
        if technical.occurs(in: lower) || courtesies.begins(lower) { return false }
        if let last = sentence.unicodeScalars.last, ":,-–(".unicodeScalars.contains(last) { return false }
        if sentence.hasSuffix("...") { return false }
        if sentence.unicodeScalars.contains(where: { "{}|<>\\^$\t".unicodeScalars.contains($0) }) { return false }
        if hasClockTime(sentence) || maskCount(sentence) > 1 { return false }
        return isMostlyWords(words) && isInProportion(sentence) && hasGrammar(sentence, terms: &terms)
    }

    /// `17:20:05`: a log line, whatever else it says.
    private static func hasClockTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(bytes[index]) }
        for index in bytes.indices.dropLast(5) where bytes[index] == 0x3A && bytes[index + 3] == 0x3A {
            if isDigit(index + 1), isDigit(index + 2), isDigit(index + 4) { return true }
        }
        return false
    }

    /// How many `[email]` and their like a text shows.
    static func maskCount(_ text: String) -> Int {
        var count = 0
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            let label = rest[rest.index(after: open)..<close]
            if isMaskLabel(label) { count += 1 }
            rest = rest[rest.index(after: close)...]
        }
        return count
    }

    static func isMaskLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.count <= 24 && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x20 }
    }

    /// At least six in ten words hold nothing but letters, an inner `'` or `-`, and punctuation at the end.
    private static func isMostlyWords(_ words: [Substring]) -> Bool {
        let plain = words.filter { word in
            let core = word.unicodeScalars.drop { "(\"'„“‘*".unicodeScalars.contains($0) }
                .reversed().drop { ".,;:!?)\"'”“’*".unicodeScalars.contains($0) }
            return !core.isEmpty
                && core.allSatisfy { $0.properties.isAlphabetic || $0 == "'" || $0 == "’" || $0 == "-" || $0 == "/" }
        }
        return plain.count * 10 >= words.count * 6
    }

    /// Letters outweigh signs and digits, and small letters outweigh capitals.
    private static func isInProportion(_ sentence: String) -> Bool {
        var letters = 0
        var capitals = 0
        var visible = 0
        for scalar in sentence.unicodeScalars where !scalar.properties.isWhitespace {
            visible += 1
            if scalar.properties.isAlphabetic { letters += 1 }
            if scalar.properties.isUppercase { capitals += 1 }
        }
        return letters * 100 >= visible * 78 && capitals * 2 <= letters
    }

    /// A sentence has words of grammar. Other languages than the two known are only asked to be long enough.
    private static func hasGrammar(_ sentence: String, terms: inout TextTerms) -> Bool {
        let isLatin = sentence.unicodeScalars.allSatisfy { $0.value < 0x250 || (0x2010...0x2044).contains($0.value) }
        guard isLatin else { return true }
        let words = terms.functionWords(of: sentence)
        return words.function >= 1 && words.function * 9 >= words.all
    }
}
