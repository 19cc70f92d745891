"""When a restricted record has nobody left, and who can be named on it then. No database, no web.

The same for contexts and referrals, open or closed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from commonground.platform.access import Action, Held
from commonground.platform.refusals import IncompleteError, Problem
from commonground.tenants.contexts.colleagues import Colleague, House

REASON_LIMIT: Final = 1_000


def nobody_left(house: House, record: Held) -> bool:
    """Whether it is restricted, and none of those who work here could change whom it is open to. Others who are named
    may still read it: `queries.left_alone` says the same in SQL."""
    return record.restricted and not any(each.could(Action.RESTRICT_RECORD, record) for each in house.people)


def who_could_keep(house: House, record: Held, but: UUID | None) -> tuple[Colleague, ...]:
    """Those of the record's team whose role restricts records; where it has none, those of the others. `but`: whoever
    names somebody never lets themselves in."""
    able = tuple(each for each in house.people if each.id != but and each.could(Action.RESTRICT_RECORD))
    own = tuple(each for each in able if record.team_id in {team.id for team in each.teams})
    return own or able


def check_keeper(could: tuple[Colleague, ...], keeper: UUID | None) -> Colleague:
    """Raises `IncompleteError` for anybody else."""
    found = next((each for each in could if each.id == keeper), None)
    if found is None:
        raise IncompleteError((Problem("keeper", "Choose one of these people."),))
    return found


def check_reason(reason: str) -> str:
    """Without stray spaces. Raises `IncompleteError`."""
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT:,} characters."),))
    return reason.strip()
