public import Domain

/// What a fetch tells while it goes on.
public enum FetchEvent: Sendable {
    /// A file is there already, with the right digest.
    case kept(CataloguedModel.File)
    /// A source is asked.
    case asking(ModelSource)
    /// Bytes of a file that have come.
    case advanced(CataloguedModel.File, bytes: Int)
    /// A file has come, has the right digest and is in its place.
    case placed(CataloguedModel.File)
    /// A source came to nothing; the next one is asked.
    case failed(ModelSource, CasebookError)
}
