"""What strangers send ends in a plain sentence; what only looks odd is read.

`HOSTILE_WORKBOOKS` says how many broken ones there are beside those made by hand; `make prove` tries hundreds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from commonground.tenants.tracker_import.errors import Unread, UnreadError
from commonground.tenants.tracker_import.opening import open_workbook
from figures import Figure
from hostile_workbooks import Hostile, hostile_workbooks

BROKEN: Final = int(os.environ.get("HOSTILE_WORKBOOKS", "12"))
EACH: Final = 1 if "HOSTILE_WORKBOOKS" in os.environ else 5
"""Of which the memory is measured: all in the long form."""
FILES = list(hostile_workbooks(broken=0))
MOST: Final = 256 * 1024
"""Kibibytes of memory."""
# The reader as it is, which says at its end how much memory it has had.
_READ = """
import sys
from commonground.tenants.tracker_import.reading import main
code = main()
found = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
sys.stderr.write(found[0].split()[1])
sys.exit(code)
"""


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


async def test_each_ends_in_a_sentence_and_within_its_memory(tmp_path: Path, figure: Figure) -> None:
    """One after the other; figures are those of the worst. How long one may take, `make prove` says."""
    path, longest, most, wrong = tmp_path / "chosen", 0.0, 0, list[str]()
    files = list(hostile_workbooks(broken=BROKEN))[::EACH]
    for file in files:
        path.write_bytes(file.content)
        began = time.perf_counter()
        why = await _why_not(path)
        longest = max(longest, time.perf_counter() - began)
        if why not in file.refused and not (why is None and file.may_be_read):
            wrong.append(f"{file.name}: {why}")
        most = max(most, await asyncio.to_thread(_peak, path))
    figure("hostile workbooks", len(files))
    figure("hostile workbooks that ended in no sentence", len(wrong))
    figure("milliseconds of the longest hostile workbook", int(longest * 1000))
    figure("kibibytes of memory of the largest hostile workbook", most)
    assert wrong == []
    assert most <= MOST


def _peak(path: Path) -> int:
    """Of the reader's own process; its limit, where a limit stopped it before it could say."""
    given = [sys.executable, "-c", _READ, str(path)]
    ran = subprocess.run(given, capture_output=True, check=False, env={"PATH": os.defpath}, timeout=120)
    return int(ran.stderr) if ran.stderr.isdigit() else MOST


def test_the_limit_is_the_operating_systems(tmp_path: Path) -> None:
    """What `_peak` takes for granted where nothing was said."""
    asked = "from commonground.tenants.tracker_import.reading import LIMITS, keep_to; keep_to(LIMITS); bytes(300 << 20)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False, cwd=tmp_path)
    assert b"MemoryError" in ran.stderr
