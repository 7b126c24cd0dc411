internal import Domain
internal import Foundation
internal import Pipeline

/// The REST API of Azure AI Search: an index for a tenant.
struct AzureSearchStore: CalledStore {
    var calls: VectorCalls
    let index: String

    /// Generally available, with vectors.
    private static let version = "api-version=2024-07-01"
    /// Documents that a request may have, to be changed or given back.
    private static let limit = 1_000

    var description: String { calls.description }
    var identity: String { "\(calls.description), \(index)" }
    private var path: String { "/indexes/\(index)" }

    func prepare(dimension: Int) async throws {
        let reply = try await calls.send(.get, "\(path)?\(Self.version)", accepting: [200, 404])
        if reply.status == 200 {
            let fields = try reply.need { $0["fields"]?.array }
            let vector = fields.first { $0["name"]?.string == "vector" }
            if vector?["dimensions"]?.integer == Int64(dimension) { return }
            try await deleteAll()
        }
        try await calls.send(
            .put, "\(path)?\(Self.version)", body: definition(dimension).canonicalText, accepting: [200, 201, 204])
    }

    private func definition(_ dimension: Int) -> JSONValue {
        func text(_ name: String) -> JSONValue {
            ["name": .string(name), "type": "Edm.String", "filterable": true, "searchable": false]
        }
        return [
            "name": .string(index),
            "fields": [
                [
                    "name": "id", "type": "Edm.String", "key": true, "filterable": true, "sortable": true,
                    "searchable": false,
                ],
                text("kind"), text("product"), text("state"),
                ["name": "date", "type": "Edm.Int64", "filterable": true],
                [
                    "name": "vector", "type": "Collection(Edm.Single)", "searchable": true, "retrievable": false,
                    "dimensions": .integer(Int64(dimension)), "vectorSearchProfile": "cosine",
                ],
            ],
            "vectorSearch": [
                "algorithms": [["name": "hnsw", "kind": "hnsw", "hnswParameters": ["metric": "cosine"]]],
                "profiles": [["name": "cosine", "algorithm": "hnsw"]],
            ],
        ]
    }

    func upsert(_ points: [VectorPoint]) async throws {
        let texts = points.map { point in
            var members = point.payload
            members["@search.action"] = "upload"
            members["id"] = .string(point.id.text)
            return JSONValue.object(members).canonicalText.dropLast() + ",\"vector\":\(VectorText.array(point.values))}"
        }
        for lot in VectorText.lots(texts.map(String.init), count: Self.limit, bytes: 14 << 20) {
            try await change(lot, accepting: [200, 207])
        }
    }

    func delete(_ ids: [VectorID]) async throws {
        let texts = ids.map { "{\"@search.action\":\"delete\",\"id\":\"\($0)\"}" }
        // What is in no index is as good as deleted.
        for lot in VectorText.lots(texts, count: Self.limit, bytes: 14 << 20) {
            try await change(lot, accepting: [200, 207, 404])
        }
    }

    /// Some of the documents may be refused though the others are taken.
    private func change(_ documents: [String], accepting: Set<Int>) async throws {
        let body = "{\"value\":[\(documents.joined(separator: ","))]}"
        let reply = try await calls.send(
            .post, "\(path)/docs/index?\(Self.version)", body: body, accepting: accepting)
        if reply.status == 404 { return }
        let isWhole = try reply.need { $0["value"]?.array?.allSatisfy { $0["status"] == .bool(true) } }
        guard isWhole else {
            throw calls.failure(
                .unavailable, "vector_store_unavailable", "it did not take every vector", "run the build again")
        }
    }

    func deleteAll() async throws {
        try await calls.send(.delete, "\(path)?\(Self.version)", accepting: [200, 204, 404])
    }

    func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        let filter =
            filter.conditions.isEmpty ? "" : "\"filter\":\(JSONValue.string(Self.filter(filter)).canonicalText),"
        let query = "{\"fields\":\"vector\",\"k\":\(top),\"kind\":\"vector\",\"vector\":\(VectorText.array(vector))}"
        let body =
            "{\(filter)\"select\":\"id\",\"top\":\(min(top, Self.limit)),\"vectorFilterMode\":\"preFilter\","
            + "\"vectorQueries\":[\(query)]}"
        return try await search(body)
    }

    private func search(_ body: String) async throws -> [VectorID] {
        let reply = try await calls.send(
            .post, "\(path)/docs/search?\(Self.version)", body: body, accepting: [200, 404])
        if reply.status == 404 { return [] }
        return try reply.need { $0["value"]?.array?.compactMap { $0["id"]?.string.flatMap { VectorID($0) } } }
    }

    func count() async throws -> Int {
        let reply = try await calls.send(.get, "\(path)/docs/$count?\(Self.version)", accepting: [200, 404])
        if reply.status == 404 { return 0 }
        // The number as text, after a byte order mark.
        let digits = String(decoding: reply.body, as: UTF8.self).filter { ("0"..."9").contains($0) }
        guard let count = Int(digits) else { throw calls.malformed }
        return count
    }

    /// Pages by id: the service skips 100,000 documents at most.
    func ids(page: String?) async throws -> (ids: [VectorID], next: String?) {
        var body: [String: JSONValue] = [
            "orderby": "id asc", "search": "*", "select": "id", "top": .integer(Int64(Self.limit)),
        ]
        body["filter"] = page.map { .string("id gt '\($0)'") }
        let ids = try await search(JSONValue.object(body).canonicalText)
        return (ids, ids.count < Self.limit ? nil : ids.last?.text)
    }

    func check() async throws { try await calls.send(.get, "/indexes?\(Self.version)&$select=name") }

    /// OData. A quote within a text is written twice.
    private static func filter(_ filter: VectorFilter) -> String {
        let conditions = filter.conditions.map { condition in
            switch condition {
            case .equal(let field, let value): "\(field) eq '\(value.replacing("'", with: "''"))'"
            case .atLeast(let field, let value): "\(field) ge \(value)"
            case .below(let field, let value): "\(field) lt \(value)"
            }
        }
        return "kind eq 'article' or (\(conditions.joined(separator: " and ")))"
    }
}
