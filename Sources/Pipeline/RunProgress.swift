public import Domain

/// What a run tells while it works. Never ticket text.
public enum RunProgress: Sendable {
    case started(tenant: TenantID, stage: Stage)
    /// `done` of `total` units, for a bar.
    case advanced(tenant: TenantID, stage: Stage, done: Int, total: Int)
    /// One line of what the stage did.
    case finished(tenant: TenantID, stage: Stage, summary: String)
    /// Something a person should know, such as a proposed column mapping.
    case note(tenant: TenantID, text: String)
    case diagnostic(tenant: TenantID, Diagnostic)
}

/// The steps of the pipeline, in order.
public enum Stage: String, Sendable, Codable, CaseIterable, Comparable {
    case ingest, review, embed, cluster, resolve, assess, render

    private var position: Int { Stage.allCases.firstIndex(of: self) ?? 0 }

    public static func < (left: Stage, right: Stage) -> Bool { left.position < right.position }
}
