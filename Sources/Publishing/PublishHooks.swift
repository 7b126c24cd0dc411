package import Domain

/// Where a publication can be watched or made to fail, for tests of what a kill or an error leaves.
package struct PublishHooks: Sendable {
    package enum Step: Sendable, CaseIterable { case staged, wrote, linked, ready, betweenRenames, replaced }

    package var canExchange = true
    package var canLink = true
    /// Asked at every step; an error makes the step fail.
    package var failure: @Sendable (Step) -> CasebookError? = { _ in nil }

    package init() {}

    func reach(_ step: Step) throws(CasebookError) {
        if let error = failure(step) { throw error }
    }
}
