internal import Domain
internal import FileMapping
internal import Foundation

/// What can be wrong with the files of a sentence model, in words for people.
enum ModelFault {
    static let remedy = "bring the model again with \"casebook model fetch\""

    /// A file that is not there or cannot be read.
    static func missing(_ file: URL, reason: String) -> CasebookError {
        CasebookError(
            .badConfiguration, code: "model_missing", file: file.path,
            "a file of the sentence model cannot be read: \(reason)", remedy: remedy)
    }

    /// A file of a model, mapped into memory.
    static func mapped(_ file: URL) throws(CasebookError) -> MappedFile {
        do { return try MappedFile(file) } catch { throw missing(file, reason: error.reason) }
    }

    /// A file whose contents are not what its format says.
    static func damaged(_ file: URL, _ what: String) -> CasebookError {
        CasebookError(
            .badInput, code: "model_damaged", file: file.path, "the sentence model's file is damaged: \(what)",
            remedy: remedy)
    }

    /// Files that are each sound but not of one model.
    static func mismatch(_ file: URL, _ what: String) -> CasebookError {
        CasebookError(
            .badInput, code: "model_mismatch", file: file.path,
            "the files of the sentence model do not belong together: \(what)", remedy: remedy)
    }

    /// A sound model of a kind that cannot be run.
    static func unsupported(_ file: URL, _ what: String) -> CasebookError {
        CasebookError(
            .badConfiguration, code: "model_unsupported", file: file.path, what,
            remedy: "use a sentence model of the BERT family, such as all-MiniLM-L6-v2")
    }
}
