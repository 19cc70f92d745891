"""What strangers send ends in a plain sentence; what only looks odd is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.opening import open_workbook
from hostile_workbooks import Hostile, hostile_workbooks

FILES = list(hostile_workbooks(broken=0))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
async def test_a_hostile_file_ends_in_a_sentence_or_is_read(file: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "chosen"
    path.write_bytes(file.content)
    why = await _why_not(path)
    assert why in file.refused or (why is None and file.may_be_read)


async def _why_not(path: Path) -> Unread | None:
    try:
        await open_workbook(path)
    except UnreadError as refused:
        return refused.why
    return None


async def test_words_that_look_like_a_formula_stay_words(tmp_path: Path) -> None:
    file = next(file for file in FILES if file.name.startswith("the words =cmd"))
    path = tmp_path / "chosen"
    path.write_bytes(file.content)
    book = await open_workbook(path)
    assert book.sheets[0].rows[1][3] == "=cmd|' /C calc'!A0"
