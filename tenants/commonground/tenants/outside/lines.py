"""Lines on the record of which something was told outside the platform, as `disclosures/lines.py` has them of what goes
to another council: with the reference and whom it is for, and no word of the package."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import uuid5

from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.disclosures.lines import Line, write_line
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.outside.queries import steps_of
from commonground.tenants.outside.types import Step
from commonground.tenants.referrals.history import Aside

SENT: Final[Line] = (ContextVerb.TELL_OUTSIDE, Aside.TELL_OUTSIDE)
TAKEN_BACK: Final[Line] = (ContextVerb.TAKE_BACK_OUTSIDE, Aside.TAKE_BACK_OUTSIDE)
_CAME: Final[Mapping[Step, Line]] = MappingProxyType(
    {
        Step.OPEN: (ContextVerb.OPENED_OUTSIDE, Aside.OPENED_OUTSIDE),
        Step.EXPIRE: (ContextVerb.OUTSIDE_EXPIRED, Aside.OUTSIDE_EXPIRED),
    }
)


async def write_own_line(work: Work, row: Disclosure, line: Line) -> None:
    """That the acting person sent it, or took it back."""
    await write_line(work, row, line, _words(row), work.now, uuid7(), work.actor.staff_id)


async def write_lines(work: Work, row: Disclosure) -> None:
    """For a worker: what whoever had the code did, and the clock. Written twice, a step is one line."""
    for step in await steps_of(work, row):
        if step.step in _CAME:
            line_id = uuid5(row.id, f"step {step.no}")
            await write_line(work, row, _CAME[step.step], _words(row), step.at, line_id, None)


def _words(row: Disclosure) -> str:
    return f"{row.reference}, {row.receiver_words}"
