import Foundation
import TestSupport
import Testing

/// What people signed, where a language model writes.
@Suite struct ModelReviewTests {
    @Test func aRejectionGuidesTheModelAndAnApprovedTextCostsNoCall() throws {
        let service = OpenAIServer(.bearer("sk-writer-key-1"))
        let server = try ScriptedServer { _, request in service.writing(request) { WritingModel().reply($0) } }
        var book = try ReviewedWorkspace(
            models: """
                  chat:
                    provider: openai-compatible
                    model: writer-1
                    endpoint: \(server.url("/v1").absoluteString)
                    api_key: ${WRITER_KEY}

                """)
        book.environment = ["WRITER_KEY": "sk-writer-key-1"]
        /// The bodies of the calls that a build makes.
        func calls() throws -> [String] {
            let before = server.requests.count
            let build = try book.build()
            #expect(build.status == 0, "\(build.errors)")
            return server.requests.dropFirst(before).map { String(decoding: $0.body, as: UTF8.self) }
        }
        #expect(try calls().count >= 4)
        let (rejected, approved) = (try book.cluster(ofProblem: 0), try book.cluster(ofProblem: 1))
        try book.sign(.alice, rejected, "decision: reject", comment: "Name the ribbon, and ask jo@example.com.")
        try book.sign(.alice, approved, "decision: approve")
        let text = try book.text("clusters/\(approved)/resolution.md")
        let guided = try calls().filter { $0.contains("Name the ribbon") }
        #expect(guided.count == 1)
        #expect(guided.allSatisfy { !$0.contains("jo@example.com") && $0.contains("Label printer") })
        // New tickets of the approved cluster change neither its text nor the bill.
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<88, problem: 1))
        #expect(try calls().isEmpty)
        #expect(try book.text("clusters/\(approved)/resolution.md") == text)
        // Once it is stale, the model writes a draft beside it.
        try book.write("inbox/flood.csv", at: book.tenant, ReviewedWorkspace.table(200..<260, problem: 1))
        #expect(try !calls().isEmpty)
        #expect(try book.text("clusters/\(approved)/approved.md") == text)
        #expect(try book.text("clusters/\(approved)/index.html").contains("grown or shrunk"))
    }
}
