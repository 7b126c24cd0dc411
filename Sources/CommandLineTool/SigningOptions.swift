import ArgumentParser
import Domain
import Foundation
import Reviews
import Workspace

/// Options of the commands that write and sign a review.
struct SigningOptions: ParsableArguments {
    @Option(help: "The SSH key, or the public key of one that ssh-agent or a security device holds.")
    var key: String

    @Option(help: "Who signs: the principal of the key's line in the signers file.")
    var signer: String

    @Option(help: "Days until it expires, at most 180.")
    var days = 180

    @Flag(help: "Commit the review on a branch of its own, ready to push; the working tree stays as it is.")
    var branch = false

    @Flag(help: "Do not ask before signing.")
    var yes = false

    @OptionGroup var workspace: WorkspaceFolder

    func validate() throws {
        guard (1...180).contains(days) else { throw ValidationError("--days is from 1 to 180") }
    }
}

/// `TENANT/CLUSTER` or `TENANT/QUESTION` on the command line.
struct SubjectArgument: ExpressibleByArgument, Sendable {
    let tenant: String
    let subject: ReviewSubject

    init?(argument: String) {
        let words = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, !words[0].isEmpty else { return nil }
        let subject =
            ClusterID(words[1]).map(ReviewSubject.resolution) ?? QuestionID(words[1]).map(ReviewSubject.assessment)
        guard let subject else { return nil }
        tenant = words[0]
        self.subject = subject
    }
}
