/// How many tokens a text is, without the model's own tokenizer.
///
/// Byte-pair tokenizers of current models give an English word of up to about seven letters one token, a longer one
/// another token for about every four further letters, groups of three digits one token, and a mark of punctuation
/// one; letters beyond ASCII cost about one token for two letters, those of scripts without spaces about one each.
public enum TokenEstimate {
    /// - Complexity: linear in the text.
    public static func tokens(in text: String) -> Int {
        var counter = Counter()
        for scalar in text.unicodeScalars { counter.take(scalar) }
        counter.end()
        return counter.tokens
    }

    private enum Kind { case letters, digits, foreign, space, mark }

    private struct Counter {
        var tokens = 0
        private var kind = Kind.space
        private var length = 0

        mutating func take(_ scalar: Unicode.Scalar) {
            let next = Self.kind(scalar)
            if next == kind {
                length += 1
            } else {
                end()
                kind = next
                length = 1
            }
        }

        /// Counts the run that has come to its end.
        mutating func end() {
            switch kind {
            case .letters: tokens += length <= 7 ? min(length, 1) : 1 + (length - 4) / 4
            case .digits: tokens += (length + 2) / 3
            case .foreign: tokens += (length + 1) / 2
            // The space before a word belongs to the word.
            case .space: tokens += length > 1 ? 1 : 0
            case .mark: tokens += length
            }
            length = 0
        }

        private static func kind(_ scalar: Unicode.Scalar) -> Kind {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A: .letters
            case 0x30...0x39: .digits
            case 0x09...0x0D, 0x20: .space
            case 0...0x7F: .mark
            // Scripts without spaces, and pictures.
            case 0x2E80...0xD7FF, 0xF900...0xFAFF, 0x1F000...: .mark
            default: .foreign
            }
        }
    }
}
