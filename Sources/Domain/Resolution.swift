/// The text published for a cluster: what a product owner approves.
public struct Resolution: Sendable, Hashable, Codable {
    public enum AutomationPotential: String, Sendable, Codable { case none, partial, full, unknown }
    public enum Severity: String, Sendable, Codable { case low, medium, high, critical }

    public let cluster: ClusterID
    /// Plain text, unique among the tenant's clusters.
    public var title: String
    /// What happens, to whom.
    public var summary: [Claim]
    /// Empty when the evidence does not tell.
    public var rootCause: [Claim]
    /// Empty when no recorded resolution or article tells.
    public var recommendedFix: [Claim]
    public let automationPotential: AutomationPotential
    public let severity: Severity
    public let origin: TextOrigin
    /// Claims left out because their citation did not hold.
    public let droppedClaims: Int
    /// Why the text is extractive although a model is configured; `nil` when it is what was asked for.
    public var delay: WritingDelay?

    public init(
        cluster: ClusterID, title: String, summary: [Claim], rootCause: [Claim], recommendedFix: [Claim],
        automationPotential: AutomationPotential, severity: Severity, origin: TextOrigin, droppedClaims: Int,
        delay: WritingDelay? = nil
    ) {
        self.cluster = cluster
        self.title = title
        self.summary = summary
        self.rootCause = rootCause
        self.recommendedFix = recommendedFix
        self.automationPotential = automationPotential
        self.severity = severity
        self.origin = origin
        self.droppedClaims = droppedClaims
        self.delay = delay
    }
}
