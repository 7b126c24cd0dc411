public import Domain
public import Prompting

/// What a model is asked to write, how its reply is read, and how it is asked to mend it.
public protocol WritingTask: Sendable {
    associatedtype Text: Sendable, Codable

    /// Of everything that the text depends on; chance and the nonce have no part in it.
    var key: ContentDigest { get }

    /// The request, with a word of its own for the call.
    func request(_ nonce: Nonce) -> ChatRequest

    /// What can be made of a reply that keeps the format.
    func read(_ reply: JSONValue) -> WritingOutcome<Text>

    /// Whether asking once more is worth its price.
    func isWorthRepairing(_ outcome: WritingOutcome<Text>) -> Bool
}

/// What came of a reply.
public struct WritingOutcome<Text: Sendable>: Sendable {
    /// `nil` when nothing that may be published was left.
    public let text: Text?
    /// What was dropped.
    public let faults: [ClaimFault]

    public init(text: Text?, faults: [ClaimFault]) {
        self.text = text
        self.faults = faults
    }

    /// Whether asking once more is worth its price: nothing is left, or more was dropped than kept.
    ///
    /// - Parameter kept: claims of the text.
    func isWorthRepairing(kept: Int) -> Bool { text == nil || faults.count > kept }
}

extension WritingTask {
    /// The request once more, with the reply and what is wrong with it. Nothing of the reply is repeated in our words.
    public func repair(
        _ request: ChatRequest, reply: String, faults: [ClaimFault]
    ) -> ChatRequest {
        var request = request
        let list = faults.prefix(12).map { "- \($0.place): \($0.reason.advice)." }.joined(separator: "\n")
        request.messages.append(.earlierReply(reply))
        request.messages.append(
            ChatMessage(
                .user,
                PromptText(
                    authored: "That reply cannot be published as it is:\n\(list)\n"
                        + "Write the whole reply once more, in the same form, without these faults. "
                        + "Leave out what the evidence does not support.")))
        return request
    }
}
