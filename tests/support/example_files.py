"""Small real files of each kind that is kept, made on the spot; and a photograph that says where it was taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from commonground.platform.files.accepting import Read

EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PLACE: Final = "51 deg 30' 12.11\" N somewhere"
XMP: Final = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>51,30.2N</exif:GPSLatitude></x:xmpmeta>"
REMARK: Final = b"taken outside Jayden Okafor's door"
SIDEWAYS: Final = 6
"""What a telephone writes that was held upright: turn it by a quarter."""
TEXT: Final = "Seen by the bins at 16:10. Café closed.\n".encode()


def photo(*, side: tuple[int, int] = (80, 40), sideways: bool = True) -> bytes:
    """A JPEG of a red and a blue half, with where, when and with what it was taken, XMP, a remark and a preview."""
    picture = Image.new("RGB", side, "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, side[0] // 2 - 1, side[1]), fill="red")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Phone maker", "Phone model"
    exif[0x0112] = SIDEWAYS if sideways else 1
    exif[0x9286] = REMARK
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 12.11), 3: "W", 4: (0.0, 7.0, 39.0), 27: PLACE.encode()})
    whole = io.BytesIO()
    picture.save(whole, "JPEG", exif=exif.tobytes(), xmp=XMP, comment=REMARK, quality=90)
    return whole.getvalue()


def screenshot() -> bytes:
    whole = io.BytesIO()
    picture = Image.new("RGBA", (30, 20), (0, 128, 0, 128))
    said = PngInfo()
    said.add_text("Comment", REMARK.decode())
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    picture.save(whole, "PNG", pnginfo=said)
    return whole.getvalue()


def pdf(*, more: bytes = b"", start: bytes = b"%PDF-1.7\n", end: bytes = b"%%EOF\n") -> bytes:
    page = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    return start + page + more + b"trailer<</Root 1 0 R>>\n" + end


def package(parts: Mapping[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packed) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return whole.getvalue()


def _types(main: str) -> bytes:
    return f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'.encode()


WORD: Final = _types("wordprocessingml.document.main+xml")
EXCEL: Final = _types("spreadsheetml.sheet.main+xml")
LINKED: Final = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'attachedTemplate" Target="https://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>'
)


def docx(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": WORD, "word/document.xml": b"<w:document/>"}
    return package(parts | {name.replace("__", "/"): part for name, part in more.items()})


def xlsx() -> bytes:
    return package({"[Content_Types].xml": EXCEL, "xl/workbook.xml": b"<workbook/>"})


def odt() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        made.writestr("content.xml", "<office:document-content/>", zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def good_files() -> dict[str, bytes]:
    """By the name under which somebody might have saved it."""
    return {
        "photo.jpg": photo(),
        "screenshot.png": screenshot(),
        "letter.pdf": pdf(),
        "minutes.docx": docx(),
        "list.xlsx": xlsx(),
        "notes.odt": odt(),
        "seen.txt": TEXT,
    }


def reader_of(content: bytes) -> Read:
    """What a request gives: the next bytes, at most so many."""
    stream = io.BytesIO(content)

    async def read(most: int) -> bytes:
        return stream.read(most)

    return read


def written(folder: Path, content: bytes) -> Path:
    path = folder / "sent"
    path.write_bytes(content)
    return path
