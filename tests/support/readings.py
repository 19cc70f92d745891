"""Every way in which some bytes may be read: as they are, and with what hides words taken off.

Escaped for HTML, an address, JSON or mail; in base64; compressed by gzip, zlib or brotli, or inside a zip or a PDF;
cut apart by tags or by characters that cannot be seen; in UTF-16."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote_plus

import brotli

DEEPEST = 4
LARGEST = 20_000_000
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")
_APART = bytes(byte if byte in _BASE64 else 32 for byte in range(256))
_SHORTEST = 20
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){12,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def readings(body: bytes, *, brotlied: bool = False, depth: int = 0) -> Iterator[str]:
    """Texts that somebody could read out of `body`, from the plain one to the well hidden."""
    if depth > DEEPEST:
        return
    unpacked = list(_unpacked(body, brotlied))
    for inner in unpacked:
        yield from readings(inner, depth=depth + 1)
    if unpacked:
        return
    plain = body.decode("utf-8", errors="replace")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or body[1:2] == b"\0":
        plain = body.decode("utf-16", errors="replace")
    yield from _of_text(plain, depth)


def _of_text(plain: str, depth: int) -> Iterator[str]:
    seen = {plain}
    yield plain
    for reading in (*_unescaped(plain), _UNSEEN.sub("", _TAG.sub("", plain))):
        if reading not in seen:
            seen.add(reading)
            yield from readings(reading.encode(), depth=depth + 1)
    for packed in _runs(plain):
        yield from _of_bytes(_from_base64(packed), depth)
        # So many digits in a row are letters of base64 too.
        for digits in _HEX.findall(packed):
            yield from _of_bytes((bytes.fromhex(digits),), depth)


def _runs(plain: str) -> Iterator[str]:
    """Letters of base64 in a row, long enough to hold a word, each once; what pads them is put back when it is read."""
    for run in set(plain.encode(errors="replace").translate(_APART).split()):
        if len(run) >= _SHORTEST:
            yield run.decode()


def _of_bytes(found: tuple[bytes, ...], depth: int) -> Iterator[str]:
    for inner in found:
        yield from readings(inner, depth=depth + 1)


def _unescaped(text: str) -> Iterator[str]:
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote_plus(text)
    if "\\u" in text:
        yield _JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "=\n" in text or "=\r\n" in text or "=2D" in text or "=2d" in text:
        yield quopri.decodestring(text.encode()).decode("utf-8", errors="replace")


@lru_cache(maxsize=100_000)
def _from_base64(packed: str) -> tuple[bytes, ...]:
    """Nobody says where the encoded words began, so each of the four places is tried. Kept, since what looks like it is
    mostly addresses and names that stand on every page."""
    found = []
    for start in range(4):
        cut = packed[start:].rstrip("=").replace("-", "+").replace("_", "/")
        with suppress(binascii.Error, ValueError):
            found.append(base64.b64decode(cut[: len(cut) - (len(cut) % 4 == 1)] + "=" * (-len(cut) % 4)))
    return tuple(inner for inner in found if _wordy(inner))


def _wordy(inner: bytes) -> bool:
    """Words or something packed; random bytes, as in tokens, are neither."""
    return inner[:2] in (b"\x1f\x8b", b"PK", b"\x78\x9c", b"\x78\xda") or b"canary" in inner.lower() or (
        inner.isascii() and sum(32 <= byte < 127 for byte in inner) > 0.9 * len(inner)
    )  # fmt: skip


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Nothing of a part that cannot be unpacked: what is kept may be broken."""
    with suppress(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return archive.read(name)[:LARGEST]
    return b""


def _unpacked(body: bytes, brotlied: bool) -> Iterator[bytes]:
    if body[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(body)[:LARGEST]
    if body[:1] == b"\x78" and body[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        with suppress(zlib.error):
            yield zlib.decompress(body)[:LARGEST]
    if body[:4] == b"PK\x03\x04":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode() + b"\n" + _part(archive, name)
    if body[:5] == b"%PDF-":
        for stream in _STREAM.findall(body):
            with suppress(zlib.error):
                yield zlib.decompress(stream)
    if brotlied:
        with suppress(brotli.error):
            yield brotli.decompress(body)[:LARGEST]
