import Domain
import Foundation
import Ingestion
import TestSupport

/// An export written for one test.
struct Export {
    private let scratch: Scratch
    private let file: URL
    let name: String
    var limits = IngestionLimits.standard

    init(_ name: String, _ bytes: [UInt8], limits: IngestionLimits = .standard) throws {
        scratch = try Scratch()
        self.name = name
        self.limits = limits
        file = scratch.url.appending(path: "export")
        try Data(bytes).write(to: file)
    }

    init(_ name: String, _ text: String, limits: IngestionLimits = .standard) throws {
        try self.init(name, Array(text.utf8), limits: limits)
    }

    /// What reading it came to.
    struct Outcome {
        var tickets: [Ticket] = []
        var places: [String] = []
        var rejects: [Reject] = []
        var rows = 0

        var ids: [String] { tickets.map(\.id.rawValue) }
        /// `12 bad_date`, in the order of the file.
        var refusals: [String] { rejects.map { "\($0.line) \($0.code)" } }
    }

    func inspect() throws -> ExportInspection { try ExportReader(limits: limits).inspect(file: file, name: name) }

    func propose() throws -> MappingProposal? { ExportReader(limits: limits).propose(try inspect()) }

    /// Reads by a mapping, or by the proposed one.
    func read(_ mapping: ColumnMapping? = nil, calendar: TenantCalendar = .utc) throws -> Outcome {
        var outcome = Outcome()
        let mapping = try mapping ?? propose()?.mapping ?? ColumnMapping(id: "id", subject: "subject", bodies: ["body"])
        outcome.rows = try ExportReader(limits: limits).read(
            file: file, name: name, mapping: mapping, calendar: calendar,
            onTicket: {
                outcome.tickets.append($0.ticket)
                outcome.places.append("\($0.file):\($0.line)")
            },
            onReject: { outcome.rejects.append($0) })
        return outcome
    }

    /// The code of the error that looking at it or reading it ends in.
    func failure() -> String? {
        do {
            _ = try read()
            return nil
        } catch let error as CasebookError {
            return error.kind == .badInput ? error.diagnostics.first?.code : "another kind"
        } catch {
            return "another error"
        }
    }
}

/// A generator of the same numbers in every run (SplitMix64, Steele and others, 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
