/// Why an entry cannot stand where it stands; the parser adds file and line. Holds no value of the entry.
struct LedgerFault: Error {
    let code: String
    let summary: String

    init(_ code: String, _ summary: String) {
        self.code = code
        self.summary = summary
    }
}
