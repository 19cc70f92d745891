"""Putting referrals on the context that they are about, several at once or one, and taking one off it again.

What a decision says of a context stands in `deciding.py`. Here nothing is decided: a referral from an earlier tracker,
or one that waits, is put where it belongs, so that it adds up there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.confirming import is_confirmed
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.work import Work
from commonground.tenants.contexts.handing_on import tell_who_had_it
from commonground.tenants.contexts.load import load_context, named_people
from commonground.tenants.contexts.load import subject_of as about_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.restriction import put_names
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import add_event
from commonground.tenants.contexts.types import ContextKind, ContextStatus
from commonground.tenants.referrals.events import RECORD, subject_of, touch, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.load import load_referrals
from commonground.tenants.referrals.looks import note_looks, unmarked
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.moving import go_to_team
from commonground.tenants.referrals.on_context import context_of
from commonground.tenants.referrals.rules import OPEN_STATES, OUTCOMES_THAT_NEED_A_LEAD, OUTCOMES_WITHOUT_CONTEXT
from commonground.tenants.referrals.several import Pick
from commonground.tenants.referrals.types import REASON_LIMIT, ReferralState, Route

_UNDECIDED: Final = OPEN_STATES - {ReferralState.NEEDS_LEAD}


class Fate(StrEnum):
    """What becomes of one if they are linked now."""

    LINK = "link"
    LINKED = "linked"
    ELSEWHERE = "elsewhere"
    CHANGED = "changed"
    CLOSED = "closed"
    GROUP = "group"
    NOT_NAMED = "not_named"
    CONFIRM = "confirm"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One pick and what becomes of it. `title` where it may be said; `moves`: its team will be the context's; `closes`:
    fewer people may open it from then on, and taking it off again does not change that."""

    pick: Pick
    fate: Fate
    title: str = ""
    moves: bool = False
    closes: bool = False


class NotOffError(RefusedError):
    """It stands on no context, or what was decided stands on it."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("What was decided needs its context. Reopen the referral to decide otherwise.")


async def foresee(work: Work, picks: Sequence[Pick], context: ContextRow) -> list[Foreseen]:
    """What would become of each, said before anything is done."""
    rows = await load_referrals(work, [pick.reference for pick in picks], to=Action.LINK_REFERRAL)
    # As they are now: their reader sees just this, and sends these versions back.
    now = [Pick(pick.reference, rows[pick.reference].version if pick.reference in rows else 0) for pick in picks]
    return await _foreseen(work, now, rows, context)


async def link_all(
    work: Work, picks: Sequence[Pick], reference: str, *, seen: int | None = None
) -> tuple[ContextRow, list[Foreseen], bool]:
    """Put all of them on this context, or none: whether it was done, and what became, or would have become, of each.
    `seen` is the version of the context for which that was said before: over another one nothing is done.

    Raises `NotFoundHereError` for a context that is not there for the actor. The referrals are held before the context
    is, as whoever decides one does it, and those that stand there already are not held at all."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT) or ""
    its = select(ContextRow.id).where(ContextRow.reference == known).scalar_subquery()
    elsewhere = ReferralRow.context_id.is_distinct_from(its)
    names = [pick.reference for pick in picks]
    rows = await load_referrals(work, names, to=Action.LINK_REFERRAL, only=elsewhere, lock=True)
    # Not by what lets somebody read it alone: break-glass does, and changes nothing.
    context = await load_context(work, reference, to=Action.LINK_REFERRAL, lock=True)
    if left := [name for name in names if name not in rows]:
        rows |= await load_referrals(work, left, to=Action.LINK_REFERRAL, only=~elsewhere)
    foreseen = await _foreseen(work, picks, rows, context)
    changed = seen is not None and seen != context.version and any(each.fate is Fate.LINK for each in foreseen)
    if changed or any(each.fate not in (Fate.LINK, Fate.LINKED) for each in foreseen):
        return context, foreseen, False
    linked = [each.pick.reference for each in foreseen if each.fate is Fate.LINK]
    before = await unmarked(work, linked)
    for reference in linked:
        await _link(work, rows[reference], context)
    await note_looks(work, list(before.values()))
    await audit.record(work, f"{Action.LINK_REFERRAL}:link", about_context(context))
    return context, foreseen, True


async def _foreseen(
    work: Work, picks: Sequence[Pick], rows: dict[str, ReferralRow], context: ContextRow
) -> list[Foreseen]:
    circle = await named_people(work, context.id) if context.restricted else None
    found = []
    for pick in picks:
        row = rows.get(pick.reference)
        own = await named_people(work, row.id) if row is not None and row.restricted and circle is not None else None
        found.append(_one(work, pick, row, context, circle, own))
    return found


def _one(
    work: Work,
    pick: Pick,
    row: ReferralRow | None,
    context: ContextRow,
    circle: frozenset[UUID] | None,
    own: frozenset[UUID] | None,
) -> Foreseen:
    """`own`: who may open it now, where both are restricted."""
    if row is None:
        return Foreseen(pick, Fate.NOT_FOUND)
    if row.restricted and not is_confirmed(work.actor, work.now):
        return Foreseen(pick, Fate.CONFIRM)
    moves = _is_settled(row) and row.team_id != context.team_id
    narrows = circle is not None and (own is None or not own <= circle)
    closes = narrows or _becomes_close(row, context)
    return Foreseen(pick, fate_of(row, pick.version, context, circle), row.title, moves, closes)


