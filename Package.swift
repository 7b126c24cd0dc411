// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6, internal imports unless said otherwise, warnings are errors.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// The same, optimised in debug builds too: where tests run a model or millions of texts, a plain debug build takes
/// a hundred times as long.
let optimized = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "casebook",
    products: [.executable(name: "casebook", targets: ["casebook"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // The values that everything speaks in. No local dependencies, so that everyone may use it.
        .target(
            name: "Domain", dependencies: [.product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),

        // C libraries, each imported by exactly one target.
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CCommonMark", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),

        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),

        // Arithmetic: oneDNN's matrix products, and vector loops compiled for several instruction sets. The loops are
        // optimised in every configuration: the tests run real texts through them.
        .target(name: "CVectorKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(
            name: "LinearAlgebra", dependencies: ["Domain", "CDNNL", "CVectorKernels"], swiftSettings: optimized),

        // Pure: values in, values out.
        .target(name: "ZipContainer", dependencies: ["CZip"], swiftSettings: strict),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "Ingestion", dependencies: ["Domain", "ZipContainer", "Gzip", "CExpat"], swiftSettings: strict),
        // The file that a tenant moves in. Optimised in debug builds too: the tests read it once for each of its bytes.
        .target(name: "Archive", dependencies: ["Domain", "Gzip"], swiftSettings: optimized),
        .target(
            name: "Redaction", dependencies: ["Domain", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(name: "Ledger", dependencies: ["Domain"], swiftSettings: strict),
        // Optimised in debug builds too: the tests put a hundred thousand changed files through them.
        .target(
            name: "Signatures",
            dependencies: [
                "Domain", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: optimized),
        .target(name: "Reviews", dependencies: ["Domain", "Signatures"], swiftSettings: optimized),
        .target(name: "Lexicon", swiftSettings: strict),
        .target(name: "Embedding", dependencies: ["Domain", "Lexicon"], swiftSettings: strict),
        .target(
            name: "SentenceModel", dependencies: ["Domain", "Embedding", "FileMapping", "LinearAlgebra"],
            swiftSettings: optimized),
        .target(name: "Clustering", dependencies: ["Domain", "Lexicon", "LinearAlgebra"], swiftSettings: optimized),
        .target(name: "Evaluation", swiftSettings: strict),
        .target(name: "FileMapping", swiftSettings: strict),
        .target(name: "Retrieval", dependencies: ["Domain", "LinearAlgebra"], swiftSettings: optimized),
        .target(name: "Prompting", dependencies: ["Domain"], swiftSettings: strict),
        .target(name: "ExtractiveWriting", dependencies: ["Domain", "Retrieval"], swiftSettings: strict),
        .target(name: "ModelWriting", dependencies: ["Domain", "Lexicon", "Prompting"], swiftSettings: strict),
        .target(name: "CommonMark", dependencies: ["CCommonMark"], swiftSettings: strict),
        .target(
            name: "SiteRendering",
            dependencies: ["Domain", "CommonMark", .product(name: "Mustache", package: "swift-mustache")],
            swiftSettings: strict),
        .target(
            name: "Workspace", dependencies: ["Domain", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),

        // The order of the stages, and the protocols of the effects they need.
        .target(
            name: "Pipeline",
            dependencies: [
                "Domain", "Archive", "Ingestion", "Redaction", "Ledger", "Lexicon", "Embedding", "Clustering",
                "Retrieval",
                "ExtractiveWriting", "ModelWriting", "Prompting", "SiteRendering", "Reviews",
                "Signatures",
            ],
            swiftSettings: strict),

        // Edges: the effects themselves.
        .target(
            name: "SQLiteStore",
            dependencies: ["Domain", "Pipeline", "Prompting", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        // Optimised in debug builds too: the tests put a hundred thousand rows and vectors through them.
        .target(name: "PostgresConnection", dependencies: ["Domain", "CPostgres"], swiftSettings: optimized),
        .target(
            name: "PostgresStore", dependencies: ["Domain", "Pipeline", "Prompting", "PostgresConnection"],
            swiftSettings: optimized),
        .target(name: "VectorFiles", dependencies: ["Domain", "FileMapping", "Pipeline"], swiftSettings: strict),
        .target(name: "HTTPTransport", dependencies: ["Domain", "CCurl"], swiftSettings: strict),
        .target(
            name: "CloudCredentials",
            dependencies: ["Domain", "HTTPTransport", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(
            name: "ObjectStore",
            dependencies: [
                "Domain", "HTTPTransport", "CloudCredentials", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(name: "FileStore", dependencies: ["Domain", "Pipeline", "ObjectStore"], swiftSettings: strict),
        .target(
            name: "ModelClient",
            dependencies: ["Domain", "Embedding", "Prompting", "HTTPTransport", "CloudCredentials"],
            swiftSettings: strict),
        // Separate vector stores, over their HTTP APIs.
        .target(
            name: "VectorServices", dependencies: ["Domain", "Pipeline", "HTTPTransport"], swiftSettings: strict),
        .target(
            name: "ModelStore", dependencies: ["Domain", "HTTPTransport", "ZipContainer"], swiftSettings: strict),
        .target(name: "CRename"),
        .target(name: "Publishing", dependencies: ["Domain", "CRename", "ObjectStore"], swiftSettings: strict),
        .target(
            name: "DevelopmentServer",
            dependencies: ["Domain", .product(name: "FlyingFox", package: "FlyingFox")], swiftSettings: strict),

        // What travels inside the binary: templates/, site/assets/ and site/manual/ as Swift text.
        .target(name: "Resources", plugins: ["EmbedResourcesPlugin"]),
        .executableTarget(name: "EmbedResources", swiftSettings: strict),
        .plugin(
            name: "EmbedResourcesPlugin", capability: .buildTool(), dependencies: ["EmbedResources"],
            path: "Sources/EmbedResourcesPlugin"),

        .target(
            name: "CommandLineTool",
            dependencies: [
                "Domain", "Archive", "Ingestion", "Redaction", "Ledger", "Embedding", "SentenceModel", "Clustering",
                "Evaluation", "Retrieval", "ExtractiveWriting", "SiteRendering", "Workspace", "Pipeline", "SQLiteStore",
                "PostgresStore", "PostgresConnection", "Publishing", "Signatures", "Reviews",
                "DevelopmentServer", "HTTPTransport", "CloudCredentials", "FileStore", "ModelClient", "ModelStore",
                "ModelWriting", "ObjectStore", "Prompting", "Resources", "VectorFiles", "VectorServices",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "casebook", dependencies: ["CommandLineTool"], swiftSettings: strict),

        // Writes the example workspace of site/example, from hand-written problems and a seed.
        .executableTarget(name: "example-workspace", path: "Sources/ExampleWorkspace", swiftSettings: strict),

        // Tests: a target each, and two that use the release binary as a user would.
        .target(
            name: "TestSupport", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: strict),
        .testTarget(
            name: "ArchiveTests", dependencies: ["Archive", "Gzip", "Domain", "TestSupport"], swiftSettings: optimized),
        .testTarget(
            name: "IngestionTests", dependencies: ["Ingestion", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "SignaturesTests",
            dependencies: ["Signatures", "Domain", "TestSupport", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: optimized),
        .testTarget(
            name: "ReviewsTests", dependencies: ["Reviews", "Signatures", "Domain", "TestSupport"],
            swiftSettings: optimized),
        .testTarget(
            name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "Domain"], swiftSettings: strict),
        .testTarget(name: "LexiconTests", dependencies: ["Lexicon"], swiftSettings: strict),
        .testTarget(name: "EmbeddingTests", dependencies: ["Embedding", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "SentenceModelTests", dependencies: ["SentenceModel", "Embedding", "Domain", "TestSupport"],
            exclude: ["Reference"], swiftSettings: optimized),
        .testTarget(
            name: "ClusteringTests", dependencies: ["Clustering", "Embedding", "Domain"],
            swiftSettings: strict),
        .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], swiftSettings: strict),
        .testTarget(
            name: "RedactionTests", dependencies: ["Redaction", "Domain"], swiftSettings: strict),
        .testTarget(name: "RetrievalTests", dependencies: ["Retrieval", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "ExtractiveWritingTests", dependencies: ["ExtractiveWriting", "Retrieval", "Domain"],
            swiftSettings: strict),
        .testTarget(
            name: "SiteRenderingTests", dependencies: ["SiteRendering", "CommonMark", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "ModelWritingTests", dependencies: ["ModelWriting", "Prompting", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "WorkspaceTests", dependencies: ["Workspace", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "PublishingTests", dependencies: ["Publishing", "ObjectStore", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DevelopmentServerTests", dependencies: ["DevelopmentServer", "Domain"],
            swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "SQLiteStore", "Pipeline", "Embedding", "ModelWriting", "ModelClient", "CloudCredentials",
                "HTTPTransport",
                "Prompting", "Domain", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "VectorFilesTests", dependencies: ["VectorFiles", "Pipeline", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "FileStoreTests", dependencies: ["FileStore", "Pipeline", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "SQLiteStore", "PostgresStore", "PostgresConnection", "VectorServices", "HTTPTransport", "Pipeline",
                "Prompting", "Archive", "Domain", "TestSupport",
            ],
            swiftSettings: optimized),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "Domain", "Ledger", "Clustering", "Retrieval", "Redaction", "Reviews", "Signatures",
                "ExtractiveWriting", "SiteRendering", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HTTPTransportTests", dependencies: ["HTTPTransport", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "PromptingTests", dependencies: ["Prompting", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "CloudCredentialsTests",
            dependencies: ["CloudCredentials", "HTTPTransport", "Domain", "TestSupport"], exclude: ["Reference"],
            swiftSettings: strict),
        .testTarget(
            name: "ObjectStoreTests",
            dependencies: ["ObjectStore", "CloudCredentials", "HTTPTransport", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ModelClientTests",
            dependencies: [
                "ModelClient", "CloudCredentials", "Prompting", "Embedding", "HTTPTransport", "Domain", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "VectorServicesTests",
            dependencies: ["VectorServices", "Pipeline", "HTTPTransport", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ModelStoreTests", dependencies: ["ModelStore", "HTTPTransport", "Domain", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "ExampleWorkspaceTests", dependencies: ["example-workspace"], swiftSettings: strict),
        .testTarget(
            name: "CommandLineToolTests",
            dependencies: [
                "CommandLineTool", "Archive", "Pipeline", "Workspace", "Domain", "Resources", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "IntegrationTests", dependencies: ["TestSupport"], swiftSettings: strict),
        .testTarget(name: "SiteTests", dependencies: ["Domain", "Reviews", "TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
