"""The last whole quarter at Larkmere’s front door, for its figures. Nothing and nobody here is real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from commonground.infra.demo.larkmere import ADVICE_REPLY, LOOKED_AT
from commonground.infra.demo.shapes import Told
from commonground.platform.calendar import LONDON
from commonground.tenants.figures.types import quarters

# How many came from whom, about what, and what was decided about them.
_CAME: Final = (
    (17, "public", "place", ("bullying",), "advice", "Young people shouting outside the shops"),
    (11, "public", "place", ("cce",), "added_to_context", "Cars waiting behind the shops in the evening"),
    (9, "school", "school", ("bullying", "online_images"), "signpost", "Messages passed round at the end of lessons"),
    (8, "anonymous", "place", ("serious_youth_violence",), "context_assessment", "Fights by the bus stop after four"),
    (6, "police", "place", ("cce", "serious_youth_violence"), "strategy_discussion", "Robberies near the station"),
    (4, "individual_family", "group", ("bullying",), "consultation", "A group that waits at the corner"),
    (2, "young_person", "place", ("cse",), "context_assessment", "Older men in the park café"),
)  # fmt: skip  # a row to a line
_TAKEN_ON: Final = frozenset({"context_assessment", "strategy_discussion", "consultation"})
_TEAMS: Final = ("Front door", "Front door", "Front door", "Front door", "North locality")


def last_quarter(now: datetime) -> tuple[Told, ...]:
    """Everything was decided, four in five of the reporters were answered, and one place came up again and again."""
    whole = quarters(now)[1]
    today = now.astimezone(LONDON).date()
    length = (whole.back(-1).first - whole.first).days - 12
    days = (whole.first + timedelta(days=3 + number * 37 % length) for number in cycle(range(length)))
    return tuple(_told(number, row, (today - next(days)).days) for number, row in enumerate(_each()))


def _each() -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
    for many, source, kind, harms, outcome, title in _CAME:
        for _ in range(many):
            yield source, kind, harms, outcome, title


def _told(number: int, row: tuple[str, str, tuple[str, ...], str, str], days: int) -> Told:
    source, kind, harms, outcome, title = row
    reply = LOOKED_AT if outcome in _TAKEN_ON else ADVICE_REPLY
    return Told(
        title=title, kind=kind, harms=harms, source=source, days=days, at=f"{8 + number % 11:02}:{number * 7 % 60:02}",
        what=f"{title}. It has been going on for some weeks.", children=("1_2", "3_5", "not_sure")[number % 3],
        state="decided", outcome=outcome, why="Weighed with what is known of the place.",
        reply="" if number % 5 == 4 else reply, team=_TEAMS[number % len(_TEAMS)],
        decided_after=(1, 1, 1, 2, 1, 4, 2, 8)[number % 8],
    )  # fmt: skip  # one worry
