internal import Foundation

/// The REST API of Azure AI Search, version 2024-07-01.
struct AzureSearchService {
    let key: String

    func answer(_ request: VectorCall, _ collections: inout [String: VectorCollection]) -> ScriptedServer.Reply {
        var call = request
        guard call.fields["api-key"] == key else { return Self.failure(403, "") }
        guard call.query["api-version"] == "2024-07-01" else { return Self.failure(400, "the api-version is missing") }
        guard call.path.first == "indexes" else { return Self.failure(404, "") }
        guard call.path.count > 1 else {
            return VectorCall.json(200, ["value": collections.keys.map { ["name": $0] }] as [String: Any])
        }
        let name = call.path[1]
        call.check(name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil && name.count <= 128, "the name is none")
        switch (call.method, call.path.dropFirst(2).joined(separator: "/")) {
        case ("PUT", ""): return define(&call, name, &collections)
        case ("DELETE", ""):
            return collections.removeValue(forKey: name) == nil ? Self.failure(404, "") : .answer(204)
        default: break
        }
        guard var index = collections[name] else { return Self.failure(404, "No index with the name was found") }
        defer { collections[name] = index }
        switch (call.method, call.path.dropFirst(2).joined(separator: "/")) {
        case ("GET", ""):
            let vector: [String: Any] = ["name": "vector", "dimensions": index.dimension]
            return VectorCall.json(200, ["name": name, "fields": [["name": "id"], vector]] as [String: Any])
        case ("POST", "docs/index"): return change(&call, &index)
        case ("POST", "docs/search"): return search(&call, index)
        case ("GET", "docs/$count"): return .json(200, "\u{FEFF}\(index.points.count)")
        default: return Self.failure(404, "")
        }
    }

    private func define(
        _ call: inout VectorCall, _ name: String, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, ["name", "fields", "vectorSearch"])
        call.check(call.body["name"] as? String == name, "the name is another one")
        let fields = call.body["fields"] as? [[String: Any]] ?? []
        call.check(fields.count { $0["key"] as? Bool == true } == 1, "there has to be one key")
        for field in fields {
            call.members(
                field, ["name", "type"],
                [
                    "key", "filterable", "sortable", "searchable", "retrievable", "dimensions", "vectorSearchProfile",
                ])
        }
        let search = call.body["vectorSearch"] as? [String: Any]
        call.members(search, ["algorithms", "profiles"])
        let profiles = (search?["profiles"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        let vector = fields.first { $0["type"] as? String == "Collection(Edm.Single)" }
        call.check(profiles.contains(vector?["vectorSearchProfile"] as? String ?? ""), "there is no such profile")
        let dimension = vector?["dimensions"] as? Int ?? 0
        call.check((2...4_096).contains(dimension), "the dimensions are out of range")
        guard call.faults.isEmpty else { return Self.failure(400, "\(call.faults)") }
        if let known = collections[name], known.dimension != dimension {
            return Self.failure(400, "existing field 'vector' cannot be changed")
        }
        let isNew = collections[name] == nil
        if isNew { collections[name] = VectorCollection(dimension: dimension) }
        return isNew ? .json(201, "{}") : .answer(204)
    }

    private func change(_ call: inout VectorCall, _ index: inout VectorCollection) -> ScriptedServer.Reply {
        call.members(call.body, ["value"])
        call.check(call.bytes <= 16 << 20, "the request is larger than 16 MB")
        let documents = call.body["value"] as? [[String: Any]] ?? []
        call.check((1...1_000).contains(documents.count), "there are \(documents.count) documents")
        var results: [[String: Any]] = []
        for document in documents {
            call.members(document, ["@search.action", "id"], ["kind", "product", "state", "date", "vector"])
            let id = document["id"] as? String ?? ""
            call.check(id.wholeMatch(of: /[A-Za-z0-9_=-]{1,1024}/) != nil, "the key is none")
            var known = index.points[id] == nil ? 201 : 200
            switch document["@search.action"] as? String {
            case "delete":
                known = 200
                index.points[id] = nil
            case "upload":
                let vector = call.vector(document["vector"], dimension: index.dimension)
                let fields = document.filter { ["kind", "product", "state", "date"].contains($0.key) }
                guard call.faults.isEmpty else { break }
                index.points[id] = .init(vector: vector, fields: fields.compactMapValues { VectorField($0) })
            default: call.check(false, "the action is unknown")
            }
            results.append(["key": id, "status": true, "errorMessage": NSNull(), "statusCode": known])
        }
        guard call.faults.isEmpty else { return Self.failure(400, "\(call.faults)") }
        return VectorCall.json(200, ["value": results])
    }

    private func search(_ call: inout VectorCall, _ index: VectorCollection) -> ScriptedServer.Reply {
        call.members(
            call.body, ["select", "top"], ["filter", "orderby", "search", "vectorQueries", "vectorFilterMode"])
        let top = call.body["top"] as? Int ?? 0
        call.check((0...1_000).contains(top), "top is out of range")
        let filter = (call.body["filter"] as? String).map { ODataFilter.read($0) } ?? .some(.all([]))
        guard let filter else { return Self.failure(400, "Invalid expression: Syntax error") }
        var found: [(id: String, score: Double)]
        if let query = (call.body["vectorQueries"] as? [[String: Any]])?.first {
            call.members(query, ["kind", "vector", "fields", "k"], ["exhaustive"])
            call.check(query["kind"] as? String == "vector" && query["fields"] as? String == "vector", "no such field")
            call.check(call.body["vectorFilterMode"] as? String == "preFilter", "the mode is unknown")
            let vector = call.vector(query["vector"], dimension: index.dimension)
            found = index.nearest(vector, top: query["k"] as? Int ?? 0, filter)
        } else {
            call.check(call.body["orderby"] as? String == "id asc" && call.body["search"] as? String == "*", "no order")
            found = index.points.filter { filter.holds($0.value.fields.merging(["id": .text($0.key)]) { $1 }) }.keys
                .sorted().map { ($0, 1) }
        }
        guard call.faults.isEmpty else { return Self.failure(400, "\(call.faults)") }
        found = Array(found.prefix(top))
        return VectorCall.json(
            200, ["value": found.map { ["@search.score": $0.score, "id": $0.id] as [String: Any] }] as [String: Any])
    }

    private static func failure(_ status: Int, _ said: String) -> ScriptedServer.Reply {
        VectorCall.json(status, ["error": ["code": "", "message": said]])
    }
}

/// The part of OData's filter language that services document for comparisons.
struct ODataFilter {
    private var rest: Substring

