public import Foundation
internal import Synchronization

/// A vector service on this machine, as its published API describes it: requests are checked strictly, and the search
/// is exact.
public final class VectorServer: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case qdrant
        case azureSearch = "azure-search"
        case pinecone
        case weaviate
    }

    private let server: ScriptedServer
    private let shelf: VectorShelf

    /// - Parameters:
    ///   - dimension: of Pinecone's index, which is made beforehand.
    ///   - fault: an answer in place of the service's own.
    public init(
        _ kind: Kind, key: String = "key-1", dimension: Int = 3,
        fault: @escaping @Sendable (_ number: Int, _ request: ScriptedServer.Request) -> ScriptedServer.Reply? = {
            _, _ in nil
        }
    ) throws {
        let shelf = VectorShelf()
        self.shelf = shelf
        server = try ScriptedServer { number, request in
            if let reply = fault(number, request) { return reply }
            let call = VectorCall(request)
            return shelf.use { collections in
                switch kind {
                case .qdrant: QdrantService(key: key).answer(call, &collections)
                case .azureSearch: AzureSearchService(key: key).answer(call, &collections)
                case .pinecone: PineconeService(key: key, dimension: dimension).answer(call, &collections)
                case .weaviate: WeaviateService(key: key).answer(call, &collections)
                }
            }
        }
    }

    /// Forgets everything, places with their points.
    public func lose() { shelf.use { $0 = [:] } }

    public var url: URL { server.url("") }
    public var requests: [ScriptedServer.Request] { server.requests }

    /// The points of each collection, by name: their fields as text, by id.
    public var content: [String: [String: [String: String]]] {
        shelf.use { collections in
            collections.mapValues { $0.points.mapValues { $0.fields.mapValues(\.text) } }
        }
    }
}

/// What a service holds.
final class VectorShelf: Sendable {
    private let collections = Mutex<[String: VectorCollection]>([:])

    func use<Value>(_ work: (inout [String: VectorCollection]) -> sending Value) -> sending Value {
        collections.withLock { work(&$0) }
    }
}

/// A field of a point.
enum VectorField: Sendable, Hashable {
    case text(String)
    case number(Int64)

    init?(_ value: Any) {
        if let text = value as? String {
            self = .text(text)
        } else if let number = value as? NSNumber {
            self = .number(number.int64Value)
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .text(let text): text;
        case .number(let number): "\(number)"
        }
    }
}

struct VectorCollection: Sendable {
    struct Point: Sendable {
        let vector: [Double]
        let fields: [String: VectorField]
    }

    var dimension: Int
    /// Whatever the service remembers of its making.
    var note = ""
    var points: [String: Point] = [:]

    /// The nearest by cosine, best first, ties by id.
    func nearest(_ query: [Double], top: Int, _ filter: VectorCondition) -> [(id: String, score: Double)] {
        func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let scored = points.filter { filter.holds($0.value.fields) }.map { id, point in
            let product = zip(point.vector, query).reduce(0) { $0 + $1.0 * $1.1 }
            return (id: id, score: product / max(length(point.vector) * length(query), 1e-12))
        }
        return Array(scored.sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(top))
    }
}

/// A filter, whatever language it came in.
indirect enum VectorCondition: Sendable {
    case all([VectorCondition])
    case any([VectorCondition])
    case equal(String, VectorField)
    case atLeast(String, Int64)
    case below(String, Int64)
    /// Of texts.
    case after(String, String)

    func holds(_ fields: [String: VectorField]) -> Bool {
        func number(_ field: String) -> Int64? { if case .number(let value)? = fields[field] { value } else { nil } }
        return switch self {
        case .all(let conditions): conditions.allSatisfy { $0.holds(fields) }
        case .any(let conditions): conditions.contains { $0.holds(fields) }
        case .equal(let field, let value): fields[field] == value
        case .atLeast(let field, let value): number(field).map { $0 >= value } ?? false
        case .below(let field, let value): number(field).map { $0 < value } ?? false
        case .after(let field, let value): fields[field].map { $0.text > value } ?? false
        }
    }
}

/// A request, with what breaks the description of the service.
struct VectorCall {
    let method: String
    /// Decoded, without the query.
    let path: [String]
    let query: [String: String]
    let fields: [String: String]
    let bytes: Int
    let body: [String: Any]
    var faults: [String] = []

    init(_ request: ScriptedServer.Request) {
        let parts = URLComponents(string: request.path)
        method = request.method
        path = (parts?.path ?? "").split(separator: "/").map(String.init)
        query = Dictionary((parts?.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
        fields = request.fields
        bytes = request.body.count
        let json = try? JSONSerialization.jsonObject(with: Data(request.body))
        body = json as? [String: Any] ?? [:]
        if !request.body.isEmpty {
            check(json is [String: Any], "the body is no JSON object")
            check(request.fields["content-type"] == "application/json", "the type is not JSON")
        }
    }

    mutating func check(_ isRight: Bool, _ fault: String) { if !isRight { faults.append(fault) } }

    /// Checks the members of an object: those it must have, those it may have, and no others.
    mutating func members(_ object: Any?, _ required: Set<String>, _ optional: Set<String> = []) {
        guard let keys = (object as? [String: Any]).map({ Set($0.keys) }) else { return faults.append("no object") }
        check(keys.isSuperset(of: required), "it lacks \(required.subtracting(keys).sorted())")
        let unknown = keys.subtracting(required).subtracting(optional)
        check(unknown.isEmpty, "it has unknown \(unknown.sorted())")
    }

    /// A vector of a collection's dimension.
    mutating func vector(_ value: Any?, dimension: Int) -> [Double] {
        let vector = (value as? [Any])?.compactMap { ($0 as? NSNumber)?.doubleValue } ?? []
        check(vector.count == dimension, "the vector has \(vector.count) dimensions, and not \(dimension)")
        return vector
    }

    /// A UUID as services take it.
    mutating func id(_ value: Any?) -> String {
        let id = value as? String ?? ""
        check(UUID(uuidString: id) != nil, "\(id) is no UUID")
        return id
    }

    static func json(_ status: Int, _ value: Any) -> ScriptedServer.Reply { .json(status, ServiceRequest.text(value)) }
}
