"""How a workbook is read: what somebody chose for this file, kept with it between pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.sheets import Workbook

MOST_SERIES: Final = 40


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """`sheet` and `header` count from nought. `columns` by their place; `words` by the table of codes and then by the
    words as `plain` writes them. `series` keeps apart trackers whose numbers each begin anew."""

    sheet: int
    header: int
    columns: dict[int, Field]
    words: dict[str, dict[str, str]] = {}
    series: str = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read and is not brought in yet."""

    workbook: Workbook
    choices: Choices


def chosen_words(*layers: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """By table: later layers count before earlier ones."""
    tables = {table for layer in layers for table in layer}
    return {
        table: {words: code for layer in layers for words, code in layer.get(table, {}).items()} for table in tables
    }
