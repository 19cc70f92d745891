"""Saving a view, sharing it with a team, changing and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, insert, or_, select, update

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff, Team
from commonground.platform.ids import uuid7
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.views.models import SavedView
from commonground.tenants.views.queries import MOST_OF_ONE, Saved, one_view

SUBJECT: Final = "saved_view"
MOST_NAME: Final = 60
MOST_ASKED: Final = 600
_row: Final = SavedView


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be saved. `asked` comes from the tracker's own address, never as it was typed."""

    name: str
    asked: str
    team_id: UUID | None = None


async def my_teams(work: Work) -> Mapping[UUID, str]:
    """With whom the acting person can share."""
    query = select(Team.id, Team.name).where(Team.id.in_(sorted(work.actor.team_ids))).order_by(Team.name)
    return {row.id: row.name for row in await work.mine.execute(query)}


async def load_view(work: Work, view_id: UUID) -> Saved:
    """One's own view. Raises `NotFoundHereError` for every other."""
    view = await one_view(work, view_id)
    if view is None or view.owner_id != work.actor.staff_id:
        raise NotFoundHereError
    return _looked_at(work, view)


async def load_shared(work: Work, view_id: UUID) -> Saved:
    """One that is shared, for whoever looks after teams; raises `NotFoundHereError` for one that is not shared."""
    view = await one_view(work, view_id)
    if view is None or view.team_id is None:
        raise NotFoundHereError
    return _looked_at(work, view)


def _looked_at(work: Work, view: Saved) -> Saved:
    audit.looked_at(work, Action.SAVE_VIEW, audit.Subject(SUBJECT, view.id))
    return view


async def save(work: Work, wanted: Asked) -> UUID:
    """A view of one's own. Views of people who left, that nobody shares, are deleted on this occasion. Raises
    `IncompleteError`."""
    await work.mine.execute(select(Staff.id).where(Staff.id == work.actor.staff).with_for_update(key_share=True))
    await _check(work, wanted)
    left = exists().where(Staff.tenant_id == _row.tenant_id, Staff.id == _row.owner_id, Staff.ended_at.is_not(None))
    over = and_(_row.tenant_id == work.actor.council, _row.team_id.is_(None), left)
    await work.mine.execute(delete(_row).where(over).execution_options(synchronize_session=False))
    key = uuid7()
    row = {"tenant_id": work.actor.council, "id": key, "owner_id": work.actor.staff} | _columns(work, wanted)
    await work.mine.execute(insert(_row).values(row))
    await _record(work, "share" if wanted.team_id else "save", key)
    return key


async def change(work: Work, view: Saved, wanted: Asked) -> None:
    """Its name, what it asks and whether it is shared. Raises `IncompleteError`."""
    await _check(work, wanted, but=view)
    changed = update(_row).where(_of(work, view)).values(_columns(work, wanted))
    await work.mine.execute(changed.execution_options(synchronize_session=False))
    await _record(work, "share" if wanted.team_id and not view.team_id else "change", view.id)


async def end(work: Work, view: Saved) -> None:
    """It is gone, for everybody with whom it was shared too."""
    await work.mine.execute(delete(_row).where(_of(work, view)).execution_options(synchronize_session=False))
    await _record(work, "end", view.id)


async def _record(work: Work, what: str, key: UUID) -> None:
    await audit.record(work, f"{Action.SAVE_VIEW}:{what}", audit.Subject(SUBJECT, key))


def _of(work: Work, view: Saved) -> ColumnElement[bool]:
    return and_(_row.tenant_id == work.actor.council, _row.id == view.id)


def _columns(work: Work, wanted: Asked) -> dict[str, object]:
    shared = work.now if wanted.team_id else None
    said = {"name": wanted.name, "asked": wanted.asked, "team_id": wanted.team_id}
    return said | {"shared_at": shared, "saved_at": work.now}


async def _check(work: Work, wanted: Asked, but: Saved | None = None) -> None:
    """Raises `IncompleteError`: a name that is missing, long or another view's, a team that is not theirs, one too
    many."""
    found = [] if wanted.name else [Problem("name", "Give the view a name")]
    if len(wanted.name) > MOST_NAME:
        found.append(Problem("name", f"Keep the name to {MOST_NAME} characters"))
    if wanted.team_id is not None and wanted.team_id not in work.actor.team_ids:
        found.append(Problem("team", "Choose one of your teams"))
    if not found:
        found = await _beside(work, wanted, but)
    if found:
        raise IncompleteError(tuple(found))


async def _beside(work: Work, wanted: Asked, but: Saved | None) -> list[Problem]:
    """What does not go together with the views that are there."""
    mine = _row.owner_id == work.actor.staff
    # Other people's own views are nobody's to know of, not even by a name that is taken.
    in_team = _row.team_id == wanted.team_id if wanted.team_id else false()
    same = func.lower(_row.name) == wanted.name.lower()
    columns = (func.count().filter(mine), func.count().filter(in_team), func.count().filter(same))
    query = select(*columns).where(or_(mine, in_team))
    others = query if but is None else query.where(_row.id != but.id)
    own, shared, named = (await work.mine.execute(others)).one()
    if named:
        return [Problem("name", "There is a view of this name. Choose another")]
    if own >= MOST_OF_ONE:
        return [Problem("name", f"You have {MOST_OF_ONE} views. End one first")]
    if wanted.team_id and shared >= MOST_OF_ONE:
        return [Problem("team", f"This team has {MOST_OF_ONE} views. End one first")]
    return []
