internal import Foundation

/// Qdrant's REST API of release 1.12.
struct QdrantService {
    let key: String

    func answer(_ request: VectorCall, _ collections: inout [String: VectorCollection]) -> ScriptedServer.Reply {
        var call = request
        guard call.fields["api-key"] == key else {
            return .json(403, "Must provide an API key or an Authorization bearer token")
        }
        guard call.path.first == "collections" else { return Self.failure(404, "no such path") }
        guard call.path.count > 1 else { return Self.result(["collections": collections.keys.map { ["name": $0] }]) }
        let name = call.path[1]
        if call.path.count == 2, call.method == "PUT" {
            call.members(call.body, ["vectors"])
            call.members(call.body["vectors"], ["size", "distance"])
            let vectors = call.body["vectors"] as? [String: Any]
            call.check(vectors?["distance"] as? String == "Cosine", "the distance is unknown")
            call.check((1...65_536).contains(vectors?["size"] as? Int ?? 0), "the size is out of range")
            guard call.faults.isEmpty else { return Self.failure(400, "\(call.faults)") }
            guard collections[name] == nil else { return Self.failure(409, "Collection `\(name)` already exists!") }
            collections[name] = VectorCollection(dimension: vectors?["size"] as? Int ?? 0)
            return Self.result(true)
        }
        if call.path.count == 2, call.method == "DELETE" {
            return Self.result(collections.removeValue(forKey: name) != nil)
        }
        guard var collection = collections[name] else {
            return Self.failure(404, "Not found: Collection `\(name)` doesn't exist!")
        }
        defer { collections[name] = collection }
        switch (call.method, call.path.dropFirst(2).joined(separator: "/")) {
        case ("GET", ""):
            return Self.result(
                [
                    "status": "green", "points_count": collection.points.count,
                    "config": ["params": ["vectors": ["size": collection.dimension, "distance": "Cosine"]]],
                ] as [String: Any])
        case ("PUT", "index"):
            call.members(call.body, ["field_name", "field_schema"])
            let schema = call.body["field_schema"] as? String ?? ""
            call.check(["keyword", "integer"].contains(schema), "the schema is unknown")
            return Self.reply(call, ["operation_id": 1, "status": "completed"])
        case ("PUT", "points"): return upsert(&call, &collection)
        case ("POST", "points/delete"):
            call.members(call.body, ["points"])
            let ids = (call.body["points"] as? [Any] ?? []).map { call.id($0) }
            if call.faults.isEmpty { for id in ids { collection.points[id] = nil } }
            return Self.reply(call, ["operation_id": 2, "status": "completed"])
        case ("POST", "points/query"): return query(&call, collection)
        case ("POST", "points/count"):
            call.members(call.body, [], ["exact", "filter"])
            return Self.reply(call, ["count": collection.points.count])
        case ("POST", "points/scroll"): return scroll(&call, collection)
        default: return Self.failure(404, "no such path")
        }
    }

    private func upsert(_ call: inout VectorCall, _ collection: inout VectorCollection) -> ScriptedServer.Reply {
        call.members(call.body, ["points"])
        call.check(call.bytes <= 32 << 20, "the request is too large")
        var points: [String: VectorCollection.Point] = [:]
        for point in call.body["points"] as? [Any] ?? [] {
            call.members(point, ["id", "vector"], ["payload"])
            let point = point as? [String: Any] ?? [:]
            let vector = call.vector(point["vector"], dimension: collection.dimension)
            let payload = point["payload"] as? [String: Any] ?? [:]
            points[call.id(point["id"])] = .init(vector: vector, fields: payload.compactMapValues { VectorField($0) })
        }
        if call.faults.isEmpty { collection.points.merge(points) { $1 } }
        return Self.reply(call, ["operation_id": 0, "status": "completed"])
    }

    private func query(_ call: inout VectorCall, _ collection: VectorCollection) -> ScriptedServer.Reply {
        call.members(call.body, ["query", "limit"], ["filter", "with_payload", "params"])
        let vector = call.vector(call.body["query"], dimension: collection.dimension)
        let limit = call.body["limit"] as? Int ?? 0
        call.check(limit > 0, "limit: value 0 invalid, must be 1 or larger")
        let filter = call.body["filter"].map { condition($0, &call) } ?? .all([])
        guard call.faults.isEmpty else { return Self.failure(400, "\(call.faults)") }
        let found = collection.nearest(vector, top: limit, filter)
        return Self.result(["points": found.map { ["id": $0.id, "version": 0, "score": $0.score] as [String: Any] }])
    }

    private func scroll(_ call: inout VectorCall, _ collection: VectorCollection) -> ScriptedServer.Reply {
        call.members(call.body, ["limit"], ["offset", "with_payload", "with_vector", "filter"])
        let limit = call.body["limit"] as? Int ?? 0
        call.check(limit > 0, "the limit is not positive")
        let offset = call.body["offset"] as? String ?? ""
        let ids = collection.points.keys.sorted().drop { $0 < offset }
        let next: Any = ids.dropFirst(limit).first ?? NSNull()
        return Self.reply(call, ["points": ids.prefix(limit).map { ["id": $0] }, "next_page_offset": next])
    }

    private func condition(_ value: Any, _ call: inout VectorCall) -> VectorCondition {
        let object = value as? [String: Any] ?? [:]
        guard let field = object["key"] as? String else {
            call.members(value, [], ["should", "must"])
            var all: [VectorCondition] = (object["must"] as? [Any] ?? []).map { condition($0, &call) }
            if let some = object["should"] as? [Any] { all.append(.any(some.map { condition($0, &call) })) }
            return .all(all)
        }
        call.members(value, ["key"], ["match", "range"])
        if let match = object["match"] as? [String: Any] {
            call.members(match, ["value"])
            return match["value"].flatMap { VectorField($0) }.map { .equal(field, $0) } ?? .any([])
        }
        call.members(object["range"], [], ["gte", "lt"])
        let range = object["range"] as? [String: Int64] ?? [:]
        return .all(
            [range["gte"].map { .atLeast(field, $0) }, range["lt"].map { .below(field, $0) }].compactMap { $0 })
    }

    private static func reply(_ call: VectorCall, _ value: Any) -> ScriptedServer.Reply {
        call.faults.isEmpty ? result(value) : failure(400, "\(call.faults)")
    }

    private static func result(_ value: Any) -> ScriptedServer.Reply {
        VectorCall.json(200, ["result": value, "status": "ok", "time": 0.001] as [String: Any])
    }

    private static func failure(_ status: Int, _ said: String) -> ScriptedServer.Reply {
        VectorCall.json(status, ["status": ["error": said], "time": 0.0] as [String: Any])
    }
}
