public import Domain
public import Foundation
internal import HTTPTransport

/// A container of Azure Blob Storage.
public struct AzureContainer: Sendable {
    public let account: String
    public let name: String
    /// What comes before `/key`.
    let base: String

    /// - Parameters:
    ///   - name: also `$web`, which Azure publishes as a site.
    ///   - endpoint: of another cloud or an emulator, `http://127.0.0.1:10000/devstoreaccount1`; `nil` for the account's
    ///     own.
    /// - Throws: `badConfiguration` when no container can be there.
    public init(account: String, name: String, endpoint: URL? = nil) throws(CasebookError) {
        let plain: (UInt8) -> Bool = { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        guard (3...24).contains(account.utf8.count), account.utf8.allSatisfy(plain) else {
            throw Self.fault("bad_account", "that is no name of a storage account", "write the account's name alone")
        }
        guard
            ["$web", "$root"].contains(name)
                || (3...63).contains(name.utf8.count)
                    && name.utf8.allSatisfy({ plain($0) || $0 == 0x2D })
        else {
            throw Self.fault("bad_container", "that is no name of a container", "write the container's name alone")
        }
        guard let endpoint = endpoint ?? URL(string: "https://\(account).blob.core.windows.net"),
            endpoint.isSafeForStores
        else {
            throw Self.fault(
                "unsafe_endpoint", "the endpoint of the storage account is no address over https",
                "write the whole address, as in \"https://account.blob.core.windows.net\"; "
                    + "http is for this machine alone")
        }
        self.account = account
        self.name = name
        var text = endpoint.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        base = "\(text)/\(name)"
    }

    private static func fault(_ code: String, _ summary: String, _ remedy: String) -> CasebookError {
        CasebookError(.badConfiguration, code: code, summary, remedy: remedy)
    }

    /// The address of a blob, or of the container.
    func url(_ key: String? = nil, _ query: StoreQuery = StoreQuery()) throws(ObjectStoreFailure) -> URL {
        let path = key.map { "/\(ObjectKey.encoded($0))" } ?? ""
        guard let url = URL(string: base + path + query.text) else {
            throw ObjectStoreFailure(.refused, place: "azure://\(account)/\(name)", "its address is no URL")
        }
        return url
    }
}
