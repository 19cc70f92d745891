"""Static files with their content's hash in the name, so that browsers may keep them for ever.

Files of ours may name others as `asset:NAME`; the hashed address is put in before hashing."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import brotli

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
COMPRESSED = {".css", ".js", ".svg", ".txt"}
REFERENCE = re.compile(rb"asset:([\w./-]+\w)")


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    body: bytes
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.body).hexdigest()[:16])

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @cached_property
    def address(self) -> str:
        stem, _, suffix = Path(self.name).name.rpartition(".")
        return f"{PREFIX}{stem}-{self.digest}.{suffix}"

    @property
    def media_type(self) -> str:
        return TYPES[self.suffix]

    @cached_property
    def brotli(self) -> bytes:
        return bytes(brotli.compress(self.body, mode=brotli.MODE_TEXT, quality=11))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    def encoded(self, accepts: str) -> tuple[bytes, str]:
        """The body in the best encoding that the browser accepts, and that encoding's name (empty = plain)."""
        offered = {part.split(";")[0].strip().lower() for part in accepts.split(",")}
        if self.suffix not in COMPRESSED:
            return self.body, ""
        if "br" in offered:
            return self.brotli, "br"
        return (self.gzip, "gzip") if "gzip" in offered else (self.body, "")


class Assets:
    """Every file under one folder, found by its name in templates and by its hashed address in requests."""

    def __init__(self, folder: Path) -> None:
        self.by_name: dict[str, Asset] = {}
        self._folder = folder
        for path in sorted(folder.rglob("*")):
            if path.suffix in TYPES:
                self._load(path)
        self.by_address = {asset.address: asset for asset in self.by_name.values()}

    def _load(self, path: Path) -> Asset:
        if path.name not in self.by_name:
            body = REFERENCE.sub(lambda found: self._referred(found[1].decode()), path.read_bytes())
            self.by_name[path.name] = Asset(path.name, body)
        return self.by_name[path.name]

    def _referred(self, name: str) -> bytes:
        found = next(self._folder.rglob(name), None)
        if found is None:
            raise LookupError(f"A static file refers to {name}, which does not exist.")
        return self._load(found).address.encode()

    def address(self, name: str) -> str:
        """Raises `KeyError` for a file we do not have: a page must not point at nothing."""
        return self.by_name[name].address


@cache
def assets() -> Assets:
    """The shell's own files, read once per process."""
    return Assets(FOLDER)


def asset(name: str) -> str:
    """The address of a static file, for templates: `asset("commonground.css")`."""
    return assets().address(name)
