import Foundation
import TestSupport
import Testing

/// Publications to a bucket that are killed at any moment: whoever reads meanwhile finds what links lead to, and the
/// next one completes the site.
struct PublishKillTests {
    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func survivesKillsAtRandomMoments() throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        let book = try PublishTests.Book(publish: ["acme": ""])
        let secret = ["SITES_SECRET": server.writer.secretKey]
        func build(_ edition: Int) throws {
            // The name stands on every page; the number of tickets makes pages come and go.
            let text = """
                name: Edition \(edition)
                publish:
                  kind: s3
                  bucket: \(bucket)
                  prefix: sites/acme
                  region: \(server.region)
                  endpoint: \(server.endpoint)
                  access_key: \(server.writer.accessKey)
                  secret_key: "${SITES_SECRET}"

                """
            try Data(text.utf8).write(to: book.root.appending(path: "tenants/acme/tenant.yaml"))
            try SampleWorkspace.csv(count: 20 + edition % 2 * 8)
                .write(to: book.root.appending(path: "tenants/acme/inbox/a.csv"))
            let build = try book.run("build", environment: secret)
            #expect(build.status == 0, "\(build.errors)")
        }
        try build(0)
        let whole = try book.run("publish", environment: secret)
        #expect(whole.status == 0, "\(whole.errors)")
        let reader = try Reader(book.scratch, server, bucket)
        #expect(try reader.look().broken == [])

        var random = SystemRandomNumberGenerator()
        // Within these a kill came neither before the first object nor after the last one.
        let all = 0.1...max(0.2, whole.seconds)
        var moments = all
        var (edition, halfway) = (0, 0)
        // A kill that finds nothing half done shows little, so the search goes on until some did.
        while edition < 6 || halfway == 0 && edition < 24 {
            edition += 1
            try build(edition)
            let before = try reader.look().files
            let after = Double.random(in: moments, using: &random)
            let isKilled = try kill(book, after: after, environment: secret)
            let left = try reader.look()
            #expect(left.broken == [], "killed after \(after) s")
            let next = try book.run("publish", environment: secret)
            #expect(next.status == 0, "after \(after) s: \(next.errors)")
            let done = try reader.look()
            if !isKilled || left.files == done.files {
                moments = moments.lowerBound...max(moments.lowerBound, after)
            } else if left.files == before {
                moments = min(moments.upperBound, after)...moments.upperBound
            } else {
                halfway += 1
            }
            // A machine that is busier than it was needs other moments.
            if moments.upperBound - moments.lowerBound < 0.02 { moments = all }
            let built = try book.built("acme")
            #expect(Set(done.files.keys) == Set(built.keys) && done.broken == [])
            #expect(try book.run("publish", environment: secret).errors.contains("unchanged: all"))
        }
        #expect(halfway > 0, "none of \(edition) kills came while objects were written")
    }

    private func kill(_ book: PublishTests.Book, after seconds: Double, environment: [String: String]) throws -> Bool {
        let process = Process()
        process.executableURL = Repository.binary
        process.arguments = ["publish", "--quiet", "--workspace", book.root.path]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: seconds)
        let isRunning = process.isRunning
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return isRunning && process.terminationReason == .uncaughtSignal
    }

    /// Reads a bucket as a browser would: from the dashboard on, along every link.
    private struct Reader {
        struct Look: Decodable {
            /// SHA-256 by path.
            let files: [String: String]
            /// Links that lead nowhere.
            let broken: [String]
        }

        let script: URL
        let arguments: [String]

        init(_ scratch: Scratch, _ server: S3Server, _ bucket: String) throws {
            script = try scratch.write(
                "reader.py",
                """
                import boto3, hashlib, json, posixpath, re, sys
                endpoint, bucket, key, secret = sys.argv[1:]
                s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                                  region_name="eu-central-1")
                files, prefix = {}, "sites/acme/"
                for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                    for entry in page.get("Contents", []):
                        path = entry["Key"][len(prefix):]
                        if not path.startswith(".casebook-site"):
                            files[path] = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                seen, waiting, broken = set(), ["index.html"] if "index.html" in files else [], []
                while waiting:
                    page = waiting.pop()
                    if page in seen:
                        continue
                    seen.add(page)
                    for link in re.findall(rb'(?:href|src)="([^"#:]+)[#"]', files[page]):
                        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.decode()))
                        if path not in files:
                            broken.append(f"{page} leads to {path}")
                        elif path.endswith(".html"):
                            waiting.append(path)
                assert len(seen) > 10
                hashes = {path: hashlib.sha256(bytes).hexdigest() for path, bytes in files.items()}
                print(json.dumps({"files": hashes, "broken": broken}))

                """)
            arguments = [server.endpoint.absoluteString, bucket, server.writer.accessKey, server.writer.secretKey]
        }

        func look() throws -> Look {
            let python = Repository.root.appending(path: ".venv/bin/python")
            let command = try Command.run(python, [script.path] + arguments)
            #expect(command.status == 0, "\(command.errors)")
            return try JSONDecoder().decode(Look.self, from: Data(command.output.utf8))
        }
    }
}
