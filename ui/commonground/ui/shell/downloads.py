"""What a browser saves to a folder."""

from __future__ import annotations

from litestar import Response


def download(body: bytes, kind: str, name: str) -> Response[bytes]:
    """A file that is made on each request and kept by nobody on the way. `name` is ours, never somebody's words: it
    goes into a header, and stays in the reader's folder of downloads."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
