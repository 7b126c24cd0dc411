internal import Foundation

/// Weaviate's REST and GraphQL APIs of release 1.25.
struct WeaviateService {
    let key: String

    func answer(_ request: VectorCall, _ collections: inout [String: VectorCollection]) -> ScriptedServer.Reply {
        var call = request
        guard call.fields["authorization"] == "Bearer \(key)" else {
            return .json(401, #"{"code":401,"message":"anonymous access not enabled"}"#)
        }
        switch (call.method, call.path.joined(separator: "/")) {
        case ("GET", "v1/schema"):
            return VectorCall.json(200, ["classes": collections.keys.map { ["class": $0] }] as [String: Any])
        case ("POST", "v1/schema"): return define(&call, &collections)
        case ("POST", "v1/batch/objects"): return upsert(&call, &collections)
        case ("DELETE", "v1/batch/objects"): return delete(&call, &collections)
        case ("POST", "v1/graphql"): return graph(&call, collections)
        case ("GET", "v1/objects"): return list(&call, collections)
        default: break
        }
        guard call.path.count >= 3 else { return Self.failure(404, "no such path") }
        let name = call.path[2]
        switch (call.method, call.path[1], call.path.count) {
        case ("GET", "schema", 3):
            guard let known = collections[name] else { return .answer(404) }
            return VectorCall.json(200, ["class": name, "description": known.note])
        case ("DELETE", "schema", 3):
            collections[name] = nil
            return .answer(200)
        default: return Self.failure(404, "no such path")
        }
    }

    private func define(
        _ call: inout VectorCall, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, ["class", "vectorizer", "properties"], ["description", "vectorIndexConfig"])
        let name = call.body["class"] as? String ?? ""
        call.check(name.wholeMatch(of: /[A-Z][_0-9A-Za-z]{0,254}/) != nil, "'\(name)' is not a valid class name")
        for property in call.body["properties"] as? [Any] ?? [] {
            call.members(property, ["name", "dataType"], ["tokenization", "indexFilterable", "indexSearchable"])
            let property = property as? [String: Any] ?? [:]
            let type = (property["dataType"] as? [String])?.first
            call.check(["text", "int"].contains(type), "the type is unknown")
            call.check(type == "text" || property["tokenization"] == nil, "tokenization is for texts")
            call.check(type == "text" || property["indexSearchable"] == nil, "indexSearchable is for texts")
        }
        guard call.faults.isEmpty else { return Self.failure(422, "\(call.faults)") }
        guard collections[name] == nil else { return Self.failure(422, "class name \(name) already exists") }
        collections[name] = VectorCollection(dimension: 0, note: call.body["description"] as? String ?? "")
        return VectorCall.json(200, call.body)
    }

