internal import Foundation

/// The data plane of Pinecone's API of 2025-01, for one index.
struct PineconeService {
    let key: String
    let dimension: Int

    func answer(_ request: VectorCall, _ collections: inout [String: VectorCollection]) -> ScriptedServer.Reply {
        var call = request
        guard call.fields["api-key"] == key else { return Self.failure(401, 16, "Malformed or missing API key") }
        call.check(call.fields["x-pinecone-api-version"] == "2025-01", "the version is not named")
        call.check(call.bytes <= 2 << 20, "the request is larger than 2 MB")
        switch (call.method, call.path.joined(separator: "/")) {
        case ("POST", "describe_index_stats"):
            call.members(call.body, [], ["filter"])
            let spaces = collections.filter { !$0.value.points.isEmpty }.mapValues { ["vectorCount": $0.points.count] }
            let total = collections.values.reduce(0) { $0 + $1.points.count }
            return Self.reply(
                call,
                ["namespaces": spaces, "dimension": dimension, "indexFullness": 0, "totalVectorCount": total]
                    as [String: Any])
        case ("POST", "vectors/upsert"): return upsert(&call, &collections)
        case ("POST", "vectors/delete"): return delete(&call, &collections)
        case ("POST", "query"): return query(&call, collections)
        case ("GET", "vectors/list"): return list(&call, collections)
        default: return Self.failure(404, 5, "Not Found")
        }
    }

    private func upsert(
        _ call: inout VectorCall, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, ["vectors"], ["namespace"])
        let space = call.body["namespace"] as? String ?? ""
        let vectors = call.body["vectors"] as? [Any] ?? []
        call.check((1...1_000).contains(vectors.count), "there are \(vectors.count) vectors")
        var points: [String: VectorCollection.Point] = [:]
        for vector in vectors {
            call.members(vector, ["id", "values"], ["metadata"])
            let vector = vector as? [String: Any] ?? [:]
            let values = call.vector(vector["values"], dimension: dimension)
            call.check(values.contains { $0 != 0 }, "Dense vectors must contain at least one non-zero value")
            let id = vector["id"] as? String ?? ""
            call.check((1...512).contains(id.utf8.count), "the id is too long, or empty")
            let metadata = vector["metadata"] as? [String: Any] ?? [:]
            call.check(metadata.values.allSatisfy { !($0 is NSNull) }, "metadata may not be null")
            points[id] = .init(vector: values, fields: metadata.compactMapValues { VectorField($0) })
        }
        guard call.faults.isEmpty else { return Self.failure(400, 3, "\(call.faults)") }
        collections[space, default: VectorCollection(dimension: dimension)].points.merge(points) { $1 }
        return Self.reply(call, ["upsertedCount": points.count])
    }

    private func delete(
        _ call: inout VectorCall, _ collections: inout [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(call.body, [], ["ids", "deleteAll", "namespace"])
        let space = call.body["namespace"] as? String ?? ""
        let ids = call.body["ids"] as? [String]
        let all = call.body["deleteAll"] as? Bool ?? false
        call.check((ids == nil) == all, "ids or deleteAll")
        call.check((ids?.count ?? 1) <= 1_000, "there are more than 1000 ids")
        guard call.faults.isEmpty else { return Self.failure(400, 3, "\(call.faults)") }
        guard collections[space] != nil else { return Self.failure(404, 5, "Namespace not found") }
        if all { collections[space] = nil }
        for id in ids ?? [] { collections[space]?.points[id] = nil }
        return Self.reply(call, [String: Any]())
    }

    private func query(
        _ call: inout VectorCall, _ collections: [String: VectorCollection]
    ) -> ScriptedServer.Reply {
        call.members(
            call.body, ["topK", "vector"], ["namespace", "filter", "includeValues", "includeMetadata"])
        let vector = call.vector(call.body["vector"], dimension: dimension)
        let top = call.body["topK"] as? Int ?? 0
        call.check((1...10_000).contains(top), "topK is out of range")
        let filter = call.body["filter"].map { condition($0, &call) } ?? .all([])
        guard call.faults.isEmpty else { return Self.failure(400, 3, "\(call.faults)") }
        let space = call.body["namespace"] as? String ?? ""
        let found = collections[space]?.nearest(vector, top: top, filter) ?? []
        return VectorCall.json(
            200,
            [
                "matches": found.map { ["id": $0.id, "score": $0.score, "values": [Double]()] as [String: Any] },
                "namespace": space, "usage": ["readUnits": 6],
            ] as [String: Any])
    }

    private func list(_ call: inout VectorCall, _ collections: [String: VectorCollection]) -> ScriptedServer.Reply {
        let limit = call.query["limit"].flatMap { Int($0) } ?? 100
        call.check((1...100).contains(limit), "the limit is out of range")
        // The token is nobody's to make.
        let token = call.query["paginationToken"].flatMap { Data(base64Encoded: $0) }
        call.check(call.query["paginationToken"] == nil || token != nil, "the token is none")
        let after = token.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let ids = (collections[call.query["namespace"] ?? ""]?.points.keys.sorted() ?? []).filter { $0 > after }
        var value: [String: Any] = [
            "vectors": ids.prefix(limit).map { ["id": $0] }, "namespace": call.query["namespace"] ?? "",
            "usage": ["readUnits": 1],
        ]
        if ids.count > limit {
            value["pagination"] = ["next": Data(ids[limit - 1].utf8).base64EncodedString()]
        }
        return Self.reply(call, value)
    }

    private func condition(_ value: Any, _ call: inout VectorCall) -> VectorCondition {
        var all: [VectorCondition] = []
        for (name, inner) in value as? [String: Any] ?? [:] {
            switch name {
            case "$or": all.append(.any((inner as? [Any] ?? []).map { condition($0, &call) }))
            case "$and": all.append(.all((inner as? [Any] ?? []).map { condition($0, &call) }))
            default:
                call.members(inner, [], ["$eq", "$gte", "$lt"])
                let operators = inner as? [String: Any] ?? [:]
                if let field = operators["$eq"].flatMap({ VectorField($0) }) { all.append(.equal(name, field)) }
                if let number = (operators["$gte"] as? NSNumber)?.int64Value { all.append(.atLeast(name, number)) }
                if let number = (operators["$lt"] as? NSNumber)?.int64Value { all.append(.below(name, number)) }
            }
        }
        call.check(!all.isEmpty, "the filter is empty")
        return .all(all)
    }

    private static func reply(_ call: VectorCall, _ value: Any) -> ScriptedServer.Reply {
        call.faults.isEmpty ? VectorCall.json(200, value) : failure(400, 3, "\(call.faults)")
    }

    private static func failure(_ status: Int, _ code: Int, _ said: String) -> ScriptedServer.Reply {
        VectorCall.json(status, ["code": code, "message": said, "details": [String]()] as [String: Any])
    }
}
