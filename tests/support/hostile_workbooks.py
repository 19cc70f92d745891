"""Files that somebody might choose as their tracker, by accident or to do harm; each with why it is not taken in, or
`None` where it must come through as what it is."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from commonground.tenants.tracker_import.errors import Unread

ANY: Final = frozenset(Unread)
_HEADER: Final = ("Ref", "Date received", "Location", "Concern")
_ROW: Final = ("X1", "01/02/2026", "Alder Park", "Fights after school")
_TYPES: Final = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_SHEET: Final = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
_LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """`refused`: any of these reasons will do; none of them where the file is odd, and read all the same."""

    name: str
    content: bytes
    refused: frozenset[Unread] = frozenset()
    may_be_read: bool = False


def workbook(rows: int = 3, columns: int = 4, cell: object = None) -> bytes:
    """An ordinary workbook with a header and so many rows."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Tracker")
    sheet.write_row(0, 0, _HEADER + tuple(f"More {n}" for n in range(columns - len(_HEADER))))
    for row in range(1, rows + 1):
        sheet.write_row(row, 0, _ROW + tuple("x" for _ in range(columns - len(_ROW))))
    if cell is not None:
        sheet.write(1, 3, cell)
    book.close()
    return held.getvalue()


def with_parts(base: bytes, **parts: bytes | str) -> bytes:
    """The workbook with parts put in or replaced; a dot and a slash in a name are `__` and `___`."""
    held = io.BytesIO()
    put = {name.replace("___", "/").replace("__", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, put.pop(part.filename, old.read(part)))
        for name, content in put.items():
            new.writestr(name, content)
    return held.getvalue()


def _only(**one: Unread) -> frozenset[Unread]:
    return frozenset(one.values())


def _other_files() -> Iterator[Hostile]:
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    exe = b"MZ\x90\x00\x03\x00" + bytes(2000)
    page = "<html><table><tr><td>Ref</td></tr></table></html>"
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("word/document.xml", "<w/>")
    none = frozenset({Unread.NOT_A_WORKBOOK})
    for name, content in (("png", png), ("pdf", pdf), ("exe", exe), ("page", page.encode()), ("rtf", rb"{\rtf1 Ref}")):
        yield Hostile(f"a {name} renamed", content, none)
    yield Hostile("a Word file renamed", word.getvalue(), none)
    yield Hostile("nothing", b"", frozenset({Unread.EMPTY}))
    yield Hostile("spaces", b" \r\n \t\n", frozenset({Unread.EMPTY}))
    yield Hostile("an old file that is no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), ANY)
    yield Hostile("a folder without a workbook", with_nothing(), none)


def with_nothing() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        parts.writestr("readme.txt", "hello")
    return held.getvalue()


def _bombs() -> Iterator[Hostile]:
    base = workbook()
    zeros = b"0" * (60 * 1024 * 1024)
    big = frozenset({Unread.UNPACKS, Unread.TOO_SLOW, Unread.DAMAGED, Unread.LONG_CELL})
    yield Hostile("a sheet of zeros", with_parts(base, xl___worksheets___sheet1__xml=zeros * 3), big)
    strings = (
        b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + b"<si><t>ab</t></si>" * 4_000_000
    )
    yield Hostile(
        "four million strings", with_parts(base, xl___sharedStrings__xml=strings + b"</sst>"), ANY, may_be_read=True
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_001))
    yield Hostile(
        "100,000 rows",
        with_parts(base, xl___worksheets___sheet1__xml=_SHEET.format(cells)),
        frozenset({Unread.MANY_ROWS}),
    )
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile(
        "a cell in the farthest corner", with_parts(base, xl___worksheets___sheet1__xml=_SHEET.format(far)), big
    )
    yield Hostile("300 columns", workbook(columns=300), frozenset({Unread.MANY_COLUMNS}))
    for part in (
        "xl___workbook__xml",
        "xl____rels___workbook__xml__rels",
        "xl___worksheets___sheet1__xml",
        "xl___styles__xml",
        "xl___sharedStrings__xml",
    ):
        yield Hostile(f"laughs in {part}", with_parts(base, **{part: f"{_LAUGHS}<r>&m;</r>"}), ANY, may_be_read=True)
        outside = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
        yield Hostile(f"another file asked for in {part}", with_parts(base, **{part: outside}), ANY, may_be_read=True)
        yield Hostile(f"deep nests in {part}", with_parts(base, **{part: "<a>" * 200_000}), ANY, may_be_read=True)
    yield Hostile(
        "3,000 parts", with_parts(base, **{f"junk{n}": "x" for n in range(3_000)}), frozenset({Unread.UNPACKS})
    )
    yield Hostile("a cell of 32,000 letters", workbook(cell="y" * 32_000), frozenset({Unread.LONG_CELL}))


def _merges() -> Iterator[Hostile]:
    merges = '<mergeCell ref="A1:A1048576"/>' * 1_000_000
    sheet = _SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>')
    ended = sheet.replace("</worksheet>", f"<mergeCells>{merges}</mergeCells></worksheet>")
    content = with_parts(workbook(), xl___worksheets___sheet1__xml=ended)
    yield Hostile("a million merges", content, frozenset({Unread.UNPACKS, Unread.TOO_SLOW}))


def _living() -> Iterator[Hostile]:
    base = workbook()
    yield Hostile("macros", with_parts(base, xl___vbaProject__bin=b"x"), frozenset({Unread.MACROS}))
    link = with_parts(base, xl___externalLinks___externalLink1__xml="<externalLink/>")
    yield Hostile("cells of another file", link, frozenset({Unread.ELSEWHERE}))
    for words in (
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://evil.example","x")',
        "@SUM(1)",
        "+1+1",
        "-2+3",
        '=WEBSERVICE("http://evil.example")',
    ):
        yield Hostile(f"the words {words[:12]}", workbook(cell=words), may_be_read=True)
    up = with_parts(base, **{"__.___..".replace(".", "_"): "x"})
    yield Hostile("a part with an odd name", up, may_be_read=True)
    held = io.BytesIO(base)
    with zipfile.ZipFile(held, "a") as parts:
        parts.writestr("../../../etc/cron.d/x", "x")
    yield Hostile("a part that climbs", held.getvalue(), may_be_read=True)


def _texts() -> Iterator[Hostile]:
    table = "Ref,Date received,Location\nX1,01/02/2026,Caffi’r Ŵyl\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        words = table.replace("Ŵ", "W") if encoding == "cp1252" else table
        yield Hostile(f"CSV in {encoding}", words.encode(encoding), may_be_read=True)
    odd = frozenset({Unread.NOT_A_WORKBOOK, Unread.LETTERS, Unread.LONG_CELL, Unread.EMPTY})
    yield Hostile("CSV in UTF-16 without a mark", table.encode("utf-16-le"), odd)
    yield Hostile("CSV in UTF-32", table.encode("utf-32"), odd)
    yield Hostile("CSV with a letter no one has", table.encode() + b"\x81\x8d\x8f", odd)
    yield Hostile("half a UTF-16", table.encode("utf-16")[:-1], odd)
    yield Hostile("CSV with noughts", table.encode() + b"\x00\x00", odd)
    yield Hostile("CSV that never closes", b'a,b\n"' + b"x\n" * 200_000, odd | {Unread.LONG_CELL})
    yield Hostile(
        "CSV of one long line",
        b"a," * 500_000,
        frozenset({Unread.MANY_COLUMNS, Unread.EMPTY, Unread.LONG_CELL}),
        may_be_read=True,
    )
    yield Hostile("CSV of 100,000 rows", b"a,b\n" * 100_000, frozenset({Unread.MANY_ROWS}))
    yield Hostile("JSON", b'{"a": [1, 2]}', odd, may_be_read=True)


def _broken(seed: int, count: int) -> Iterator[Hostile]:
    """Cut short, or with bytes changed: most are damaged, some are luckily the same."""
    chance, base = random.Random(seed), workbook(rows=30)
    for number in range(count):
        content = bytearray(base)
        if number % 2:
            content = content[: chance.randrange(1, len(base))]
        else:
            for _ in range(chance.randrange(1, 60)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        yield Hostile(f"broken {number}", bytes(content), ANY, may_be_read=True)


def hostile_workbooks(seed: int = 1, broken: int = 150) -> Iterator[Hostile]:
    """Every one of them."""
    yield from _other_files()
    yield from _bombs()
    yield from _merges()
    yield from _living()
    yield from _texts()
    yield from _broken(seed, broken)
