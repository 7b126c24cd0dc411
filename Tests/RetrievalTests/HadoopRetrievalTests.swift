import Domain
import Foundation
import Retrieval
import Testing

/// Measures on real reports whose duplicates are known; see `NOTICE` beside the data.
@Suite struct HadoopRetrievalTests {
    @Test(.enabled(if: SharedData.isExpected, "the shared data sets are not beside the package"))
    func reachesTheMeanAveragePrecisionOfTheBestKnownBM25() throws {
        let tickets = try SharedData.rows("hadoop/tickets.csv")
        let queries = try SharedData.rows("hadoop/queries.csv")
        let judgements = try SharedData.rows("hadoop/qrels.csv")
        let index = EvidenceIndex(
            documents: tickets.map {
                EvidenceDocument(id: .ticket(TicketID($0[0])), title: $0[1], text: $0[1] + "\n" + $0[2])
            })
        let run = RankedRun(
            queries: queries.map { (id: $0[0], text: $0[1]) }, index: index, top: 400, leavingOutSelf: true)
        var relevant: [String: Set<String>] = [:]
        for row in judgements where row[2] != "0" { relevant[row[0], default: []].insert(row[1]) }
        let precisions = run.rankings.compactMap { ranking -> Double? in
            guard let wanted = relevant[ranking.query] else { return nil }
            var hits = 0.0
            var sum = 0.0
            for (place, result) in ranking.results.enumerated() {
                guard case .ticket(let id) = result.evidence, wanted.contains(id.rawValue) else { continue }
                hits += 1
                sum += hits / Double(place + 1)
            }
            return sum / Double(wanted.count)
        }
        #expect(precisions.count == 129)
        #expect(precisions.reduce(0, +) / Double(precisions.count) >= 0.55)
    }
}

/// Data sets beside the package, at `../shared`.
enum SharedData {
    static var isExpected: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil || FileManager.default.fileExists(atPath: root.path)
    }

    private static var root: URL {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/",
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder.deletingLastPathComponent().appendingPathComponent("shared/data")
    }

    /// The rows of a CSV file below its header.
    static func rows(_ path: String) throws -> [[String]] {
        let bytes = [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
        var rows: [[String]] = []
        var row: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var index = 0
        func endCell() {
            row.append(String(decoding: cell, as: UTF8.self))
            cell.removeAll(keepingCapacity: true)
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x22 {
                if isQuoted, index < bytes.count, bytes[index] == 0x22 {
                    cell.append(byte)
                    index += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == 0x2C, !isQuoted {
                endCell()
            } else if byte == 0x0A, !isQuoted {
                endCell()
                rows.append(row)
                row = []
            } else if byte != 0x0D || isQuoted {
                cell.append(byte)
            }
        }
        if !row.isEmpty || !cell.isEmpty {
            endCell()
            rows.append(row)
        }
        return Array(rows.dropFirst())
    }
}
