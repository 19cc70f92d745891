"""One verb for several referrals: each is loaded, decided on and changed as if it were alone, and each says what came
of it. What is refused undoes itself and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.confirming import ConfirmFirstError
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Team
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.referrals import service
from commonground.tenants.referrals.load import load_referral, visible_referrals
from commonground.tenants.referrals.looks import note_looks, unmarked
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.moving import check_version, is_given_to_another
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.types import ReferralState

MOST: Final = 50


class Came(StrEnum):
    """What came of one."""

    DONE = "done"
    NOT_FOUND = "not_found"
    CHANGED = "changed"
    CONFIRM = "confirm"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Pick:
    """Which referral, and the version of it that the list showed."""

    reference: str
    version: int

    @property
    def sent(self) -> str:
        """As the list's form sends it."""
        return f"{self.reference}.{self.version}"


@dataclass(frozen=True, slots=True)
class Result:
    """`title` where it may be said; `why` is the sentence of a refusal."""

    reference: str
    came: Came
    title: str = ""
    why: str = ""


def picked(sent: Iterable[str]) -> list[Pick]:
    """What is no pick of ours is none. In one order whoever asks, so that two who choose the same rows at once wait for
    each other, and never each for the other."""
    found: dict[str, Pick] = {}
    for each in sent:
        reference, _, version = each.partition(".")
        known = parse_reference(reference, kind=ReferenceKind.REFERRAL)
        if known is not None:
            is_number = version.isascii() and version.isdigit() and len(version) < 9
            found[known] = Pick(known, int(version) if is_number else 0)
    return [found[reference] for reference in sorted(found)]


class NotFreeError(RefusedError):
    """It is not new any more, or somebody else has it. What was passed up is taken back by whoever has read why, not
    along with others."""

    def __init__(self) -> None:
        super().__init__("Only new ones that nobody has can be taken together. Open it to see where it stands")


async def take_each(work: Work, picks: Sequence[Pick]) -> list[Result]:
    """The acting person screens them from now on; new ones alone."""
    return await _each(work, picks, Action.SCREEN_REFERRAL, _take_new)


async def _take_new(work: Work, row: ReferralRow) -> None:
    if row.state != ReferralState.NEW or is_given_to_another(row, work.actor.staff_id):
        raise NotFreeError
    await service.take(work, row)


async def give_each(work: Work, picks: Sequence[Pick], team_id: UUID, reason: str) -> list[Result]:
    """That team has them, and nobody in it yet."""

    async def give(work: Work, row: ReferralRow) -> None:
        await service.reassign(work, row, Holder(team_id, None), reason)

    return await _each(work, picks, Action.REASSIGN_REFERRAL, give)


async def looked_at_each(work: Work, picks: Sequence[Pick]) -> list[Result]:
    """They are marked as changed again when somebody changes them after this."""
    named = ReferralRow.reference.in_([pick.reference for pick in picks])
    seen = visible_referrals(work.actor, Action.READ_REFERRAL)
    query = select(ReferralRow.id, ReferralRow.reference, ReferralRow.title).where(named, seen)
    found = {row.reference: row for row in await work.mine.execute(query)}
    await note_looks(work, [row.id for row in found.values()])
    return [
        Result(pick.reference, Came.DONE, found[pick.reference].title)
        if pick.reference in found
        else Result(pick.reference, Came.NOT_FOUND)
        for pick in picks
    ]


async def titles_of(work: Work, picks: Sequence[Pick]) -> Mapping[str, str]:
    """Of those that the acting person may open."""
    named = ReferralRow.reference.in_([pick.reference for pick in picks])
    seen = visible_referrals(work.actor, Action.READ_REFERRAL)
    query = select(ReferralRow.reference, ReferralRow.title).where(named, seen)
    return {row.reference: row.title for row in await work.mine.execute(query)}


async def teams_here(work: Work) -> Mapping[UUID, str]:
    return {row.id: row.name for row in await work.mine.execute(select(Team.id, Team.name).order_by(Team.name))}


async def _each(
    work: Work, picks: Sequence[Pick], action: Action, do: Callable[[Work, ReferralRow], Awaitable[None]]
) -> list[Result]:
    before = await unmarked(work, [pick.reference for pick in picks])
    results = [await _one(work, pick, action, do) for pick in picks]
    done = [each.reference for each in results if each.came is Came.DONE]
    await note_looks(work, [before[reference] for reference in done if reference in before])
    return results


async def _one(work: Work, pick: Pick, action: Action, do: Callable[[Work, ReferralRow], Awaitable[None]]) -> Result:
    """The savepoint is undone by whatever is refused, after the record's own rules said why."""
    title = ""
    try:
        async with work.mine.begin_nested():
            row = await load_referral(work, pick.reference, to=action, lock=True)
            title = row.title
            check_version(row, pick.version)
            await do(work, row)
            await work.mine.flush()
    except NotFoundHereError:
        await audit.record(work, f"denied:{action}", audit.Subject("referral", None, pick.reference))
        return Result(pick.reference, Came.NOT_FOUND)
    except ConfirmFirstError:
        return Result(pick.reference, Came.CONFIRM)
    except ChangedMeanwhileError:
        return Result(pick.reference, Came.CHANGED, title)
    except RefusedError as refused:
        return Result(pick.reference, Came.REFUSED, title, refused.sentence)
    return Result(pick.reference, Came.DONE, title)
