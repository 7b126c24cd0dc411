import Domain
import Foundation
import Redaction
import Testing

/// Texts that nobody here wrote.
@Suite struct CorpusTests {
    private struct Sample: Decodable {
        struct Span: Decodable {
            let entityType: String
            let startPosition: Int
            let endPosition: Int
        }

        let fullText: String
        let spans: [Span]
    }

    private struct Checksums: Decodable {
        struct Cases: Decodable {
            let valid: [String]
            let invalid: [String]
        }

        let creditCard: Cases
        let iban: Cases
    }

    private func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    private static let synthetic = "corpora/presidio-research/synth_500.json"
    private static let checksums = "corpora/presidio-checksums/checksums.json"
    private static let naughty = "corpora/blns/blns.json"

    @Test(.enabled(if: SharedData.isExpected(synthetic), "the corpus is not beside the project"))
    func findsAtLeastWhatPresidioFinds() throws {
        let samples = try decoder().decode([Sample].self, from: SharedData.data(Self.synthetic))
        let types: [String: (type: EntityType, floor: Double)] = [
            "EMAIL_ADDRESS": (.email, 1), "IBAN_CODE": (.iban, 1), "CREDIT_CARD": (.card, 0.95), "IP_ADDRESS": (.ip, 1),
            "PERSON": (.person, 0.65), "PHONE_NUMBER": (.phone, 0.95), "US_SSN": (.ssn, 1),
            "STREET_ADDRESS": (.address, 0.6),
        ]
        let redactor = try redactor()
        var hits: [String: Int] = [:]
        var totals: [String: Int] = [:]
        for sample in samples {
            let spans = redactor.redact(text: sample.fullText).spans
            for span in sample.spans {
                guard let (type, _) = types[span.entityType] else { continue }
                totals[span.entityType, default: 0] += 1
                let covered = spans.filter { $0.type == type }
                    .reduce(0) { $0 + max(0, min($1.end, span.endPosition) - max($1.start, span.startPosition)) }
                if covered * 2 >= span.endPosition - span.startPosition { hits[span.entityType, default: 0] += 1 }
            }
        }
        for (name, expected) in types.sorted(by: { $0.key < $1.key }) {
            let recall = Double(hits[name] ?? 0) / Double(max(1, totals[name] ?? 0))
            print("recall \(name): \(hits[name] ?? 0) of \(totals[name] ?? 0)")
            #expect(recall >= expected.floor, "\(name)")
        }
    }

    @Test(.enabled(if: SharedData.isExpected(checksums), "the corpus is not beside the project"))
    func agreesWithPresidioOnChecksums() throws {
        let cases = try decoder().decode(Checksums.self, from: SharedData.data(Self.checksums))
        let redactor = try redactor()
        func types(_ text: String) -> [EntityType] { redactor.redact(text: text).spans.map(\.type) }
        for number in cases.creditCard.valid { #expect(types(number) == [.card], "\(number)") }
        for number in cases.creditCard.invalid { #expect(!types(number).contains(.card), "\(number)") }
        for number in cases.iban.valid { #expect(types(number) == [.iban], "\(number)") }
        for number in cases.iban.invalid { #expect(!types(number).contains(.iban), "\(number)") }
        for number in cases.iban.valid { #expect(types("pay \(number), please") == [.iban], "\(number)") }
    }

    @Test(.enabled(if: SharedData.isExpected(naughty), "the corpus is not beside the project"))
    func takesNaughtyStringsWithoutLosingText() throws {
        let strings = try JSONDecoder().decode([String].self, from: SharedData.data(Self.naughty))
        let redactor = try redactor()
        for string in strings {
            let result = redactor.redact(text: string)
            #expect(result.spans.allSatisfy { $0.start < $0.end && $0.end <= string.unicodeScalars.count })
            let ticket = Ticket(
                id: TicketID(string), subject: string, body: string, requester: string, fields: [string: string])
            #expect(redactor.redact(ticket).subject.masked == redactor.redact(ticket).subject.masked)
        }
    }

    @Test(.enabled(if: SharedData.isExpected("data/hadoop/export.csv"), "the data is not beside the project"))
    func leavesTechnicalTicketsReadable() throws {
        for (name, limit) in [("hadoop", 400), ("seamonkey", 80)] {
            let text = String(decoding: try SharedData.data("data/\(name)/export.csv"), as: UTF8.self)
            let clock = ContinuousClock()
            let started = clock.now
            let spans = try redactor().redact(text: text).spans
            let took = clock.now - started
            let counts = Dictionary(grouping: spans, by: \.type.rawValue).mapValues(\.count).sorted { $0.key < $1.key }
            print("\(name): \(text.utf8.count) bytes in \(took), \(counts)")
            #expect(spans.count < limit)
            #expect(spans.filter { [.phone, .card, .iban, .ssn, .aadhaar, .pesel].contains($0.type) }.count < 5)
        }
    }
}
