internal import Domain
internal import Foundation
internal import HTTPTransport
internal import Pipeline

/// The data plane of Pinecone's API: a namespace of one index for a tenant. The index itself, its dimension and its
/// metric are made in Pinecone's console.
struct PineconeStore: CalledStore {
    var calls: VectorCalls
    let namespace: String

    init(calls: VectorCalls, namespace: String) {
        var calls = calls
        calls.fields.append(HTTPRequest.Field("X-Pinecone-API-Version", "2025-01"))
        self.calls = calls
        self.namespace = namespace
    }

    var description: String { calls.description }
    var identity: String { "\(calls.description), \(namespace)" }

    func prepare(dimension: Int) async throws {
        let found = try await statistics().need { $0["dimension"]?.integer }
        guard found == Int64(dimension) else {
            throw calls.failure(
                .badConfiguration, "vector_store_dimension",
                "its index is for vectors of \(found) dimensions, and the model's have \(dimension)",
                "make an index of \(dimension) dimensions and the metric cosine, and name it in storage.vectors.url")
        }
    }

    private func statistics() async throws -> VectorReply {
        try await calls.send(.post, "/describe_index_stats", body: "{}")
    }

    func upsert(_ points: [VectorPoint]) async throws {
        let texts = points.map { point in
            "{\"id\":\"\(point.id)\",\"metadata\":\(JSONValue.object(point.payload).canonicalText),"
                + "\"values\":\(VectorText.array(point.values))}"
        }
        // A request may have 2 MB and 1,000 vectors.
        for lot in VectorText.lots(texts, count: 1_000, bytes: 1_900_000) {
            let body = "{\"namespace\":\"\(namespace)\",\"vectors\":[\(lot.joined(separator: ","))]}"
            try await calls.send(.post, "/vectors/upsert", body: body)
        }
    }

    func delete(_ ids: [VectorID]) async throws {
        for lot in VectorText.lots(ids, count: 1_000) {
            let body: JSONValue = ["ids": .array(lot.map { .string($0.text) }), "namespace": .string(namespace)]
            try await calls.send(.post, "/vectors/delete", body: body.canonicalText, accepting: [200, 404])
        }
    }

    func deleteAll() async throws {
        let body: JSONValue = ["deleteAll": true, "namespace": .string(namespace)]
        // 404: there is no such namespace.
        try await calls.send(.post, "/vectors/delete", body: body.canonicalText, accepting: [200, 404])
    }

    func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        let filter = filter.conditions.isEmpty ? "" : "\"filter\":\(Self.filter(filter).canonicalText),"
        let body =
            "{\(filter)\"includeMetadata\":false,\"includeValues\":false,\"namespace\":\"\(namespace)\","
            + "\"topK\":\(top),\"vector\":\(VectorText.array(vector))}"
        let reply = try await calls.send(.post, "/query", body: body)
        return try reply.need { $0["matches"]?.array?.compactMap(Self.id) }
    }

    func count() async throws -> Int {
        let spaces = try await statistics().need { $0["namespaces"] }
        return Int(spaces[namespace]?["vectorCount"]?.integer ?? 0)
    }

    func ids(page: String?) async throws -> (ids: [VectorID], next: String?) {
        var path = "/vectors/list?limit=100&namespace=\(namespace)"
        if let page = page?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) {
            path += "&paginationToken=\(page)"
        }
        let reply = try await calls.send(.get, path, accepting: [200, 404])
        if reply.status == 404 { return ([], nil) }
        let value = try reply.json()
        let next = value["pagination"]?["next"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        return (value["vectors"]?.array?.compactMap(Self.id) ?? [], next)
    }

    func check() async throws { _ = try await statistics() }

    private static func id(_ match: JSONValue) -> VectorID? { match["id"]?.string.flatMap { VectorID($0) } }

    private static func filter(_ filter: VectorFilter) -> JSONValue {
        let conditions: [JSONValue] = filter.conditions.map { condition in
            switch condition {
            case .equal(let field, let value): .object([field: ["$eq": .string(value)]])
            case .atLeast(let field, let value): .object([field: ["$gte": .integer(value)]])
            case .below(let field, let value): .object([field: ["$lt": .integer(value)]])
            }
        }
        return ["$or": [["kind": ["$eq": "article"]], ["$and": .array(conditions)]]]
    }
}
