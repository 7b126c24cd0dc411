import Domain
import Foundation
import SQLiteStore
import TestSupport
import Testing

@Suite struct SpendingBookTests {
    @Test func aDamagedBookIsAClearError() throws {
        let scratch = try Scratch()
        let file = try scratch.write("s.sqlite", String(repeating: "no database ", count: 400))
        #expect(throws: CasebookError.self) { try SQLiteSpendingBook(file: file, clock: .fixed(Instant(seconds: 0))) }
    }
}