    /// Objects fail one by one, and the call does not.
    private func upsert(
        _ call: inout VectorCall, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, ["objects"])
        var results: [[String: Any]] = []
        for object in call.body["objects"] as? [Any] ?? [] {
            call.members(object, ["class", "id"], ["properties", "vector"])
            let object = object as? [String: Any] ?? [:]
            let id = call.id(object["id"])
            let name = object["class"] as? String ?? ""
            let properties = object["properties"] as? [String: Any] ?? [:]
            let unknown = Set(properties.keys).subtracting(["kind", "product", "state", "date"])
            call.check(unknown.isEmpty, "there is no property \(unknown)")
            guard var collection = collections[name] else { return Self.failure(422, "class '\(name)' not present") }
            let count = (object["vector"] as? [Any])?.count ?? 0
            // The first vector says how many dimensions all have.
            if collection.points.isEmpty { collection.dimension = count }
            guard call.faults.isEmpty else { return Self.failure(422, "\(call.faults)") }
            guard count == collection.dimension else {
                results.append(["id": id, "result": ["status": "FAILED", "errors": ["error": []]]])
                continue
            }
            let vector = call.vector(object["vector"], dimension: count)
            collection.points[id] = .init(vector: vector, fields: properties.compactMapValues { VectorField($0) })
            collections[name] = collection
            results.append(["id": id, "class": name, "result": ["status": "SUCCESS"]])
        }
        return VectorCall.json(200, results)
    }

    /// Everything that a filter admits; objects fail one by one, and the call does not.
    private func delete(
        _ call: inout VectorCall, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, ["match"], ["output", "dryRun"])
        let match = call.body["match"] as? [String: Any] ?? [:]
        call.members(match, ["class", "where"])
        let condition = match["where"] as? [String: Any] ?? [:]
        call.members(condition, ["path", "operator", "valueTextArray"])
        call.check(condition["path"] as? [String] == ["id"], "the path is another one")
        call.check(condition["operator"] as? String == "ContainsAny", "the operator is another one")
        let ids = (condition["valueTextArray"] as? [Any] ?? []).map { call.id($0) }
        call.check(!ids.isEmpty, "there is no value")
        let name = match["class"] as? String ?? ""
        call.check(collections[name] != nil, "class '\(name)' not present")
        guard call.faults.isEmpty else { return Self.failure(422, "\(call.faults)") }
        // QUERY_MAXIMUM_RESULTS
        let found = ids.filter { collections[name]?.points[$0] != nil }.prefix(10_000)
        for id in found { collections[name]?.points[id] = nil }
        let results: [String: Any] = [
            "matches": found.count, "limit": 10_000, "successful": found.count, "failed": 0, "objects": NSNull(),
        ]
        return VectorCall.json(200, ["match": match, "output": "minimal", "results": results] as [String: Any])
    }

    private func list(_ call: inout VectorCall, _ collections: [String: VectorCollection]) -> ScriptedServer.Reply {
        guard let collection = collections[call.query["class"] ?? ""] else { return Self.failure(404, "no such class") }
        let limit = call.query["limit"].flatMap { Int($0) } ?? 25
        let after = call.query["after"] ?? ""
        call.check(after.isEmpty || UUID(uuidString: after) != nil, "the cursor is no id")
        guard call.faults.isEmpty else { return Self.failure(422, "\(call.faults)") }
        let ids = collection.points.keys.sorted().filter { $0 > after }.prefix(limit)
        return VectorCall.json(
            200, ["objects": ids.map { ["id": $0, "properties": [String: Any]()] as [String: Any] }] as [String: Any])
    }

    /// Errors come with status 200.
    private func graph(_ call: inout VectorCall, _ collections: [String: VectorCollection]) -> ScriptedServer.Reply {
        call.members(call.body, ["query"], ["variables"])
        func failure(_ said: String) -> ScriptedServer.Reply {
            VectorCall.json(200, ["data": NSNull(), "errors": [["message": said]]] as [String: Any])
        }
        guard let root = GraphQuery.read(call.body["query"] as? String ?? "")?.first,
            let selection = root.selection.first, let collection = collections[selection.name]
        else { return failure("Syntax Error GraphQL request, or no such class") }
        if root.name == "Aggregate" {
            let value = ["Aggregate": [selection.name: [["meta": ["count": collection.points.count]]]]]
            return VectorCall.json(200, ["data": value])
        }
        guard root.name == "Get", case .object(let near)? = selection.arguments["nearVector"],
            case .list(let values)? = near["vector"], case .number(let limit)? = selection.arguments["limit"],
            selection.selection.map(\.name) == ["_additional"],
            Set(selection.arguments.keys).isSubset(of: ["nearVector", "limit", "where"])
        else { return failure("Cannot query field") }
        let vector = values.compactMap { value in if case .number(let number) = value { number } else { nil } }
        guard vector.count == collection.dimension || collection.points.isEmpty else {
            return failure("vector lengths don't match")
        }
        let filter = selection.arguments["where"].map { GraphQuery.condition($0) } ?? .some(.all([]))
        guard let filter else { return failure("data types or operators of the filter do not match") }
        let found = collection.nearest(vector, top: Int(limit), filter)
        let objects = found.map { ["_additional": ["id": $0.id]] }
        return VectorCall.json(200, ["data": ["Get": [selection.name: objects]]])
    }

    private static func failure(_ status: Int, _ said: String) -> ScriptedServer.Reply {
        VectorCall.json(status, ["error": [["message": said]]])
    }
}
