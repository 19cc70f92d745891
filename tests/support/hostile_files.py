"""Files as somebody sends them who means harm, or whose program is broken: each by its number, always the same."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from example_files import EXCEL, LINKED, WORD, docx, good_files, odt, package, pdf, photo, xlsx

SCRIPT: Final = b"<script>document.title='executed';fetch('/executed')</script>"
SVG: Final = b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='executed'\">" + SCRIPT + b"</svg>"
HTML: Final = b"<!doctype html><html><body onload=\"document.title='executed'\">" + SCRIPT + b"</body></html>"
NAMES: Final = (
    "../../etc/passwd", "..\\..\\windows\\system32\\x.dll", "photo\u202egpj.exe", "a" * 5000 + ".pdf", "", ".", "..",
    "con.txt", "x.pdf.exe", "<img src=x onerror=alert(1)>.png", "\u200b\u2066.jpg", "a\x00b.pdf",
    "a\r\nSet-Cookie: x=y.pdf",
    'q";filename="evil.html', "ŵŷ ñ 漢字.docx", "file.html", "file.svg", "-rf", "NUL", "\U0001f600.txt",
    "%2e%2e%2f.pdf",
)  # fmt: skip  # as people and their programs name files
TYPES: Final = (
    "image/jpeg", "image/svg+xml", "text/html", "application/pdf", "application/octet-stream", "", "image/*",
)  # fmt: skip  # what a browser may say of them


@dataclass(frozen=True, slots=True)
class Hostile:
    label: str
    name: str
    media_type: str
    content: bytes


def _lying_png(width: int, height: int) -> bytes:
    """Says that it has so many points, and packs them into nothing."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" * min((width + 1) * height, 4_000_000), 9)
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def _bomb() -> bytes:
    return package({"[Content_Types].xml": WORD, "word/document.xml": b"\0" * 60_000_000})


def _many_parts() -> bytes:
    return package({"[Content_Types].xml": WORD} | {f"p/{number}": b"" for number in range(5_000)})


def _locked() -> bytes:
    """With the mark of a password on its parts."""
    whole = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + place] |= 1
            at = whole.find(mark, at + 4)
    return bytes(whole)


def _twice() -> bytes:
    """Two parts that lie over each other: the list says so, and only one is there."""
    whole = bytearray(package({"[Content_Types].xml": WORD, "word/document.xml": b"<w:document/>" * 50}))
    entry = whole.rfind(b"PK\x01\x02")
    whole[entry + 42 : entry + 46] = struct.pack("<L", 0)
    return bytes(whole)


