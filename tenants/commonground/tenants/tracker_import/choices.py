"""How a workbook is read: what somebody chose for this file, kept with it between pages."""

from __future__ import annotations

from typing import Final

import msgspec

from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.sheets import Workbook

MOST_SERIES: Final = 40


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """`sheet` and `header` count from nought. `columns` by their place. `series` keeps apart trackers whose numbers
    each begin anew. `told`: what somebody said that headings (`column`) and words mean, by table of codes; it goes with
    the file, or with bringing it in, when what may be kept of it is remembered."""

    sheet: int
    header: int
    columns: dict[int, Field]
    series: str = ""
    told: dict[str, dict[str, str]] = {}


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read and is not brought in yet."""

    workbook: Workbook
    choices: Choices
