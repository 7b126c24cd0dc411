import Domain
import Foundation
import Redaction
import Testing

/// 000102…1f, the key of the documented vectors.
let masterKey = (0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()

func redactor(_ policy: RedactionPolicy = RedactionPolicy(), tenant: String = "acme") throws -> Redactor {
    Redactor(policy: policy, key: try TokenKey(hex: masterKey), tenant: try #require(TenantID(tenant)))
}

/// The masked form of one text.
func masked(_ text: String, _ policy: RedactionPolicy = RedactionPolicy()) throws -> String {
    try redactor(policy).redact(text: text).text.masked
}

/// The values found in a text, as `TYPE value`, in order.
func found(_ text: String) throws -> [String] {
    let scalars = Array(text.unicodeScalars)
    return try redactor().redact(text: text).spans.map { span in
        "\(span.type.rawValue) " + String(String.UnicodeScalarView(scalars[span.start..<span.end]))
    }
}

/// Data that lies beside a checkout of the project, and is no part of it.
enum SharedData {
    /// `nil` when the data is not there.
    static func url(_ path: String) -> URL? {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
                let url = folder.deletingLastPathComponent().appending(path: "shared/\(path)")
                return FileManager.default.fileExists(atPath: url.path) ? url : nil
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Whether a test that reads a file should run: it must in CI, where a missing file is a failure.
    static func isExpected(_ path: String) -> Bool {
        url(path) != nil || ProcessInfo.processInfo.environment["CI"] != nil
    }

    static func data(_ path: String) throws -> Data { try Data(contentsOf: #require(url(path), "\(path) is absent")) }
}