    /// `nil` for what is no filter.
    static func read(_ text: String) -> VectorCondition? {
        var reader = ODataFilter(rest: text[...])
        guard let condition = reader.either(), reader.word("") else { return nil }
        return condition
    }

    private mutating func either() -> VectorCondition? {
        var some: [VectorCondition] = []
        repeat {
            guard let next = both() else { return nil }
            some.append(next)
        } while word("or")
        return .any(some)
    }

    private mutating func both() -> VectorCondition? {
        var all: [VectorCondition] = []
        repeat {
            guard let next = comparison() else { return nil }
            all.append(next)
        } while word("and")
        return .all(all)
    }

    private mutating func comparison() -> VectorCondition? {
        if word("(") {
            guard let inner = either(), word(")") else { return nil }
            return inner
        }
        guard let field = rest.prefixMatch(of: /\s*([a-z]+)\s+(eq|ge|lt|gt)\s+/) else { return nil }
        rest = rest[field.range.upperBound...]
        let name = String(field.1)
        if let text = rest.prefixMatch(of: /'((?:[^']|'')*)'/) {
            rest = rest[text.range.upperBound...]
            let value = String(text.1).replacing("''", with: "'")
            return field.2 == "eq" ? .equal(name, .text(value)) : field.2 == "gt" ? .after(name, value) : nil
        }
        guard let number = rest.prefixMatch(of: /-?[0-9]+/), let value = Int64(number.0) else { return nil }
        rest = rest[number.range.upperBound...]
        return field.2 == "ge" ? .atLeast(name, value) : field.2 == "lt" ? .below(name, value) : nil
    }

    /// Takes a word; the empty one stands at the end.
    private mutating func word(_ word: String) -> Bool {
        let trimmed = rest.drop { $0 == " " }
        if word.isEmpty { return trimmed.isEmpty }
        guard trimmed.hasPrefix(word) else { return false }
        rest = trimmed.dropFirst(word.count)
        return true
    }
}
