import Domain
import Testing

@testable import Workspace

struct RoleKeeperTests {
    private static let layouts: [(before: String, after: String)] = [
        ("name: Acme\n", "name: Acme\n\nroles:\n  po:\n    - ann@acme.example\n"),
        ("roles:\nname: A\n", "roles:\n  po:\n    - ann@acme.example\nname: A\n"),
        ("roles: {}\n", "roles:\n  po:\n    - ann@acme.example\n"),
        ("roles:\n  sme: [bob]\n", "roles:\n  po:\n    - ann@acme.example\n  sme: [bob]\n"),
        (
            "roles:\n  # owners\n  po: [bob] # two [2]\n",
            "roles:\n  # owners\n  po: [bob, ann@acme.example] # two [2]\n"
        ),
        ("roles:\n  po: []\n", "roles:\n  po:\n    - ann@acme.example\n"),
        ("roles:\n  po:\n  - bob # x\nname: A", "roles:\n  po:\n  - bob # x\n  - ann@acme.example\nname: A"),
        (
            "roles:\n  po: [bob,\n    cid]\n  sme: []\n",
            "roles:\n  po: [bob,\n    cid, ann@acme.example]\n  sme: []\n"
        ),
    ]

    @Test(arguments: layouts) func addsThePersonAndChangesNothingElse(_ layout: (before: String, after: String)) throws
    {
        let edited = try RoleKeeper.grant("po", to: "ann@acme.example", in: layout.before)
        #expect(edited == layout.after)
        #expect(try RoleKeeper.grant("po", to: "ann@acme.example", in: edited) == edited)
    }

    @Test func quotesWhatYAMLWouldReadOtherwise() throws {
        let edited = try RoleKeeper.grant("sme", to: "#1", in: "roles:\n  sme: [bob]\n")
        #expect(edited == "roles:\n  sme: [bob, \"#1\"]\n")
    }

    @Test(arguments: ["roles: {po: [bob]}\nx: [", "roles: {sme: [bob]}\n", "roles:\n  po: bob\n"])
    func refusesALayoutThatItCannotEdit(_ text: String) {
        #expect(throws: CasebookError.self) { try RoleKeeper.grant("po", to: "ann@acme.example", in: text) }
    }
}
