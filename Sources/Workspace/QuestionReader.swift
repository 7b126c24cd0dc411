public import Domain

/// The standing questions of a tenant, and what was wrong with those that are missing.
public struct QuestionReading: Sendable {
    /// In order of id.
    public let questions: [Question]
    public let diagnostics: [Diagnostic]
}

/// Reads `questions/*.yaml`.
public enum QuestionReader {
    /// Reads every standing question of a tenant. A file that cannot be read is left out and diagnosed.
    public static func read(_ tenant: TenantWorkspace) -> QuestionReading {
        var questions: [Question] = []
        let files = TenantFiles(tenant: tenant, folder: "questions", suffix: ".yaml", what: "a question")
        let diagnostics = files.read { stem, text, file throws(CasebookError) in
            guard let id = QuestionID(stem) else { throw files.badName(file) }
            let written = try QuestionFile.schema.read(
                YAMLReader(file: file).read(text), file: file, environment: nil)
            questions.append(
                Question(
                    id: id, text: written.question.collapsedWhitespace, context: written.context?.trimmedWhitespace,
                    product: written.product?.trimmedWhitespace))
        }
        return QuestionReading(questions: questions.sorted { $0.id < $1.id }, diagnostics: diagnostics)
    }
}

/// A question file as written.
struct QuestionFile: Sendable {
    var question = ""
    var context: String?
    var product: String?

    static let schema = Schema(
        "Casebook standing question", blank: QuestionFile(),
        [
            Field("question", \.question, .text(.filled), isRequired: true, "What is asked, in one sentence."),
            Field(
                "context", \.context, ValueType<String>.text(.filled).optional, "Why it is asked; shown with it."),
            Field(
                "product", \.product, ValueType<String>.text(.filled).optional,
                "Answers come from tickets of this product alone."),
        ])
}
