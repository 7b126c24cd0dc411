internal import Prompting

/// Texts that go out in one request, with their places among all.
struct EmbeddingBatch: Sendable {
    var texts: [String] = []
    var places: [Int] = []
    var tokens = 0

    var estimate: TokenUsage { TokenUsage(input: tokens, output: 0, isEstimated: true) }

    /// Tokens that the batch cannot pass, whatever the tokenizer: a token is a byte at least. What budgets reserve.
    var ceiling: TokenUsage {
        TokenUsage(input: texts.reduce(0) { $0 + $1.utf8.count + 8 }, output: 0, isEstimated: true)
    }

    /// Batches within a provider's limits. Texts that say nothing are left out.
    static func all(of texts: [String], _ limits: EmbeddingLimits) -> [EmbeddingBatch] {
        var batches: [EmbeddingBatch] = []
        var batch = EmbeddingBatch()
        for (place, text) in texts.enumerated() where !text.allSatisfy(\.isWhitespace) {
            let (cut, tokens) = Self.cut(text, to: limits.tokensInText)
            let isFull = batch.texts.count == limits.texts || batch.tokens + tokens > limits.tokens
            if isFull, !batch.texts.isEmpty {
                batches.append(batch)
                batch = EmbeddingBatch()
            }
            batch.add(cut, at: place, tokens)
        }
        if !batch.texts.isEmpty { batches.append(batch) }
        return batches
    }

    /// Smaller batches, for a provider that finds this one too long: estimates may be too low. One text alone is
    /// halved.
    ///
    /// - Returns: `nil` when nothing is left to make smaller.
    var smaller: [EmbeddingBatch]? {
        if texts.count == 1 {
            let (text, tokens) = Self.cut(texts[0], to: self.tokens / 2)
            guard tokens > 0, text.utf8.count < texts[0].utf8.count else { return nil }
            var half = EmbeddingBatch()
            half.add(text, at: places[0], tokens)
            return [half]
        }
        let middle = texts.count / 2
        return [0..<middle, middle..<texts.count].map { range in
            var half = EmbeddingBatch()
            for index in range { half.add(texts[index], at: places[index], TokenEstimate.tokens(in: texts[index])) }
            return half
        }
    }

    private mutating func add(_ text: String, at place: Int, _ tokens: Int) {
        texts.append(text)
        places.append(place)
        self.tokens += tokens
    }

    /// The beginning of a text that has about so many tokens at most.
    private static func cut(_ text: String, to most: Int) -> (text: String, tokens: Int) {
        var text = text
        var tokens = TokenEstimate.tokens(in: text)
        while tokens > most, !text.isEmpty {
            // Tokens are not spread evenly: a little less than their share, until it fits.
            text = String(text.prefix(min(text.count - 1, text.count * most / tokens)))
            tokens = TokenEstimate.tokens(in: text)
        }
        return (text, tokens)
    }
}
