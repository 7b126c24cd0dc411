/// A token that is looked for in the text itself, before it is split into words: `[SEP]`, or one that a model's
/// makers added.
struct AddedToken: Sendable, Hashable {
    let content: String
    let id: Int32
    /// Only where no word character touches it.
    var isSingleWord = false
    /// Takes the white space before it with it.
    var stripsLeft = false
    /// Takes the white space after it with it.
    var stripsRight = false
    /// Looked for in the normalised text, in its own normalised form.
    var isNormalized = false
}
