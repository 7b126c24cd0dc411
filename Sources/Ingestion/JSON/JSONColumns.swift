/// The columns that JSON objects have come to: one for each path of keys that leads to a value, `fields.status.name`.
/// The elements of an array share the array's path.
struct JSONColumns {
    private struct Node {
        let name: String
        var column: Int?
        var children: [(key: [UInt8], node: Int)] = []
        /// Where the next key is looked for first: objects of one export have their keys in one order.
        var hint = 0
        /// Instead of a walk over the children where they are many: keys that are data.
        var index: [[UInt8]: Int] = [:]
    }

    private static let manyChildren = 64

    /// Paths beyond this number are not read: no export has as many, but keys can be data.
    private static let limit = 20_000

    private var nodes = [Node(name: "")]
    /// In order of appearance.
    private(set) var names: [String] = []

    static let root = 0

    /// The node of a member, or `nil` when there are too many.
    mutating func child(of parent: Int, key: UnsafeBufferPointer<UInt8>) -> Int? {
        let count = nodes[parent].children.count
        if count > Self.manyChildren {
            if let known = nodes[parent].index[Array(key)] { return known }
            return add(key, to: parent)
        }
        var index = nodes[parent].hint
        for _ in 0..<count {
            if index >= count { index = 0 }
            let candidate = nodes[parent].children[index]
            if candidate.key.count == key.count, candidate.key.elementsEqual(key) {
                nodes[parent].hint = index + 1
                return candidate.node
            }
            index += 1
        }
        return add(key, to: parent)
    }

    private mutating func add(_ key: UnsafeBufferPointer<UInt8>, to parent: Int) -> Int? {
        guard nodes.count < Self.limit else { return nil }
        let name = String(decoding: key, as: UTF8.self)
        nodes.append(Node(name: parent == Self.root ? name : nodes[parent].name + "." + name))
        nodes[parent].children.append((Array(key), nodes.count - 1))
        nodes[parent].index[Array(key)] = nodes.count - 1
        return nodes.count - 1
    }

    /// The column of a node, made when it is first asked for.
    mutating func column(of node: Int) -> Int {
        if let column = nodes[node].column { return column }
        names.append(nodes[node].name)
        nodes[node].column = names.count - 1
        return names.count - 1
    }
}
