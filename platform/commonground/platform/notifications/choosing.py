"""What people choose for themselves, and what a council sets for everybody. Under a pass, as everything isolated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.platform.notifications.models import NoticeChoice, NoticeRules
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.notifications.ways import MOST_AT_ONCE, UNREAD_HOURS, Way, choices, preset
from commonground.platform.work import Work

_CHOSEN: Final = select(NoticeChoice.kind, NoticeChoice.way)
_RULES: Final = select(NoticeRules.unread_hours, NoticeRules.most_at_once)


@dataclass(frozen=True, slots=True)
class Rules:
    """Working hours until an urgent notice that nobody has read goes further, and e-mails a day that come at once."""

    unread_hours: int = UNREAD_HOURS
    most_at_once: int = MOST_AT_ONCE


async def my_ways(work: Work) -> dict[NotificationKind, Way]:
    """For each kind that one may choose for: the acting person's way, chosen or preset."""
    rows = await work.mine.execute(_CHOSEN.where(NoticeChoice.staff_id == work.actor.staff))
    offered = choices(work.actor.roles)
    chosen = {kind: Way(way) for kind, way in rows if kind in set(offered)}
    return {kind: chosen.get(kind, preset(work.actor.roles, kind)) for kind in offered}


async def choose(work: Work, ways: Mapping[NotificationKind, Way]) -> None:
    """Exactly this from now on. What is as the preset has it is not kept, so that it follows when one's role changes;
    neither an urgent kind can be chosen for, nor one that never comes to one's roles."""
    roles, mine = work.actor.roles, NoticeChoice.staff_id == work.actor.staff
    await work.mine.execute(delete(NoticeChoice).where(mine))
    rows = [
        {"tenant_id": work.actor.council, "id": uuid7(), "staff_id": work.actor.staff, "kind": kind, "way": way}
        for kind, way in ways.items()
        if kind in choices(roles) and way is not preset(roles, kind)
    ]
    if rows:
        await work.mine.execute(insert(NoticeChoice).values(rows))


async def council_rules(work: Work) -> Rules:
    row = (await work.mine.execute(_RULES)).one_or_none()
    return Rules() if row is None else Rules(row.unread_hours, row.most_at_once)


async def set_rules(work: Work, rules: Rules) -> None:
    """For everybody of the council, from the next notice on."""
    values = {"unread_hours": rules.unread_hours, "most_at_once": rules.most_at_once}
    row = insert(NoticeRules).values(tenant_id=work.actor.council, id=uuid7(), **values)
    await work.mine.execute(row.on_conflict_do_update(index_elements=["tenant_id"], set_=values))
    await audit.record(work, Action.SET_NOTICES, audit.Subject("council"))
