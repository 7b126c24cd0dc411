import Domain
import Foundation
import Pipeline
import PostgresConnection
import PostgresStore
import TestSupport
import Testing
@_spi(Restoring) import Domain

/// How long the reference load takes. Runs with `CASEBOOK_BENCHMARKS`, for figures, not for verdicts on speed.
@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_BENCHMARKS"] != nil, "a benchmark: CASEBOOK_BENCHMARKS"))
struct LoadTests {
    private static let count = 100_000
    private static let dimension = 1_536

    private func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let elapsed = try await ContinuousClock().measure { try await work() }
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    /// Copies a table's rows out, and times psql as it copies them into a table like it without row-level security.
    private func copying(_ table: String, _ server: PostgresServer, _ database: String, _ scratch: Scratch) async throws
        -> Double
    {
        let file = scratch.url.appending(path: "\(table).copy").path
        try server.sql("\\copy casebook.\(table) TO '\(file)' (FORMAT binary)", in: database)
        try server.sql("CREATE TABLE plain_\(table) (LIKE casebook.\(table) INCLUDING ALL)", in: database)
        try server.sql("CHECKPOINT", in: database)
        return try await seconds {
            try server.sql("\\copy plain_\(table) FROM '\(file)' (FORMAT binary)", in: database)
        }
    }

    @Test func aHundredThousandTicketsAndVectors() async throws {
        let scratch = try Scratch()
        let server = try PostgresServer(.bundled, isDurable: true)
        let database = try server.database()
        _ = try await DatabaseOwner(.test(database)).initialize()
        let tenant = try #require(TenantID("acme"))
        let shared = PostgresDatabase(.test(database))
        let store = PostgresStore(shared, tenant: tenant)

        let rows = (0..<Self.count).map(row)
        let written = try await seconds {
            try await store.replace(
                upload: StoredUpload(
                    name: "a.csv", digest: .of("a"), settings: .of("s"), rows: rows.count, rejects: 0), rows: rows,
                rejects: [])
        }
        let copied = try await copying("ticket_row", server, database, scratch)
        print(String(format: "rows      %d written in %.1f s, by \\copy in %.1f s", rows.count, written, copied))

        var vectors = SyntheticVectors(dimension: Self.dimension)
        let points = (0..<Self.count).map { _ in vectors.next() }
        let texts = (0..<Self.count).map { ContentDigest.of("text \($0)") }
        try server.sql("CHECKPOINT", in: database)
        let kept = try await seconds {
            for start in stride(from: 0, to: Self.count, by: 2_048) {
                let lot = start..<min(start + 2_048, Self.count)
                try await store.keep(vectors: lot.map { (text: texts[$0], values: points[$0]) }, model: .of("m"))
            }
        }
        let again = try await copying("vector", server, database, scratch)
        print(String(format: "vectors   %d written in %.1f s, by \\copy in %.1f s", points.count, kept, again))

        let index = PostgresVectorStore(shared, tenant: tenant)
        try await index.prepare(dimension: Self.dimension)
        try await index.beginLoad(of: Self.count)
        let loaded = try await seconds {
            for start in stride(from: 0, to: Self.count, by: 10_000) {
                try await index.upsert(
                    (start..<min(start + 10_000, Self.count)).map {
                        VectorPoint(
                            id: VectorID(texts[$0]), values: points[$0], isArticle: false,
                            product: $0 % 100 == 1 ? "badge" : $0 % 50 == 2 ? "scan" : $0 % 10 == 0 ? "vpn" : "mail",
                            date: nil, state: nil)
                    })
            }
        }
        let built = try await seconds { try await index.endLoad(dimension: Self.dimension) }
        print(String(format: "index     points in %.1f s, HNSW in %.1f s", loaded, built))
        let queries = (0..<100).map { _ in vectors.next() }
        // As many as `search` and `ask` take, and the ten of comparisons.
        for (name, filter, first, step, top) in [
            ("all", VectorFilter.none, 0, 1, 10), ("one in ten", VectorFilter(product: "vpn"), 0, 10, 10),
            ("one in a hundred", VectorFilter(product: "badge"), 1, 100, 10), ("all", .none, 0, 1, 400),
            ("one in ten", VectorFilter(product: "vpn"), 0, 10, 400),
            ("one in fifty", VectorFilter(product: "scan"), 2, 50, 400),
        ] {
            var times: [Double] = []
            var hits = 0
            for query in queries {
                var found: [VectorID] = []
                times.append(try await seconds { found = try await index.nearest(to: query, top: top, filter: filter) })
                let exact = stride(from: first, to: Self.count, by: step)
                    .map { (number: $0, similarity: SyntheticVectors.dot(points[$0], query)) }
                    .sorted { $0.similarity > $1.similarity }.prefix(top).map { VectorID(texts[$0.number]) }
                hits += Set(found).intersection(exact).count
            }
            times.sort()
            let recall = Double(hits) / Double(queries.count * top)
            print(
                String(
                    format: "search    %ld of %@: recall %.3f, median %.1f ms, 95 of 100 within %.1f ms", top, name,
                    recall,
                    times[times.count / 2] * 1_000, times[times.count * 95 / 100] * 1_000))
            #expect(recall >= 0.98)
        }
        #expect(written < 60 || copied / written >= 0.8)
        #expect(kept < 60 || again / kept >= 0.8)
    }

