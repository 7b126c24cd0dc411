internal import Domain

/// What stands above `casebook.yaml`: options first, then environment variables.
struct Overrides {
    let environment: [String: String]
    /// By dotted key.
    let options: [String: String]

    /// The file's content with every override in its place, so that one decoder reads them all.
    func applied(to node: YAMLNode, shape: Shape) throws(CasebookError) -> YAMLNode {
        var node = node
        let leaves = shape.leaves()
        let known = Set(leaves.map(\.key))
        if let stray = options.keys.filter({ !known.contains($0) }).min() {
            throw CasebookError(
                .usage, code: "unknown_key", "no key \(Printable.quoted(stray)) can be set by an option",
                remedy: "keys are \(Printable.list(leaves.map(\.key)))")
        }
        for leaf in leaves {
            if let text = options[leaf.key] {
                node = node.setting(leaf.path[...], to: YAMLNode(content: .override(text), place: .option))
            } else if let (name, text) = variable(of: leaf) {
                node = node.setting(leaf.path[...], to: YAMLNode(content: .override(text), place: .variable(name)))
            }
        }
        return node
    }

    private func variable(of leaf: Shape.Leaf) -> (name: String, text: String)? {
        for name in leaf.variables {
            if let text = environment[name], !text.isEmpty { return (name, text) }
        }
        return nil
    }

    /// What other parts of the program read.
    private static let elsewhere = ["CASEBOOK_DATABASE_OWNER", "CASEBOOK_MODELS"]

    /// Variables whose name begins like an override but is none, and that the file does not read: likely misspelt.
    func warnings(text: String, shape: Shape) -> [Diagnostic] {
        let known = shape.leaves().flatMap(\.variables)
        let strays = environment.keys.filter {
            $0.hasPrefix("CASEBOOK_") && !known.contains($0) && !Self.elsewhere.contains($0)
        }.sorted()
        return strays.compactMap { name in
            guard let nearest = NearestName.of(name, among: known), !text.contains("${\(name)}") else { return nil }
            return Diagnostic(
                .warning, code: "unknown_variable",
                summary: "the environment variable \(Printable.quoted(name)) overrides nothing",
                remedy: "write \"\(nearest)\", if that is meant")
        }
    }
}
