/// Something is wrong with the texts that the example is made from.
public struct ExampleError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
