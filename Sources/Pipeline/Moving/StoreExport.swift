public import Archive
import Domain

/// Writes what a store holds of a tenant into an archive, piece by piece: one upload's rows are the most that is held at
/// once.
public struct StoreExport: Sendable {
    let store: any TenantStore

    /// Bytes of a part, about.
    private static let part = 4 << 20

    public init(store: any TenantStore) { self.store = store }

    /// - Returns: how much was written, with the counts that are given.
    public func write(to writer: ArchiveWriter, counts: ArchiveCounts = ArchiveCounts()) async throws -> ArchiveCounts {
        var counts = counts
        try await results(writer, &counts)
        let runs = try await store.runs(limit: .max).reversed()
        counts.runs = runs.count
        try writer.add(ArchiveLayout.store + ArchiveLayout.runs, try runs.flatMap { try JSONLines.line($0) })
        try await uploads(writer, &counts)
        try await vectors(writer, &counts)
        return counts
    }

    private func results(_ writer: ArchiveWriter, _ counts: inout ArchiveCounts) async throws {
        for (stage, key) in try await store.results() where stage != StoreImport.stage {
            guard let bytes = try await store.result(stage: stage, key: key) else { continue }
            try writer.add("\(ArchiveLayout.store)results/\(stage)/\(key.hex)", bytes)
            counts.results += 1
        }
    }

    private func uploads(_ writer: ArchiveWriter, _ counts: inout ArchiveCounts) async throws {
        for (index, upload) in try await store.uploads().enumerated() {
            let folder = "\(ArchiveLayout.store)uploads/\(ArchiveLayout.number(index + 1))"
            let (rows, rejects) = try await store.contents(of: upload.name)
            try writer.add("\(folder)/upload.json", try JSONLines.line(UploadFacts(upload)))
            try lines(rows.lazy.map(RowLine.init), to: writer, as: "\(folder)/rows-")
            try lines(rejects, to: writer, as: "\(folder)/rejects-")
            counts.uploads += 1
            counts.rows += rows.count
            counts.rejects += rejects.count
        }
    }

    /// Values as numbered parts.
    private func lines(_ values: some Sequence<some Encodable>, to writer: ArchiveWriter, as name: String) throws {
        var number = 0
        var bytes: [UInt8] = []
        func flush() throws {
            number += 1
            try writer.add("\(name)\(ArchiveLayout.number(number)).jsonl", bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        for value in values {
            bytes += try JSONLines.line(value)
            if bytes.count >= Self.part { try flush() }
        }
        if !bytes.isEmpty { try flush() }
    }

    private func vectors(_ writer: ArchiveWriter, _ counts: inout ArchiveCounts) async throws {
        for model in try await store.models() {
            var last: ContentDigest?
            var number = 0
            while true {
                let page = try await store.vectors(model: model, after: last, limit: 1_000)
                guard let end = page.last?.text else { break }
                last = end
                // Of one model all have one dimension; a part has to, whatever the store says.
                for (dimension, vectors) in Dictionary(grouping: page, by: \.values.count).sorted(by: {
                    $0.key < $1.key
                }) {
                    number += 1
                    try writer.add(
                        "\(ArchiveLayout.store)vectors/\(model.hex)/\(ArchiveLayout.number(number)).f32",
                        VectorPart.bytes(vectors, dimension: dimension))
                    counts.vectors += vectors.count
                }
            }
        }
    }
}
