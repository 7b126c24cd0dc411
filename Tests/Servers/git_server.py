"""A git server for tests: git's own http-backend behind basic authentication.

Takes a folder and a password. Repositories below open/ are read by anybody, all else needs the password, of any user.
Prints one line of JSON with its port. Ends when its standard input does.
"""

import base64
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

ROOT, PASSWORD = sys.argv[1:]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        body = self.body()
        address = urlsplit(self.path)
        path = unquote(address.path)
        proof = self.headers.get("Authorization", "")
        user, _, password = base64.b64decode(proof[6:]).decode().partition(":") if proof.startswith("Basic ") else ("",) * 3
        isReading = "git-receive-pack" not in self.path
        if password != PASSWORD and not (path.startswith("/open/") and isReading):
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
        fields = {
            "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": address.query,
            "REQUEST_METHOD": self.command, "REMOTE_USER": user or "", "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "PATH": os.environ["PATH"], "HOME": ROOT,
        }
        answer = subprocess.run(["git", "http-backend"], input=body, env=fields, stdout=subprocess.PIPE).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")]
        status = next((int(value.split()[0]) for name, value in lines if name == "Status"), 200)
        self.answer(status, [(name, value) for name, value in lines if name != "Status"], content)

    do_POST = do_GET

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def answer(self, status, fields, body=b""):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"port": server.server_port}), flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
