"""A store that speaks as much of S3 as ours is asked for, in memory: put whole or in parts, get, list, delete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_WHEN = "2026-11-20T09:00:00.000Z"


class _Handler(BaseHTTPRequestHandler):
    objects: dict[str, bytes]
    parts: dict[int, bytes]
    protocol_version = "HTTP/1.1"

    def _asked(self) -> tuple[str, dict[str, list[str]], bytes]:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        return unquote(address.path), parse_qs(address.query, keep_blank_values=True), body

    def _say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"ETag": '"x"', "Last-Modified": "Fri, 20 Nov 2026 09:00:00 GMT", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        path, query, body = self._asked()
        assert "AWS4-HMAC-SHA256" in self.headers["authorization"], "signed"
        if "partNumber" in query:
            self.parts[int(query["partNumber"][0])] = body
        else:
            self.objects[path] = body
        self._say(200)

    def do_POST(self) -> None:
        path, query, body = self._asked()
        if "delete" in query:
            keys = re.findall("<Key>(.*?)</Key>", body.decode())
            for key in keys:
                self.objects.pop(f"/{path.split('/')[1]}/{key}", None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            said = f"<DeleteResult>{gone}</DeleteResult>".encode()
        elif "uploads" in query:
            said = b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        else:
            self.objects[path] = b"".join(self.parts[number] for number in sorted(self.parts))
            self.parts.clear()
            said = b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"
        self._say(200, said)

    def do_GET(self) -> None:
        path, query, _ = self._asked()
        if "list-type" in query:
            start = f"{path.rstrip('/')}/{query['prefix'][0]}"
            listed = "".join(
                f"<Contents><Key>{name.split('/', 2)[2]}</Key><LastModified>{_WHEN}</LastModified>"
                f"<ETag>x</ETag><Size>{len(body)}</Size></Contents>"
                for name, body in self.objects.items()
                if name.startswith(start)
            )
            self._say(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>".encode())
        elif path in self.objects:
            self._say(200, self.objects[path])
        else:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def fake_s3() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address, and what lies in it."""
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Handler,), {"objects": objects, "parts": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
