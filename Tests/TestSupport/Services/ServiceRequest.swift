internal import Foundation

/// A request as a service reads it: what breaks its published description is refused, as the service would.
struct ServiceRequest {
    let request: ScriptedServer.Request
    let body: [String: Any]
    private(set) var faults: [String] = []

    init(_ request: ScriptedServer.Request, path: String) {
        self.request = request
        let json = try? JSONSerialization.jsonObject(with: Data(request.body))
        body = json as? [String: Any] ?? [:]
        check(json is [String: Any], "the body is not a JSON object")
        check(request.method == "POST", "the method is \(request.method)")
        check(request.path == path, "the path is \(request.path)")
        check(request.fields["content-type"] == "application/json", "the type is not JSON")
    }

    mutating func check(_ isRight: Bool, _ fault: String) {
        if !isRight { faults.append(fault) }
    }

    /// Checks the members of an object: those it must have, those it may have, and no others.
    mutating func members(_ object: Any?, _ name: String, _ required: Set<String>, _ optional: Set<String> = []) {
        guard let object = object as? [String: Any] else { return faults.append("\(name) is no object") }
        let keys = Set(object.keys)
        check(keys.isSuperset(of: required), "\(name) lacks \(required.subtracting(keys).sorted())")
        let unknown = keys.subtracting(required).subtracting(optional)
        check(unknown.isEmpty, "\(name) has unknown \(unknown.sorted())")
    }

    /// A schema as strict providers want it: closed objects, all properties required.
    mutating func strict(_ schema: Any?) {
        guard let schema = schema as? [String: Any] else { return faults.append("a schema is no object") }
        if let properties = schema["properties"] as? [String: Any] {
            check(schema["additionalProperties"] as? Bool == false, "a schema's object is open")
            check(Set(schema["required"] as? [String] ?? []) == Set(properties.keys), "a property is not required")
            for property in properties.values { strict(property) }
        }
        if let items = schema["items"] { strict(items) }
    }

    /// JSON text of a value.
    static func text(_ value: Any) -> String {
        (try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed))
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
