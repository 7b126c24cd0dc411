public import Domain
public import HTTPTransport

/// The body of an error, as OpenAI, Azure, AWS, Cohere and Entra ID write it. Of what a service itself says only its
/// code may be shown: its sentences may hold parts of a key or of a ticket.
public struct ServiceError: Sendable {
    /// Letters, digits and a few marks, at most 64.
    public let code: String?
    /// The whole body; `nil` unless it is JSON.
    public let json: JSONValue?

    public init(_ reply: HTTPReply) {
        let json = try? JSONValue(strictly: reply.body)
        let inner = json?["error"]
        let candidates: [String?] = [
            reply.head["x-amzn-errortype"]?.split(separator: ":").first.map(String.init), inner?["code"]?.string,
            inner?["type"]?.string, inner?.string, json?["code"]?.string, json?["__type"]?.string,
            XMLText(reply.body)["Code"], reply.head["x-ms-error-code"],
        ]
        code = candidates.lazy.compactMap { $0 }.first(where: Self.isCode)
        self.json = json
    }

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
                    || [0x5F, 0x2D, 0x2E, 0x23].contains($0)
            }
    }
}
