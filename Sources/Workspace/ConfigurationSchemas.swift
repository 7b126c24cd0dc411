public import Domain

/// The published JSON Schemas, with which editors complete and check the files of a workspace.
public enum ConfigurationSchemas {
    /// One JSON file for each kind of file, in order of path.
    public static var all: [SiteFile] {
        [
            file("article.schema.json", FrontMatter.schema.shape, "The front matter of knowledge/*.md."),
            file(
                "casebook.schema.json", WorkspaceConfiguration.schema.shape,
                "casebook.yaml, the configuration of a workspace.", readsVariables: true),
            file(
                "question.schema.json", QuestionFile.schema.shape,
                "questions/*.yaml, the standing questions of a tenant."),
            file(
                "tenant.schema.json", TenantFile.schema.shape, "tenant.yaml, the configuration of a tenant.",
                readsVariables: true),
        ]
    }

    /// Every key that an environment variable overrides, with the variables, the first wins.
    public static var variables: [(key: String, names: [String])] {
        WorkspaceConfiguration.schema.shape.leaves().map { (key: $0.key, names: $0.variables) }
    }

    private static func file(
        _ path: String, _ shape: Shape, _ description: String, readsVariables: Bool = false
    ) -> SiteFile {
        let writer = JSONSchemaWriter(readsVariables: readsVariables)
        return SiteFile(path: path, text: writer.document(shape, description: description))
    }
}
