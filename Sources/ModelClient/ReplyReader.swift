internal import Domain
internal import Prompting

/// Makes replies, or failures with their price, of what a model wrote.
struct ReplyReader {
    let request: ChatRequest
    let service: String

    /// The reply, if it keeps the format that was asked for.
    func reply(_ text: String, usage: TokenUsage?, model: String?) throws(ModelFailure) -> ChatReply {
        let price = price(usage, text)
        guard !text.allSatisfy(\.isWhitespace) else { throw failure(.empty, "the answer is empty", price) }
        guard request.format != nil else { return ChatReply(text: text, json: nil, usage: price, model: model) }
        guard let json = try? JSONValue(strictly: text.utf8) else {
            throw failure(.notJSON, "the answer is not JSON", price)
        }
        return try reply(text, json, usage: price, model: model)
    }

    /// The same, of a provider that gives JSON as such.
    func reply(_ json: JSONValue, usage: TokenUsage?, model: String?) throws(ModelFailure) -> ChatReply {
        let text = json.canonicalText
        return try reply(text, json, usage: price(usage, text), model: model)
    }

    /// - Parameter written: what came of the answer.
    func failure(
        _ kind: ModelFailure.Kind, _ detail: String, _ usage: TokenUsage?, _ written: String = ""
    ) -> ModelFailure {
        ModelFailure(kind, service: service, detail, usage: price(usage, written))
    }

    private func reply(
        _ text: String, _ json: JSONValue, usage: TokenUsage, model: String?
    ) throws(ModelFailure) -> ChatReply {
        if let place = request.format?.violation(in: json) {
            throw failure(.outsideFormat(place), "the answer has another form than asked for, at \(place)", usage)
        }
        return ChatReply(text: text, json: json, usage: usage, model: model)
    }

    /// What the provider says, or an estimate.
    private func price(_ usage: TokenUsage?, _ written: String) -> TokenUsage {
        usage
            ?? TokenUsage(
                input: request.estimate.input, output: TokenEstimate.tokens(in: written), isEstimated: true)
    }
}

extension ChatRequest {
    /// In bytes. No model writes more for so many tokens; a longer answer is not one of a model.
    var largestReply: Int { (1 << 20) + 64 * longestReply }
}
