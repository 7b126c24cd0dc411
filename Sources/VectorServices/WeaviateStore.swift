internal import Domain
internal import Pipeline

/// Weaviate's REST and GraphQL APIs: a collection (class) for a tenant.
struct WeaviateStore: CalledStore {
    var calls: VectorCalls
    let collection: String

    var description: String { calls.description }
    var identity: String { "\(calls.description), \(collection)" }

    /// - Parameter dimension: Weaviate takes it from the first vector; the collection remembers it in its description.
    func prepare(dimension: Int) async throws {
        let reply = try await calls.send(.get, "/v1/schema/\(collection)", accepting: [200, 404])
        let said = "vectors of \(dimension) dimensions"
        if reply.status == 200 {
            if try reply.json()["description"]?.string == said { return }
            try await deleteAll()
        }
        func property(_ name: String, _ type: String) -> JSONValue {
            var members: [String: JSONValue] = [
                "name": .string(name), "dataType": [.string(type)], "indexFilterable": true,
            ]
            // As a whole, and not by its words.
            if type == "text" {
                members["tokenization"] = "field"
                members["indexSearchable"] = false
            }
            return .object(members)
        }
        let body: JSONValue = [
            "class": .string(collection), "description": .string(said), "vectorizer": "none",
            "vectorIndexConfig": ["distance": "cosine"],
            "properties": [
                property("kind", "text"), property("product", "text"), property("state", "text"),
                property("date", "int"),
            ],
        ]
        // 422: another run was quicker.
        try await calls.send(.post, "/v1/schema", body: body.canonicalText, accepting: [200, 422])
    }

    func upsert(_ points: [VectorPoint]) async throws {
        let texts = points.map { point in
            "{\"class\":\"\(collection)\",\"id\":\"\(point.id)\","
                + "\"properties\":\(JSONValue.object(point.payload).canonicalText),"
                + "\"vector\":\(VectorText.array(point.values))}"
        }
        for lot in VectorText.lots(texts, count: 200, bytes: 8 << 20) {
            let body = "{\"objects\":[\(lot.joined(separator: ","))]}"
            let reply = try await calls.send(.post, "/v1/batch/objects", body: body)
            // The call succeeds though objects may not have.
            let isWhole = try reply.need {
                $0.array?.allSatisfy { $0["result"]?["status"]?.string == "SUCCESS" }
            }
            guard isWhole else {
                throw calls.failure(
                    .unavailable, "vector_store_unavailable", "it did not take every vector", "run the build again")
            }
        }
    }

    func delete(_ ids: [VectorID]) async throws {
        guard try await isPrepared() else { return }
        for lot in VectorText.lots(ids, count: 1_000) {
            let condition: JSONValue = [
                "path": ["id"], "operator": "ContainsAny", "valueTextArray": .array(lot.map { .string($0.text) }),
            ]
            let body: JSONValue = ["match": ["class": .string(collection), "where": condition], "output": "minimal"]
            let reply = try await calls.send(.delete, "/v1/batch/objects", body: body.canonicalText)
            // The call succeeds though deletions may not have.
            guard try reply.need({ $0["results"]?["failed"]?.integer }) == 0 else {
                throw calls.failure(
                    .unavailable, "vector_store_unavailable", "it did not delete every vector", "run the build again")
            }
        }
    }

    func deleteAll() async throws {
        // A collection that is not there is as good as deleted: 200, and of older servers 400.
        try await calls.send(.delete, "/v1/schema/\(collection)", accepting: [200, 400, 404])
    }

    func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        guard try await isPrepared() else { return [] }
        let filter = filter.conditions.isEmpty ? "" : ", where: \(Self.filter(filter))"
        let query =
            "{ Get { \(collection)(limit: \(top), nearVector: {vector: \(VectorText.array(vector))}\(filter)) "
            + "{ _additional { id } } } }"
        let found = try await graph(query) { $0["Get"]?[collection]?.array }
        return found.compactMap { $0["_additional"]?["id"]?.string.flatMap { VectorID($0) } }
    }

    func count() async throws -> Int {
        guard try await isPrepared() else { return 0 }
        let query = "{ Aggregate { \(collection) { meta { count } } } }"
        return Int(
            try await graph(query) { $0["Aggregate"]?[collection]?.array?.first?["meta"]?["count"]?.integer })
    }

    func ids(page: String?) async throws -> (ids: [VectorID], next: String?) {
        guard try await isPrepared() else { return ([], nil) }
        let reply = try await calls.send(.get, "/v1/objects?class=\(collection)&limit=100&after=\(page ?? "")")
        let ids = try reply.need { $0["objects"]?.array?.compactMap { $0["id"]?.string.flatMap { VectorID($0) } } }
        return (ids, ids.count < 100 ? nil : ids.last?.text)
    }

    func check() async throws { try await calls.send(.get, "/v1/schema") }

    private func isPrepared() async throws -> Bool {
        try await calls.send(.get, "/v1/schema/\(collection)", accepting: [200, 404]).status == 200
    }

    /// Errors of GraphQL come with status 200.
    private func graph<Value>(_ query: String, _ find: (JSONValue) -> Value?) async throws -> Value {
        let body: JSONValue = ["query": .string(query)]
        let reply = try await calls.send(.post, "/v1/graphql", body: body.canonicalText)
        return try reply.need { value in
            if let errors = value["errors"]?.array, !errors.isEmpty { return nil }
            return value["data"].flatMap(find)
        }
    }

    /// GraphQL's texts are written as JSON's: a product's name cannot end one.
    private static func filter(_ filter: VectorFilter) -> String {
        func operand(_ field: String, _ operation: String, _ value: String) -> String {
            "{path: [\"\(field)\"], operator: \(operation), \(value)}"
        }
        func text(_ value: String) -> String { "valueText: \(JSONValue.string(value).canonicalText)" }
        let conditions = filter.conditions.map { condition in
            switch condition {
            case .equal(let field, let value): operand(field, "Equal", text(value))
            case .atLeast(let field, let value): operand(field, "GreaterThanEqual", "valueInt: \(value)")
            case .below(let field, let value): operand(field, "LessThan", "valueInt: \(value)")
            }
        }
        let all =
            conditions.count == 1
            ? conditions[0] : "{operator: And, operands: [\(conditions.joined(separator: ", "))]}"
        return "{operator: Or, operands: [\(operand("kind", "Equal", text("article"))), \(all)]}"
    }
}
