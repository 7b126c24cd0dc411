import Domain
import Embedding
import Testing

struct LexicalEmbedderTests {
    private let embedder = LexicalEmbedder()

    private func embed(_ texts: [String]) async throws -> EmbeddingMatrix {
        try await embedder.embed(texts.map { RedactedText(restoring: $0) }, as: .passage)
    }

    @Test func givesUnitVectors() async throws {
        let matrix = try await embed(["The VPN drops every ten minutes", "Drucker druckt nicht\nEr blinkt rot."])
        #expect(matrix.dimension == 512)
        for row in 0..<matrix.count { #expect(abs(matrix.similarity(row, row) - 1) < 1e-5) }
    }

    @Test(arguments: ["", " \n", "🙂", "\u{301}", "the of and", "..."])
    func givesFiniteVectorsForTextsThatSayNothing(_ text: String) async throws {
        let matrix = try await embed([text])
        let length = matrix.similarity(0, 0)
        #expect(length == 0 || abs(length - 1) < 1e-5)
    }

    @Test func givesZeroForNoText() async throws {
        #expect(try await embed([""]).storage.allSatisfy { $0 == 0 })
    }

    @Test func dependsOnTheTextAlone() async throws {
        let texts = (0..<700).map { "ticket \($0 % 97) about printer tray \($0) and paper jam" }
        let all = try await embed(texts)
        let reversed = try await embed(texts.reversed())
        for row in [0, 255, 256, 699] {
            #expect(Array(all[row]) == Array(reversed[texts.count - 1 - row]))
            #expect(try await embed([texts[row]]).storage == FloatStorage(Array(all[row])))
        }
    }

    @Test func findsRelatedTextsNearer() async throws {
        let matrix = try await embed([
            "VPN connection drops after a few minutes", "my vpn disconnects, connection dropped again",
            "Invoice shows the wrong amount", "Rechnungen zeigen falschen Betrag",
            "Die Rechnung zeigt einen falschen Betrag",
        ])
        #expect(matrix.similarity(0, 1) > matrix.similarity(0, 2) + 0.2)
        #expect(matrix.similarity(3, 4) > matrix.similarity(0, 4) + 0.2)
    }

    @Test func seesMasksByTypeOnly() async throws {
        let matrix = try await embed(["mail to [[EMAIL_1]] bounced", "mail to [[EMAIL_7]] bounced"])
        #expect(Array(matrix[0]) == Array(matrix[1]))
    }

    @Test func readsQueriesAndPassagesAlike() async throws {
        let text = [RedactedText(restoring: "reset password")]
        let passage = try await embedder.embed(text, as: .passage)
        #expect(try await embedder.embed(text, as: .query) == passage)
    }

    @Test func survivesAVeryLongText() async throws {
        let matrix = try await embed([String(repeating: "disk full on node 17 ", count: 50_000)])
        #expect(abs(matrix.similarity(0, 0) - 1) < 1e-5)
    }

    @Test func namesModelsApart() {
        #expect(LexicalEmbedder().model.digest != LexicalEmbedder(dimension: 256).model.digest)
        #expect(LexicalEmbedder().model.digest == LexicalEmbedder(dimension: 512).model.digest)
    }
}