CRAFTED: Final[Mapping[str, Callable[[], bytes]]] = {
    "svg": lambda: SVG,
    "svg with a prolog": lambda: b"<?xml version='1.0'?>" + SVG,
    "html": lambda: HTML,
    "html after blanks": lambda: b"\n \t" * 900 + HTML,
    "html in utf-16": lambda: b"\xff\xfe" + HTML.decode().encode("utf-16-le"),
    "html after words": lambda: b"Dear colleague,\n" * 40 + SCRIPT,
    "pdf and html": lambda: pdf(start=b"%PDF-1.7\n" + HTML),
    "html and pdf": lambda: HTML + pdf(),
    "pdf and zip": lambda: pdf(end=b"%%EOF\n" + docx()),
    "pdf with a script": lambda: pdf(more=b"3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"),
    "pdf with a spelt script": lambda: pdf(more=b"3 0 obj<</S/J#61vaScr#69pt/JS(app.alert(1))>>endobj\n"),
    "pdf that starts a program": lambda: pdf(more=b"3 0 obj<</S/Launch/F(cmd.exe)>>endobj\n"),
    "pdf with a file in it": lambda: pdf(more=b"3 0 obj<</Type/EmbeddedFile>>stream\nMZ\nendstream endobj\n"),
    "pdf without an end": lambda: pdf(end=b""),
    "jpeg and zip": lambda: photo() + docx(),
    "jpeg and html": lambda: photo() + HTML,
    "jpeg with a script in its remark": lambda: b"\xff\xd8\xff\xfe\x00\x60" + SCRIPT + photo()[2:],
    "gif and script": lambda: b"GIF89a/*" + SCRIPT + b"*/=1;",
    "png that lies": lambda: _lying_png(60_000, 60_000),
    "png that is wide": lambda: _lying_png(20_000, 9_000),
    "png cut short": lambda: good_files()["screenshot.png"][:60],
    "jpeg cut short": lambda: photo()[:300],
    "zip": lambda: package({"a.txt": b"a"}),
    "zip before words": lambda: b"MZ" + docx(),
    "zip before": lambda: b"PK\x03\x04" + docx(),
    "zip behind": lambda: docx() + b"\0" * 40,
    "zip with a bomb": _bomb,
    "zip of many": _many_parts,
    "zip that lies over itself": _twice,
    "zip with a password": _locked,
    "zip that strays": lambda: docx(**{"..__..__evil.sh": b"#!/bin/sh"}),
    "macros": lambda: docx(**{"word__vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macros by type": lambda: package({"[Content_Types].xml": WORD + b"document.macroEnabled.main+xml"}),
    "macro sheet": lambda: package({"[Content_Types].xml": EXCEL, "xl/macrosheets/sheet1.xml": b"<x/>"}),
    "a control that runs": lambda: docx(**{"word__activeX__activeX1.bin": b"MZ"}),
    "an object in it": lambda: docx(**{"word__embeddings__oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "a program in it": lambda: docx(**{"word__media__setup.exe": b"MZ"}),
    "a template from elsewhere": lambda: docx(**{"word___rels__settings.xml.rels": LINKED}),
    "two documents in one": lambda: package({"[Content_Types].xml": WORD + EXCEL}),
    "a basic in odt": lambda: odt_with("Basic/Standard/Module1.xml"),
    "old word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300,
    "windows program": lambda: b"MZ\x90\0" + b"\0" * 300,
    "linux program": lambda: b"\x7fELF" + b"\0" * 300,
    "shell script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "rich text": lambda: b"{\\rtf1\\ansi{\\object\\objocx}}",
    "postscript": lambda: b"%!PS\n(run) show",
    "nothing": lambda: b"",
    "blanks": lambda: b" \n" * 20,
    "zeros": lambda: b"\0" * 5000,
    "mp3": lambda: b"ID3\x04\0\0" + b"\0" * 200,
    "mp4": lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 200,
    "webp": lambda: b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 50,
    "tiff": lambda: b"II*\0" + b"\0" * 50,
    "gzip": lambda: b"\x1f\x8b\x08" + b"\0" * 50,
    "link": lambda: b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
}  # fmt: skip  # one to a line
"""Each of these is refused."""
REDRAWN: Final = frozenset({"jpeg and zip", "jpeg and html", "jpeg with a script in its remark"})
"""But these pictures, of which nothing but the points is kept."""


def odt_with(name: str) -> bytes:
    whole = io.BytesIO(odt())
    with zipfile.ZipFile(whole, "a") as made:
        made.writestr(name, "x")
    return whole.getvalue()


def hostile(number: int) -> Hostile:
    """Crafted ones first, then real files that were changed, and heads of one kind on bodies of another."""
    chance = random.Random(number)
    name, media_type = chance.choice(NAMES), chance.choice(TYPES)
    crafted = list(CRAFTED)
    if number < len(crafted):
        label = crafted[number]
        return Hostile(label, name, media_type, CRAFTED[label]())
    way = chance.choice((_bent, _cut, _grafted, _doubled, _noise, _seeded))
    return Hostile(way.__name__, name, media_type, way(chance))


def _some(chance: random.Random) -> bytes:
    return chance.choice(_GOOD)


def _bent(chance: random.Random) -> bytes:
    whole = bytearray(_some(chance))
    for _ in range(chance.randint(1, 24)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def _cut(chance: random.Random) -> bytes:
    whole = _some(chance)
    start = chance.choice((0, 0, chance.randrange(len(whole))))
    return whole[start : start + chance.randrange(len(whole))]


def _grafted(chance: random.Random) -> bytes:
    one, two = _some(chance), _some(chance)
    return one[: chance.randrange(4, 40)] + two[chance.randrange(len(two)) :]


def _doubled(chance: random.Random) -> bytes:
    return _some(chance) + chance.choice((SCRIPT, HTML, SVG, _some(chance), b"\0" * 30))


def _noise(chance: random.Random) -> bytes:
    start = chance.choice(
        (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"<", b"\xff\xfe")
    )
    return start + chance.randbytes(chance.randrange(1, 3000))


def _seeded(chance: random.Random) -> bytes:
    """Words, with something in them that a program might take for its own."""
    words = chance.choice(
        (
            b"+ADw-script+AD4-alert(1)",
            SCRIPT,
            SVG,
            b"<a href='javascript:1'>x</a>",
            b"=cmd|'/c calc'!A1",
            b"\x1b[2J",
            b"{{7*7}}",
        )
    )
    return b"Seen at four. " * chance.randrange(1, 60) + words


_GOOD: Final = (*good_files().values(), xlsx(), pdf())
