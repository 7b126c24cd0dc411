/// Why a zip container cannot be read. Who reads it says it in words that fit what the container is for.
public enum ZipFault: Error, Sendable {
    /// The container is no zip file, or damaged or cut.
    case damaged
    case tooManyEntries
    /// It unpacks to far more than its size allows, or to more than it says.
    case expandsTooFar
    /// An entry is damaged, or encrypted.
    case damagedEntry
}
