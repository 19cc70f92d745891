"""A council's pathways for one type of context: read them, change them, take ours back, and see who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.dialects.postgresql import JSON

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.versions import add_version
from commonground.platform.work import Work
from commonground.tenants.pathways.models import OwnPathways
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.rules import check_pathway, check_pathways, differs, kept, read
from commonground.tenants.pathways.types import Before, Pathway, Pathways
from commonground.tenants.referrals.types import Outcome

MOST_VERSIONS: Final = 20
OURS: Final = "ours"
ORDER: Final = "order"


def newest_for(kind: str | None) -> ScalarSelect[Any]:
    """Version and pathways of this type of context, for a statement that reads something else besides."""
    row = OwnPathways
    both = func.json_build_array(row.version, row.pathways, type_=JSON())
    return select(both).where(row.kind == kind).order_by(row.version.desc()).limit(1).scalar_subquery()


def as_pathways(kind: str | None, found: Any) -> Pathways:
    """Ours where there is nothing."""
    return ours(kind or "") if not found else read(kind or "", found[0], found[1])


async def pathways_of(work: Work, kind: str) -> Pathways:
    """Those of the acting council as they stand."""
    return as_pathways(kind, await work.mine.scalar(select(newest_for(kind))))


async def set_pathway(work: Work, kind: str, typed: Pathway, *, version: int) -> None:
    """This one as it was typed, in its place. `version` is the one that the form was filled from.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    pathway = check_pathway(typed)
    known = await _as_seen(work, kind, version)
    changed = ",".join(differs(known.of(pathway.outcome), pathway))
    after = [pathway if each.outcome is pathway.outcome else each for each in known.pathways]
    await _add(work, known, after, f"{pathway.outcome}:{changed}")


async def move_pathway(work: Work, kind: str, outcome: Outcome, way: str, *, version: int) -> None:
    """Up or down among the others, or in or out of what is offered. Raises as `set_pathway`."""
    known = await _as_seen(work, kind, version)
    pathway, after = known.of(outcome), list(known.pathways)
    at = after.index(pathway)
    if way in ("in", "out"):
        after[at] = replace(pathway, offered=way == "in")
        return await _add(work, known, after, f"{outcome}:offered")
    after.insert(max(0, at - 1) if way == "up" else at + 1, after.pop(at))
    return await _add(work, known, after, f"{outcome}:{ORDER}")


async def take_ours_back(work: Work, kind: str, *, version: int) -> None:
    """Ours count again, as a suggestion; what the council wrote stays in the history. Raises
    `ChangedMeanwhileError`."""
    await _put(work, await _as_seen(work, kind, version), None, OURS)


async def _as_seen(work: Work, kind: str, version: int) -> Pathways:
    known = await pathways_of(work, kind)
    if known.version != version:
        raise ChangedMeanwhileError
    return known


async def _add(work: Work, known: Pathways, after: Sequence[Pathway], changed: str) -> None:
    check_pathways(after)
    await _put(work, known, kept(after), changed)


async def _put(work: Work, known: Pathways, pathways: dict[str, list[dict[str, Any]]] | None, changed: str) -> None:
    row = {"kind": known.kind, "pathways": pathways, "changed": changed}
    await add_version(work, OwnPathways, row, over=known.version, of=("kind",))
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Changed its pathways")


async def versions_of(work: Work, kind: str) -> Sequence[Before]:
    """Who changed what and when, newest first."""
    row = OwnPathways
    query = (
        select(row.version, row.saved_at, Staff.display_name, row.changed)
        .join(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.saved_by))
        .where(row.kind == kind)
        .order_by(row.version.desc())
        .limit(MOST_VERSIONS)
    )
    return [Before(*each) for each in await work.mine.execute(query)]
