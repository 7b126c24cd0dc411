internal import Domain
internal import Pipeline

/// Parts of calls as text.
enum VectorText {
    /// Numbers with as many digits as tell them apart, which JSON values of doubles would double.
    static func array(_ values: [Float]) -> String {
        "[" + values.map { $0.isFinite ? "\($0)" : "0" }.joined(separator: ",") + "]"
    }

    /// Points in lots that a service takes at once: by number, and by bytes of their text.
    static func lots(_ texts: [String], count: Int, bytes: Int) -> [[String]] {
        var lots: [[String]] = []
        var size = 0
        for text in texts {
            if let last = lots.last, last.count < count, size + text.utf8.count < bytes {
                lots[lots.count - 1].append(text)
                size += text.utf8.count + 1
            } else {
                lots.append([text])
                size = text.utf8.count
            }
        }
        return lots
    }

    static func lots<Element>(_ values: [Element], count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: values.count, by: count).map { values[$0..<min($0 + count, values.count)] }
    }
}

extension VectorPoint {
    /// What it can be filtered by; what is not known is left out.
    var payload: [String: JSONValue] {
        var payload: [String: JSONValue] = ["kind": .string(isArticle ? "article" : "ticket")]
        payload["product"] = product.map { .string($0) }
        payload["date"] = date.map { .integer($0) }
        payload["state"] = state.map { .string($0) }
        return payload
    }
}

extension VectorFilter {
    /// A condition on a field.
    enum Condition {
        case equal(String, String)
        case atLeast(String, Int64)
        case below(String, Int64)
    }

    /// Those that all have to hold, unless the point is an article's.
    var conditions: [Condition] {
        var conditions: [Condition] = []
        if let product { conditions.append(.equal("product", product)) }
        if let state { conditions.append(.equal("state", state)) }
        if let from { conditions.append(.atLeast("date", from)) }
        if let until { conditions.append(.below("date", until)) }
        return conditions
    }
}
