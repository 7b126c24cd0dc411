/// One problem as written in `example-problems/<tenant>/NN-name.txt`: settings, slots, and sentences by language and
/// part (`== en subjects`), a line each; `\n` stands for a line break.
struct ProblemText {
    /// The file's name without its number and ending: `vpn-drops`.
    let key: String
    let product: String
    let labels: [String]
    let count: Int
    /// The share of tickets in the tenant's second language.
    let second: Double
    let schedule: Schedule
    /// Weights from urgent to low.
    let priorities: [Double]
    /// Typical hours until it is solved.
    let hours: Double
    /// The share that stays unsolved.
    let open: Double
    /// The program that writes these tickets, when no person does.
    let machine: String?
    let slots: [String: [String]]
    private let lines: [String: [Card]]

    /// Sentences of a part (`subjects`) in a language.
    func sentences(_ language: String, _ part: String) -> [Card] { lines["\(language) \(part)"] ?? [] }

    init(file: String, text: String) throws {
        key = String(file.drop { !$0.isLetter }.prefix { $0 != "." })
        var settings: [String: String] = [:]
        var slots: [String: [String]] = [:]
        var lines: [String: [Card]] = [:]
        var part: String?
        for (number, line) in TextLines.numbered(text) {
            if line.hasPrefix("== ") {
                part = String(line.dropFirst(3))
            } else if let part {
                lines[part, default: []].append(Card(line: line))
            } else {
                let (name, value) = try TextLines.setting(line, file: file, number: number)
                if name.hasPrefix("slot ") {
                    slots[String(name.dropFirst(5))] = TextLines.alternatives(value)
                } else {
                    settings[name] = value
                }
            }
        }
        self.slots = slots
        self.lines = lines
        func setting(_ name: String, or fallback: String? = nil) throws -> String {
            guard let value = settings[name] ?? fallback else { throw ExampleError("\(file): no \"\(name)\"") }
            return value
        }
        func number(_ name: String, or fallback: String? = nil) throws -> Double {
            guard let value = try Double(setting(name, or: fallback)) else {
                throw ExampleError("\(file): \"\(name)\" is no number")
            }
            return value
        }
        product = try setting("product")
        labels = try setting("labels").split(separator: ",").map { TextLines.trimmed($0) }
        count = Int(try number("count"))
        second = try number("second", or: "0")
        hours = try number("hours")
        open = try number("open", or: "0.07")
        schedule = try Schedule(setting("when"), file: file)
        priorities = try setting("priorities").split(separator: " ").compactMap { Double($0) }
        machine = settings["machine"]
        let known = ["product", "labels", "count", "second", "hours", "open", "when", "priorities", "machine"]
        if let stray = settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw ExampleError("\(file): unknown setting \"\(stray)\"")
        }
        guard priorities.count == 4 else { throw ExampleError("\(file): \"priorities\" are four weights") }
        guard !sentences("en", "subjects").isEmpty, !sentences("en", "openings").isEmpty else {
            throw ExampleError("\(file): no subjects or no openings")
        }
    }
}

/// A ticket that belongs to no problem, as written in `noise.txt`.
struct NoiseText {
    let product: String
    let language: String
    let subject: String
    let body: String
    let resolution: String?

    /// Reads blocks of `= product | language`, subject, body, `-> resolution`.
    static func read(_ text: String, file: String) throws -> [NoiseText] {
        var blocks: [[String]] = []
        for (_, line) in TextLines.numbered(text) {
            if line.hasPrefix("= ") { blocks.append([]) }
            guard !blocks.isEmpty else { throw ExampleError("\(file): a text before the first \"= \"") }
            blocks[blocks.count - 1].append(line)
        }
        return try blocks.map { block in
            let head = block[0].dropFirst(2).split(separator: "|").map { TextLines.trimmed($0) }
            let texts = block.dropFirst().filter { !$0.hasPrefix("-> ") }
            guard head.count == 2, texts.count == 2, let subject = texts.first, let body = texts.last else {
                throw ExampleError("\(file): \"\(block[0])\" needs a product, a language, a subject and one body line")
            }
            let resolution = block.first { $0.hasPrefix("-> ") }.map { String($0.dropFirst(3)) }
            return NoiseText(
                product: head[0], language: head[1], subject: subject, body: body, resolution: resolution)
        }
    }
}

/// The line format that all example texts share: `#` begins a comment, empty lines mean nothing.
enum TextLines {
    static func numbered(_ text: String) -> [(number: Int, line: String)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { (number: $0.offset + 1, line: trimmed($0.element)) }
            .filter { !$0.line.isEmpty && !$0.line.hasPrefix("#") }
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// `name: value`.
    static func setting(_ line: String, file: String, number: Int) throws -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: ":") else {
            throw ExampleError("\(file):\(number): expected \"name: value\"")
        }
        return (trimmed(line[..<colon]), trimmed(line[line.index(after: colon)...]))
    }

    /// Parts between `|`.
    static func alternatives(_ text: some StringProtocol) -> [String] {
        text.split(separator: "|").map { trimmed($0) }
    }

    /// A file of settings whose values are alternatives.
    static func table(_ text: String, file: String) throws -> [String: [String]] {
        var table: [String: [String]] = [:]
        for (number, line) in numbered(text) {
            let (name, value) = try setting(line, file: file, number: number)
            table[name] = alternatives(value)
        }
        return table
    }
}
