"""From each small form to its verb."""

from __future__ import annotations

from commonground.platform.access import Action, Held, decide
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.allocation.noted import line, why_problem
from commonground.tenants.allocation.queries import choice_upon
from commonground.tenants.contexts.colleagues import PlaceKey
from commonground.tenants.referrals import linking, restriction, service, writing
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.said import said_of
from commonground.tenants.referrals.types import Asked, AskForMore, SubjectKind
from commonground.ui.referrals.forms import (
    AskForm,
    HolderForm,
    LeadForm,
    ReasonForm,
    ReassignForm,
    ReopenForm,
    RestrictForm,
    ResumeForm,
    TakeForm,
    WordsForm,
    WriteForm,
)


async def take(work: Work, row: ReferralRow, form: TakeForm) -> None:  # noqa: ARG001  # every verb is called alike
    await service.take(work, row)


async def ask(work: Work, row: ReferralRow, form: AskForm) -> None:
    question = AskForMore(
        asked=Asked(form.asked.data or ""), question=form.question.data or "", of_whom=form.of_whom.data or ""
    )
    await service.ask_for_more(work, row, question, await said_of(work, row.id))


async def write(work: Work, row: ReferralRow, form: WriteForm) -> None:
    await writing.write(work, row, form.teller, form.words.data or "", asks=bool(form.asks.data))


async def resume(work: Work, row: ReferralRow, form: ResumeForm) -> None:
    await service.resume(work, row, form.words.data or "")


async def escalate(work: Work, row: ReferralRow, form: ReasonForm) -> None:
    await service.escalate(work, row, form.reason.data or "")


async def hand_back(work: Work, row: ReferralRow, form: WordsForm) -> None:
    await service.hand_back(work, row, form.words.data or "")


async def unlink(work: Work, row: ReferralRow, form: ReasonForm) -> None:
    await linking.take_off(work, row, form.reason.data or "")


async def reassign(work: Work, row: ReferralRow, form: ReassignForm) -> None:
    holder = form.holder()
    await service.reassign(work, row, holder, form.reason.data or "", await _allocated(work, row, form, holder))


async def give_lead(work: Work, row: ReferralRow, form: LeadForm) -> None:
    holder, why = form.holder(), form.place_why.data or ""
    allocated = await _allocated(work, row, form, holder, why, asked=True)
    await service.give_lead(work, row, holder, form.words.data or "", allocated)


async def _allocated(
    work: Work, row: ReferralRow, form: HolderForm, holder: Holder, why: str = "", *, asked: bool = False
) -> str:
    """What the history says of what was proposed. `asked`: the form has a question of its own for why another.
    Raises `IncompleteError`."""
    chosen = PlaceKey(holder.team_id, holder.lead_id)
    upon = await choice_upon(work, row, form.shown, chosen)
    problem = why_problem(upon.proposed, holder.team_id, why, leads=upon.leads) if asked else None
    if problem is not None:
        raise IncompleteError((problem,))
    return line(upon.proposed, chosen, upon.name, why, leads=upon.leads)


async def close_withdrawn(work: Work, row: ReferralRow, form: ReasonForm) -> None:
    await service.close_withdrawn(work, row, form.reason.data or "")


async def reopen(work: Work, row: ReferralRow, form: ReopenForm) -> None:
    await service.reopen(work, row, form.reason.data or "", keep=form.keep.data == "me")


async def restrict(work: Work, row: ReferralRow, form: RestrictForm) -> None:
    if form.open_to.data == "named":
        await restriction.restrict(work, row, form.chosen, form.reason.data or "")
    else:
        await restriction.lift_restriction(work, row, form.reason.data or "")


def where_next(work: Work, row: ReferralRow) -> str:
    """Back to the record; to the tracker for somebody who has just given it out of their own sight. Whoever acts on a
    restricted one is named on it, so that nothing has to be read."""
    close = row.subject_kind == SubjectKind.GROUP
    held = Held(row.team_id, row.lead_id, row.restricted, close, frozenset({work.actor.staff}))
    return f"/referrals/{row.reference}" if decide(work.actor, Action.READ_REFERRAL, held) else "/tracker"
