"""The address at which several referrals are put on one context. It carries the choice, so that whoever makes a new
context in between, or goes back, has it still: references and versions, and no word of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from commonground.tenants.referrals.several import MOST, Pick, picked

PATH = "/tracker/link"
_BETWEEN = " "


def link_address(picks: Sequence[Pick], *, asked: str = "", context: str = "", words: str = "") -> str:
    """`asked`: the query of the tracker that one came from."""
    said: dict[str, str | list[str]] = {"pick": [pick.sent for pick in picks], "asked": asked}
    said |= {"context": context, "q": words}
    return f"{PATH}?{urlencode({name: value for name, value in said.items() if value}, doseq=True)}"


def carried(picks: Sequence[Pick]) -> str:
    """The choice as one value, for a form that is about something else."""
    return _BETWEEN.join(pick.sent for pick in picks)


def read_carried(typed: str) -> list[Pick]:
    """Nothing for anything that is no choice of ours."""
    picks = picked(typed.split(_BETWEEN))
    return picks if len(picks) <= MOST else []