def _becomes_close(row: ReferralRow, context: ContextRow) -> bool:
    return context.kind == ContextKind.GROUP and row.subject_kind != ContextKind.GROUP


def fate_of(row: ReferralRow, version: int, context: ContextRow, circle: Collection[UUID] | None) -> Fate:
    """What becomes of a referral that the actor may put on a context; `circle`: who alone may open that one."""
    put = row.context_id is not None
    goes_away = row.team_id != context.team_id
    group = (context.kind == ContextKind.GROUP and not _is_settled(row)) or row.subject_kind == ContextKind.GROUP
    in_the_way = {
        Fate.LINKED: row.context_id == context.id,
        Fate.ELSEWHERE: put,
        Fate.CHANGED: row.version != version,
        Fate.CLOSED: context.status == ContextStatus.CLOSED and _goes_on(row),
        # What is about a group is open to its own team alone: it goes to another one with a reason, or not at all.
        Fate.GROUP: group and goes_away,
        Fate.NOT_NAMED: circle is not None and row.lead_id is not None and row.lead_id not in circle,
    }
    return next((fate for fate, is_so in in_the_way.items() if is_so), Fate.LINK)


def _is_settled(row: ReferralRow) -> bool:
    return row.state not in _UNDECIDED


def _goes_on(row: ReferralRow) -> bool:
    """Work that goes on is never put away on a closed context, where nobody looks."""
    led = row.outcome in OUTCOMES_THAT_NEED_A_LEAD and row.route != Route.TRACKER
    return row.state in OPEN_STATES or (row.state == ReferralState.DECIDED and led)


async def _link(work: Work, row: ReferralRow, context: ContextRow) -> None:
    """As deciding does it: on a restricted context it is open to the same people, about a group to its team alone; and
    what is decided is with the team that has its context."""
    circle = await circle_on(work, row, context)
    moves = _is_settled(row) and row.team_id != context.team_id
    row.follows_context = follows(row, context)
    row.context_id = context.id
    draw_close(row, context.kind)
    if moves:
        await tell_who_had_it(work, RECORD, row.id, team_id=row.team_id, lead_id=row.lead_id)
        go_to_team(row, context.team_id)
    if circle is not None:
        row.restricted = True
        await put_names(work, [row.id], circle)
    add_event(work, context.id, ContextVerb.LINK, referral_id=row.id)
    await _note(work, row, Aside.LINK, f"On {context.reference}{', and with the team that has it' if moves else ''}")
    await publish(work, Fact(FactKind.REFERRAL_LINKED, RECORD, row.id))


def can_be_taken_off(row: ReferralRow) -> bool:
    """Nothing that was decided here stands on its context."""
    if row.context_id is None:
        return False
    decided = row.outcome is not None and row.outcome not in OUTCOMES_WITHOUT_CONTEXT
    return not decided or row.route == Route.TRACKER


async def take_off(work: Work, row: ReferralRow, reason: str) -> None:
    """It stands on no context any more. Its team keeps it, and what restricts it goes on to.

    Raises `IncompleteError` and `NotOffError`."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT:,} characters."),))
    if not can_be_taken_off(row) or row.context_id is None:
        raise NotOffError
    known = await context_of(work, row.context_id)
    add_event(work, row.context_id, ContextVerb.UNLINK, referral_id=row.id)
    row.context_id, row.follows_context = None, False
    # By its reference, never by its name; and not even that where whoever takes it off may not open it.
    await _note(work, row, Aside.UNLINK, f"{f'Off {known.reference}: ' if known else ''}{reason}")


async def _note(work: Work, row: ReferralRow, verb: Aside, words: str) -> None:
    write_line(work, row, verb, ReferralState(row.state), words)
    touch(work, row)
    await audit.record(work, f"{Action.LINK_REFERRAL}:{verb}", subject_of(row))


async def circle_on(work: Work, row: ReferralRow, context: ContextRow | None) -> frozenset[UUID] | None:
    """Who may open the referral once it is on this context; None where nothing restricts it. On a restricted context it
    is open to the same people; if it had a circle of its own, to those who are in both, as whoever puts it there is."""
    own = await named_people(work, row.id) if row.restricted else None
    if context is None or not context.restricted:
        return own
    theirs = await named_people(work, context.id)
    return theirs if own is None else own & theirs


def follows(row: ReferralRow, context: ContextRow | None) -> bool:
    """Whether it will have the circle of the context that it is put on, whoever is in that later: not one that has a
    circle already, unless it is that very context's."""
    if context is None or not context.restricted:
        return False
    return not row.restricted or (row.follows_context and row.context_id == context.id)


def kind_on(row: ReferralRow, kind: str | None) -> str | None:
    """Of which type it is once it stands on a context of this one: that of the context where nobody knew, and a group's
    whatever the reporter called it."""
    return kind if kind == ContextKind.GROUP or row.subject_kind is None else row.subject_kind


def draw_close(row: ReferralRow, kind: str) -> None:
    """What is about a group of young people is open to its team alone, whatever the reporter called it."""
    row.subject_kind = kind_on(row, kind)
