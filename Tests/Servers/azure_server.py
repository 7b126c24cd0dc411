"""A server of Azure Blob Storage for tests, written from its REST reference, version 2021-12-02. It keeps blobs in
memory. Signatures are made anew with Microsoft's own library, azure-storage-blob, and compared.

Prints one line of JSON with its port, the account's key, a shared access signature of each container named on the
command line, and an application that Entra ID would know: tokens are given at /directory-1/oauth2/v2.0/token. Ends when
its standard input does.
"""

import base64
import datetime
import hashlib
import json
import os
import re
import sys
import threading
import uuid
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from azure.core.pipeline import PipelineContext, PipelineRequest
from azure.core.pipeline.transport import HttpRequest
from azure.storage.blob import generate_container_sas
from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy

ACCOUNT = "devaccount"
KEY = base64.b64encode(hashlib.sha512(b"a key for tests").digest()).decode()
SECRET = "app-secret"
TOKEN = "token-of-entra"
UNTIL = datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc)

lock = threading.Lock()
containers = {}


class Fault(Exception):
    def __init__(self, status, code):
        self.status, self.code = status, code


class Container:
    def __init__(self, access=None):
        self.access, self.blobs, self.blocks = access, {}, {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve()

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

    def serve(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.address = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(self.address.query, keep_blank_values=True).items()}
        try:
            if self.address.path.startswith("/_make/"):
                _, _, name, *access = self.address.path.split("/")
                with lock:
                    containers.setdefault(name, Container(access[0] if access else None))
                return self.answer(201)
            if self.address.path.startswith("/_open/"):
                containers[self.address.path.split("/")[2]].access = "blob"
                return self.answer(200)
            if self.address.path.startswith(("/_list/", "/_put/")):
                _, verb, name, key = (self.address.path + "/").split("/", 3)
                container = containers[name]
                if verb == "_put":
                    return self.keep(container, unquote(key.removesuffix("/")), self.body)
                return self.answer(200, {}, json.dumps(sorted(container.blobs)).encode())
            if self.address.path == "/directory-1/oauth2/v2.0/token":
                return self.token()
            account, _, rest = self.address.path.lstrip("/").partition("/")
            name, _, blob = rest.partition("/")
            if account != ACCOUNT:
                raise Fault(400, "InvalidUri")
            self.authorise(unquote(name))
            if self.headers.get("x-ms-version", "") < "2021-02-12":
                raise Fault(400, "InvalidHeaderValue")
            with lock:
                container = containers.get(unquote(name))
                if container is None:
                    raise Fault(404, "ContainerNotFound")
                self.blob(container, unquote(blob)) if blob else self.container(container)
        except Fault as fault:
            body = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{fault.code}</Code>' \
                "<Message>Some words that hold part of the request.</Message></Error>"
            self.answer(fault.status, {"x-ms-error-code": fault.code, "Content-Type": "application/xml"}, body.encode())

    # Who asks.

    def authorise(self, container):
        proof = self.headers.get("Authorization", "")
        if proof.startswith("SharedKey "):
            date = parsedate_to_datetime(self.headers.get("x-ms-date", ""))
            if abs((datetime.datetime.now(datetime.timezone.utc) - date).total_seconds()) > 900:
                raise Fault(403, "AuthenticationFailed")
            headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "authorization"}
            request = HttpRequest(self.command, "http://server" + self.path, headers=headers)
            SharedKeyCredentialPolicy(ACCOUNT, KEY).on_request(PipelineRequest(request, PipelineContext(None)))
            if request.headers["Authorization"] != proof:
                raise Fault(403, "AuthenticationFailed")
        elif proof.startswith("Bearer "):
            if proof != f"Bearer {TOKEN}":
                raise Fault(401, "InvalidAuthenticationInfo")
        elif "sig" in self.query:
            if not self.query["sig"] == parse_qs(signature(container))["sig"][0]:
                raise Fault(403, "AuthenticationFailed")
        else:
            raise Fault(401, "NoAuthenticationInformation")

    def token(self):
        form = {k: v[0] for k, v in parse_qs(self.body.decode()).items()}
        right = {
            "grant_type": "client_credentials", "client_id": "client-1", "client_secret": SECRET,
            "scope": "https://storage.azure.com/.default",
        }
        if form != right:
            return self.answer(401, {"Content-Type": "application/json"}, b'{"error":"invalid_client"}')
        reply = {"token_type": "Bearer", "expires_in": 3599, "access_token": TOKEN}
        self.answer(200, {"Content-Type": "application/json"}, json.dumps(reply).encode())

    # Containers.

    def container(self, container):
        if self.query.get("restype") != "container":
            raise Fault(400, "InvalidQueryParameterValue")
        if self.command in ("GET", "HEAD") and self.query.get("comp") is None:
            return self.answer(200, {"x-ms-blob-public-access": container.access} if container.access else {})
        if self.command != "GET" or self.query.get("comp") != "list":
            raise Fault(405, "UnsupportedHttpVerb")
        most = int(self.query.get("maxresults") or 5000)
        if not 1 <= most <= 5000:
            raise Fault(400, "OutOfRangeQueryParameterValue")
        names = sorted(name for name in container.blobs if name.startswith(self.query.get("prefix", "")))
        if self.query.get("marker"):
            start = base64.b64decode(self.query["marker"]).decode()
            names = [name for name in names if name >= start]
        rest = names[most:]
        entries = "".join(
            f"<Blob>{xml_name(name)}<Properties><Etag>{container.blobs[name]['etag']}</Etag>"
            f"<Content-Length>{len(container.blobs[name]['bytes'])}</Content-Length>"
            "<BlobType>BlockBlob</BlobType></Properties><OrMetadata /></Blob>" for name in names[:most])
        marker = f"<NextMarker>{base64.b64encode(rest[0].encode()).decode()}</NextMarker>" if rest else "<NextMarker />"
        body = "\ufeff" + '<?xml version="1.0" encoding="utf-8"?>' \
            f'<EnumerationResults ServiceEndpoint="http://server/{ACCOUNT}" ContainerName="c">' \
            f"<Blobs>{entries}</Blobs>{marker}</EnumerationResults>"
        self.answer(200, {"Content-Type": "application/xml"}, body.encode())

    # Blobs.

    def blob(self, container, name):
        kept = container.blobs.get(name)
        match self.command, self.query.get("comp"):
            case "PUT", None:
                self.checked()
                if self.headers.get("x-ms-blob-type") != "BlockBlob":
                    raise Fault(400, "InvalidHeaderValue")
                self.keep(container, name, self.body)
            case "PUT", "block":
                self.checked()
                blocks = container.blocks.setdefault(name, {})
                number = base64.b64decode(self.query["blockid"], validate=True)
                if any(len(base64.b64decode(other)) != len(number) for other in blocks):
                    raise Fault(400, "InvalidBlobOrBlock")
                blocks[self.query["blockid"]] = self.body
                self.answer(201)
            case "PUT", "blocklist":
                self.checked()
                blocks = container.blocks.pop(name, {})
                names = [node.text for node in ElementTree.fromstring(self.body)]
                if any(each not in blocks for each in names):
                    raise Fault(400, "InvalidBlockList")
                self.keep(container, name, b"".join(blocks[each] for each in names))
            case "DELETE", None:
                if kept is None:
                    raise Fault(404, "BlobNotFound")
                del container.blobs[name]
                self.answer(202)
            case ("GET" | "HEAD"), None:
                if kept is None:
                    raise Fault(404, "BlobNotFound")
                if self.headers.get("If-Match") not in (None, f'"{kept["etag"]}"'):
                    raise Fault(412, "ConditionNotMet")
                self.give(kept)
            case _:
                raise Fault(405, "UnsupportedHttpVerb")

    def checked(self):
        digest = self.headers.get("Content-MD5")
        if digest and base64.b64encode(hashlib.md5(self.body).digest()).decode() != digest:
            raise Fault(400, "Md5Mismatch")

    def keep(self, container, name, body):
        fields = {
            "Content-Type": self.headers.get("x-ms-blob-content-type") or "application/octet-stream",
            "Cache-Control": self.headers.get("x-ms-blob-cache-control"),
        }
        fields |= {k: v for k, v in self.headers.items() if k.lower().startswith("x-ms-meta-")}
        container.blobs[name] = {"bytes": body, "etag": "0x" + uuid.uuid4().hex[:15].upper(), "fields": fields}
        self.answer(201, {"ETag": f'"{container.blobs[name]["etag"]}"'})

    def give(self, kept):
        body, status, more = kept["bytes"], 200, {}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("x-ms-range") or self.headers.get("Range") or "")
        if wanted and self.command == "GET":
            first, last = int(wanted[1]), min(int(wanted[2]), len(body) - 1)
            if first >= len(body):
                raise Fault(416, "InvalidRange")
            more = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
            body, status = body[first:last + 1], 206
        fields = {k: v for k, v in kept["fields"].items() if v} | {"ETag": f'"{kept["etag"]}"'} | more
        self.answer(status, fields, body)

    def answer(self, status, fields={}, body=b""):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-ms-version", "2021-12-02")
        self.send_header("x-ms-date", formatdate(usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def xml_name(name):
    """Names that XML cannot hold come encoded, since version 2021-02-12."""
    if all(character in "\t\n\r" or character >= " " and character not in "\ufffe\uffff" for character in name):
        return f"<Name>{escape(name)}</Name>"
    return f'<Name Encoded="true">{quote(name)}</Name>'


def signature(container):
    return generate_container_sas(ACCOUNT, container, account_key=KEY, permission="racwdl", expiry=UNTIL)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({
    "port": server.server_port, "account": ACCOUNT, "key": KEY, "secret": SECRET,
    "signatures": {name: signature(name) for name in sys.argv[1:]},
}), flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
