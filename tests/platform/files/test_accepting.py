"""What is kept of what people send: by its content, within its size, without where it was taken; and why not."""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path

import pytest
from PIL import Image

from commonground.platform.files import redrawing
from commonground.platform.files.accepting import Accepted, accept
from commonground.platform.files.kinds import LARGEST, FileKind, Unfit, UnfitError
from example_files import PLACE, REMARK, TEXT, good_files, photo, reader_of, screenshot
from figures import Figure
from hostile_files import CRAFTED, REDRAWN, hostile

SEARCHED_FOR = (b"Exif", b"GPS", b"adobe", b"xmpmeta", b"Phone m", REMARK, PLACE.encode(), b"Comment", b"tEXt", b"iTXt")


async def taken(folder: Path, content: bytes, name: str = "sent.bin") -> Accepted:
    return await accept(name, reader_of(content), folder, asyncio.Semaphore(2))


async def why_not(folder: Path, content: bytes) -> Unfit:
    with pytest.raises(UnfitError) as refused:
        await taken(folder, content)
    return refused.value.why


@pytest.mark.parametrize(("name", "kind"), list(zip(good_files(), FileKind, strict=True)))
async def test_each_kind_is_known_whatever_it_is_called(tmp_path: Path, name: str, kind: FileKind) -> None:
    content = good_files()[name]
    kept = await taken(tmp_path, content, "wrong.exe")
    assert kept.kind is kind
    assert kept.size == len(kept.path.read_bytes())
    if kind not in (FileKind.JPEG, FileKind.PNG):
        assert kept.path.read_bytes() == content


@pytest.mark.parametrize("content", [photo(), screenshot()])
async def test_a_picture_is_kept_without_where_when_and_with_what_it_was_taken(tmp_path: Path, content: bytes) -> None:
    assert sum(mark in content for mark in SEARCHED_FOR) >= 3, "else nothing is tried"
    kept = (await taken(tmp_path, content)).path.read_bytes()
    assert [mark for mark in SEARCHED_FOR if mark in kept] == []
    with Image.open(io.BytesIO(kept)) as again:
        assert not again.getexif()
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


async def test_a_preview_that_still_shows_what_was_cut_away_goes_too(tmp_path: Path) -> None:
    """A preview is a whole picture inside the Exif block."""
    preview = photo(side=(16, 16), sideways=False)
    exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + preview
    content = b"\xff\xd8\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + photo()[2:]
    kept = (await taken(tmp_path, content)).path.read_bytes()
    assert kept.count(b"\xff\xd8\xff") == 1


async def test_a_picture_taken_sideways_stands_upright(tmp_path: Path) -> None:
    with Image.open((await taken(tmp_path, photo())).path) as upright:
        assert upright.size == (40, 80)
        top, bottom = (upright.convert("RGB").getpixel((20, height)) for height in (10, 70))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200 and top[2] < 60, bottom[2] > 200 and bottom[0] < 60) == (True, True), "red above, blue below"


async def test_what_is_wider_than_needed_is_made_smaller(tmp_path: Path) -> None:
    with Image.open((await taken(tmp_path, photo(side=(5_000, 2_500), sideways=False))).path) as smaller:
        assert smaller.size == (4_000, 2_000)


@pytest.mark.parametrize("label", [label for label in CRAFTED if label not in REDRAWN])
async def test_what_is_built_to_harm_is_refused_with_a_reason(tmp_path: Path, label: str) -> None:
    began = time.monotonic()
    assert (await why_not(tmp_path, CRAFTED[label]())).sentence.endswith(".")
    assert time.monotonic() - began < 60, "and never hangs"


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("svg", Unfit.MARKUP),
        ("html in utf-16", Unfit.MARKUP),
        ("html after words", Unfit.MARKUP),
        ("pdf and html", Unfit.DISGUISED),
        ("pdf and zip", Unfit.DISGUISED),
        ("pdf with a spelt script", Unfit.PROGRAM),
        ("png that lies", Unfit.WIDE),
        ("zip with a bomb", Unfit.UNPACKS),
        ("zip of many", Unfit.UNPACKS),
        ("zip that lies over itself", Unfit.UNPACKS),
        ("zip with a password", Unfit.LOCKED),
        ("zip that strays", Unfit.DISGUISED),
        ("macros", Unfit.PROGRAM),
        ("macros by type", Unfit.PROGRAM),
        ("a template from elsewhere", Unfit.PROGRAM),
        ("two documents in one", Unfit.DISGUISED),
        ("zip", Unfit.UNKNOWN),
        ("old word", Unfit.OLD_OFFICE),
        ("heic", Unfit.APPLE),
        ("nothing", Unfit.EMPTY),
        ("jpeg cut short", Unfit.DAMAGED),
    ],
)
async def test_the_reason_says_what_to_do(tmp_path: Path, label: str, why: Unfit) -> None:
    assert await why_not(tmp_path, CRAFTED[label]()) is why


async def test_nothing_but_the_points_is_kept_of_a_picture_that_is_something_else_too(tmp_path: Path) -> None:
    for label in sorted(REDRAWN):
        folder = tmp_path / label
        folder.mkdir()
        kept = (await taken(folder, CRAFTED[label]())).path.read_bytes()
        assert b"script" not in kept, label
        assert b"PK" not in kept, label


async def test_text_is_kept_in_the_encoding_under_which_it_is_served(tmp_path: Path) -> None:
    words = TEXT.decode()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        folder = tmp_path / encoding
        folder.mkdir()
        kept = await taken(folder, words.encode(encoding))
        assert (kept.kind, kept.path.read_bytes()) == (FileKind.TXT, TEXT), encoding


async def test_a_large_file_is_refused_before_it_is_all_there(tmp_path: Path) -> None:
    asked = 0

    async def endless(most: int) -> bytes:
        nonlocal asked
        asked += most
        return b"\0" * most

    with pytest.raises(UnfitError) as refused:
        await accept("big.pdf", endless, tmp_path, asyncio.Semaphore(2))
    assert refused.value.why is Unfit.TOO_LARGE
    assert asked <= LARGEST + 2 * 1024 * 1024


async def test_the_process_that_draws_is_stopped_by_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a broken decoder would be: no answer in time is an answer."""
    monkeypatch.setattr("commonground.platform.files.accepting._SECONDS", 0.01)
    assert await why_not(tmp_path, photo()) is Unfit.WIDE
    assert redrawing.LIMITS.memory <= 1024**3


async def test_of_hundreds_of_hostile_files_none_breaks_anything(tmp_path: Path, figure: Figure) -> None:
    kept = 0
    for number in range(60, 460):
        sent, folder = hostile(number), tmp_path / str(number)
        folder.mkdir()
        try:
            accepted = await taken(folder, sent.content, sent.name)
        except UnfitError:
            continue
        kept += 1
        found = accepted.path.read_bytes()
        assert b"<script" not in found, (number, sent.label)
        assert b"<svg" not in found, (number, sent.label)
    figure("hostile files tried", 400)
    figure("hostile files that became a harmless one", kept)
