/// A piece of strict YAML. Every scalar is a text: what it means is for its field to say.
indirect enum YAMLValue: Sendable, Hashable {
    /// A key of a mapping with its value.
    struct Member: Sendable, Hashable {
        let key: String
        /// Where the key stands, counted from 1.
        let line: Int
        let value: YAMLValue
    }

    case scalar(String, line: Int)
    case sequence([YAMLValue], line: Int)
    case mapping([Member], line: Int)

    /// Where it begins, counted from 1.
    var line: Int {
        switch self {
        case .scalar(_, let line), .sequence(_, let line), .mapping(_, let line): line
        }
    }
}

/// Why a text is not strict YAML. Never holds a piece of the text.
struct YAMLFault: Error, Sendable, Hashable {
    /// Counted from 1.
    let line: Int
    /// One sentence without full stop.
    let summary: String

    init(_ line: Int, _ summary: String) {
        self.line = line
        self.summary = summary
    }
}
