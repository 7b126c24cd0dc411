internal import Domain
internal import Pipeline

/// Qdrant's REST API: a collection for a tenant.
struct QdrantStore: CalledStore {
    var calls: VectorCalls
    let collection: String

    var description: String { calls.description }
    var identity: String { "\(calls.description), \(collection)" }
    private var path: String { "/collections/\(collection)" }

    func prepare(dimension: Int) async throws {
        let reply = try await calls.send(.get, path, accepting: [200, 404])
        if reply.status == 200 {
            let size = try reply.need { $0["result"]?["config"]?["params"]?["vectors"]?["size"]?.integer }
            if size == Int64(dimension) { return }
            try await deleteAll()
        }
        let body: JSONValue = ["vectors": ["size": .integer(Int64(dimension)), "distance": "Cosine"]]
        // 409: another run was quicker.
        try await calls.send(.put, path, body: body.canonicalText, accepting: [200, 409])
        for (field, type) in [("kind", "keyword"), ("product", "keyword"), ("state", "keyword"), ("date", "integer")] {
            let body: JSONValue = ["field_name": .string(field), "field_schema": .string(type)]
            try await calls.send(.put, "\(path)/index?wait=true", body: body.canonicalText)
        }
    }

    func upsert(_ points: [VectorPoint]) async throws {
        let texts = points.map { point in
            "{\"id\":\"\(point.id)\",\"payload\":\(JSONValue.object(point.payload).canonicalText),"
                + "\"vector\":\(VectorText.array(point.values))}"
        }
        // A request may have 32 MB unless the server is set up otherwise.
        for lot in VectorText.lots(texts, count: 500, bytes: 16 << 20) {
            let body = "{\"points\":[\(lot.joined(separator: ","))]}"
            try await calls.send(.put, "\(path)/points?wait=true", body: body)
        }
    }

    func delete(_ ids: [VectorID]) async throws {
        for lot in VectorText.lots(ids, count: 1_000) {
            let body: JSONValue = ["points": .array(lot.map { .string($0.text) })]
            try await calls.send(
                .post, "\(path)/points/delete?wait=true", body: body.canonicalText, accepting: [200, 404])
        }
    }

    func deleteAll() async throws { try await calls.send(.delete, path, accepting: [200, 404]) }

    func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        let filter = filter.conditions.isEmpty ? "" : ",\"filter\":\(Self.filter(filter).canonicalText)"
        let body = "{\"limit\":\(top),\"query\":\(VectorText.array(vector)),\"with_payload\":false\(filter)}"
        let reply = try await calls.send(.post, "\(path)/points/query", body: body, accepting: [200, 404])
        if reply.status == 404 { return [] }
        return try reply.need { $0["result"]?["points"]?.array?.compactMap(Self.id) }
    }

    func count() async throws -> Int {
        let body = "{\"exact\":true}"
        let reply = try await calls.send(.post, "\(path)/points/count", body: body, accepting: [200, 404])
        return reply.status == 404 ? 0 : Int(try reply.need { $0["result"]?["count"]?.integer })
    }

    func ids(page: String?) async throws -> (ids: [VectorID], next: String?) {
        var body: [String: JSONValue] = ["limit": 1_000, "with_payload": false, "with_vector": false]
        body["offset"] = page.map { .string($0) }
        let reply = try await calls.send(
            .post, "\(path)/points/scroll", body: JSONValue.object(body).canonicalText, accepting: [200, 404])
        if reply.status == 404 { return ([], nil) }
        let result = try reply.need { $0["result"] }
        return (result["points"]?.array?.compactMap(Self.id) ?? [], result["next_page_offset"]?.string)
    }

    func check() async throws { try await calls.send(.get, "/collections") }

    private static func id(_ point: JSONValue) -> VectorID? { point["id"]?.string.flatMap { VectorID($0) } }

    private static func filter(_ filter: VectorFilter) -> JSONValue {
        let conditions: [JSONValue] = filter.conditions.map { condition in
            switch condition {
            case .equal(let field, let value): ["key": .string(field), "match": ["value": .string(value)]]
            case .atLeast(let field, let value): ["key": .string(field), "range": ["gte": .integer(value)]]
            case .below(let field, let value): ["key": .string(field), "range": ["lt": .integer(value)]]
            }
        }
        let article: JSONValue = ["key": "kind", "match": ["value": "article"]]
        return ["should": [article, ["must": .array(conditions)]]]
    }
}