    private func row(_ number: Int) -> StoredRow {
        let words = [
            "printer", "tunnel", "mailbox", "invoice", "badge", "laptop", "monitor", "jams", "drops", "expires",
        ]
        let body = (0..<120).map { words[(number &* 31 &+ $0 &* 17) % words.count] }.joined(separator: " ")
        let ticket = RedactedTicket(
            id: TicketID("T-\(number)"), subject: RedactedText(restoring: "Ticket about \(words[number % 7])"),
            body: RedactedText(restoring: body), created: Instant(seconds: Int64(1_700_000_000 + number)),
            updated: nil, resolved: Instant(seconds: Int64(1_700_100_000 + number)),
            status: RedactedText(restoring: "Closed"), state: .closed, priority: Priority(label: "P2", level: .high),
            product: RedactedText(restoring: "VPN"), requesterToken: "[[PERSON_m6iroeylxczqi]]", assigneeToken: nil,
            resolution: RedactedText(restoring: "Restarted."), labels: [RedactedText(restoring: "vpn")],
            fields: ["site": RedactedText(restoring: "Berlin")], redactions: ["EMAIL": 1])
        return StoredRow(ticket: ticket, key: "key \(number)", file: "a.csv", line: number + 2)
    }
}

/// Unit vectors about 600 topics in a space of few directions, with noise in all: nearer to those of texts than plain
/// random ones, which have no neighbours.
struct SyntheticVectors {
    private let dimension: Int
    private var state: UInt64 = 1
    private var directions: [[Float]] = []
    private var topics: [[Float]] = []
    private static let latent = 48

    init(dimension: Int) {
        self.dimension = dimension
        for _ in 0..<Self.latent { directions.append(numbers(dimension)) }
        for _ in 0..<600 { topics.append(numbers(Self.latent)) }
    }

    mutating func next() -> [Float] {
        let topic = topics[Int(random() % 600)]
        let own = numbers(Self.latent)
        var vector = numbers(dimension).map { $0 * 1.04 }
        for (place, direction) in directions.enumerated() {
            let weight = topic[place] + 0.6 * own[place]
            for index in 0..<dimension { vector[index] += weight * direction[index] }
        }
        let length = Self.dot(vector, vector).squareRoot()
        return vector.map { $0 / length }
    }

    static func dot(_ left: [Float], _ right: [Float]) -> Float {
        var sum: Float = 0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }

    /// About normal: the sum of four even numbers.
    private mutating func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in
            let bits = random()
            let sum = (0..<4).reduce(Float(0)) { $0 + Float((bits >> (16 * $1)) & 0xFFFF) }
            return (sum / 65_535 - 2) * 1.732
        }
    }

    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
