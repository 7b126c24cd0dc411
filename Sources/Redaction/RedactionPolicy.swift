/// What a tenant adds to the built-in rules.
public struct RedactionPolicy: Codable, Sendable, Hashable {
    /// Terms that are always masked, as whole words, whatever their case.
    public var denyList: [String]
    /// Values that are never masked, such as the support desk's own address, whatever their case.
    public var allowList: [String]
    /// Types that are not looked for.
    public var disabled: [EntityType]
    /// Raised by the tenant to have everything redacted again.
    public var version: Int

    public init(denyList: [String] = [], allowList: [String] = [], disabled: [EntityType] = [], version: Int = 1) {
        self.denyList = denyList
        self.allowList = allowList
        self.disabled = disabled
        self.version = version
    }
}
