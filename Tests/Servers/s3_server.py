"""A server of S3 for tests: moto, which checks every signature with botocore. Needs moto[server].

Prints one line of JSON, with its port and two users' keys: one may do everything in S3, the other only read. Beside S3
itself it answers at /_make/BUCKET, /_open/BUCKET, /_list/BUCKET, /_put/BUCKET/KEY, /_uploads/BUCKET and
/_fields/BUCKET/KEY. Ends when its standard input does.
"""

import json
import logging
import os
import sys
import threading
from urllib.parse import unquote

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"

from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT = "123456789012"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
READING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}],
}


def user(name, policy):
    backend = iam_backends[ACCOUNT]["aws"]
    backend.create_user("us-east-1", name)
    backend.put_user_policy(name, "policy", json.dumps(policy))
    key = backend.create_access_key(name)
    return {"accessKey": key.access_key_id, "secretKey": key.secret_access_key}


class Maker:
    """Makes and opens buckets, and tells of uploads that were begun and never ended, beside what S3 itself has."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, environ, start_response):
        words = environ["PATH_INFO"].split("/")
        if len(words) < 3 or not words[1].startswith("_"):
            return self.inner(environ, start_response)
        backend = s3_backends[ACCOUNT]["aws"]
        body = b""
        if words[1] == "_make":
            backend.create_bucket(words[2], "eu-central-1")
        elif words[1] == "_open":
            backend.put_bucket_policy(words[2], json.dumps({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{words[2]}/*",
                }],
            }).encode())
        elif words[1] == "_uploads":
            body = str(len(backend.get_bucket(words[2]).multiparts)).encode()
        elif words[1] == "_list":
            body = json.dumps(sorted(backend.get_bucket(words[2]).keys)).encode()
        elif words[1] == "_put":
            backend.put_object(words[2], unquote("/".join(words[3:])), environ["wsgi.input"].read(
                int(environ.get("CONTENT_LENGTH") or 0)))
        elif words[1] == "_fields":
            key = backend.get_object(words[2], "/".join(words[3:]))
            body = json.dumps({
                "type": key.metadata.get("Content-Type"), "cache": key.metadata.get("Cache-Control"),
                "encryption": key.encryption, "key": key.kms_key_id,
            }).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass


logging.getLogger("werkzeug").setLevel(logging.ERROR)
users = {"writer": user("writer", EVERYTHING), "reader": user("reader", READING)}
application = Maker(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
print(json.dumps({"port": server.server_port} | users), flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
