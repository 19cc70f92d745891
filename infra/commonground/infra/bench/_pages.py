"""Whether a timed page is the page: all its rows, and none of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from commonground.infra.bench._client import Answer

REFERENCE = re.compile(rb"CR-[0-9A-Z]{4}-[0-9A-Z]{3}")
_CELL = re.compile(rb'id="[pr]-CR-[^"]*"|<td data-label="[^"]*"')
"""What a row of the tracker is made of: its box, its link and its cells."""


class WrongPageError(RuntimeError):
    """A page was fast, but not the page that was asked for."""


def check_lists(answers: Iterable[Answer], own: Set[str], rows: int = 50) -> None:
    """Raises `WrongPageError` unless each page has `rows` rows, all of them `own`."""
    for answer in answers:
        if answer.status != 200:
            raise WrongPageError(f"answered {answer.status}: {answer.body[:200]!r}")
        shown = {found.decode() for found in REFERENCE.findall(answer.body)}
        if len(shown) != rows:
            raise WrongPageError(f"{len(shown)} rows instead of {rows}")
        if foreign := shown - own:
            raise WrongPageError(f"{len(foreign)} rows of somebody else")


def check_block(whole: Iterable[Answer], bare: Iterable[Answer]) -> None:
    """Raises `WrongPageError` unless all of them show the same rows, cell by cell: what renders less than the page does
    is nothing to compare it with."""
    shown = {tuple(_CELL.findall(answer.body)) for answer in (*whole, *bare)}
    if len(shown) != 1:
        raise WrongPageError(f"not one block of rows, but {len(shown)}: of {sorted(map(len, shown))} cells")


def check_status(answers: Iterable[Answer], status: int) -> None:
    """Raises `WrongPageError` unless every answer has this status."""
    for answer in answers:
        if answer.status != status:
            raise WrongPageError(f"answered {answer.status} instead of {status}: {answer.body[:200]!r}")
