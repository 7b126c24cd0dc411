/// The beginning of a server's answer.
public struct HTTPHead: Sendable, Hashable {
    public let status: Int
    /// Names in lower case, in the order they came.
    let fields: [(name: String, value: String)]

    /// The value of a field, by its name in lower case; of a repeated one the first.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The names and values that have one of these names, in lower case.
    public func fields(where isWanted: (String) -> Bool) -> [(name: String, value: String)] {
        fields.filter { isWanted($0.name) }
    }

    public static func == (left: HTTPHead, right: HTTPHead) -> Bool {
        left.status == right.status && left.fields.elementsEqual(right.fields, by: ==)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(status) }
}

/// Collects the lines of an answer's head, one by one as they come.
struct HTTPHeadReader {
    private var status = 0
    private var fields: [(name: String, value: String)] = []

    /// Takes a line with or without its end. A status line begins anew: answers may come before the last one
    /// (100 Continue, a proxy's).
    ///
    /// - Returns: the head when the line was its end.
    mutating func take(_ line: String) -> HTTPHead? {
        let text = line.filter { !$0.isNewline }
        if text.hasPrefix("HTTP/") {
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            fields = []
            return nil
        }
        if text.isEmpty { return status >= 200 ? HTTPHead(status: status, fields: fields) : nil }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { $0 != " " && $0 != "\t" }
        fields.append((text[..<colon].lowercased(), end.map { String(value[...$0]) } ?? ""))
        return nil
    }
}
