"""`/referrals/…/steps/…`: how one step that follows a decision stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.cover.service import today_of
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.actions.service import who_could_do_it
from commonground.tenants.contexts.colleagues import Colleague
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.pathways import doing
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.pathways.types import StepStatus
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.pathways.step_form import DAYS, StepForm
from commonground.ui.pathways.words import status_words, who_words
from commonground.ui.referrals.keeping import VERSION, AnyRequest, keep_refused
from commonground.ui.shell.dates import short_day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT: Final = 409
HERE: Final = "/referrals/{reference:str}/steps/{step:uuid}"
_IDS: Final = {"reference": "referral", "step": "step"}
_PLACED: Final = {"what": "words"}


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted where the step is still to be done."""
    nobody: dict[str, str | list[str]] = {"owner": "01890000-0000-7000-8000-000000000000"}
    return {"version": "1", "status": "dropped", "words": "The school has done it already."} | nobody


@dataclass(frozen=True, slots=True)
class StepView:
    reference: str
    here: str
    what: str
    who: str
    due: str
    stands: str = ""
    conflict: str = ""
    kept: bool = False


@get(HERE, opt=declare(Action.DO_STEPS, ids=_IDS))
async def show(work: RequestWork, reference: FromPath[str], step: FromPath[UUID]) -> Page:
    """Filled in already: today, oneself, and the day by which it is due."""
    row = await load_referral(work, reference, to=Action.DO_STEPS)
    found = await doing.load_step(work, row, step)
    for subject in (doing.subject_of_step(row, found), subject_of(row)):
        await audit.record(work, Action.DO_STEPS, subject)
    kept = await drafts.find(work, _about(row, found))
    form = StepForm.kept(kept, found.version) if kept else _fresh(work, found)
    form.offer(await _people(work, await doing.context_for_action(work, row)))
    return _page(row, found, form, kept=kept is not None)


def _fresh(work: Work, step: ReferralStep) -> StepForm:
    today = today_of(work)
    due = step.due_at.astimezone(LONDON).date() if step.due_at else None
    return StepForm.of_step(step.version, today, max(due, today) if due else None, str(work.actor.staff))


async def _people(work: Work, context: ContextRow | None) -> Sequence[Colleague] | None:
    return None if context is None else await who_could_do_it(work, context)


@post(
    HERE,
    status_code=200,
    opt=declare(Action.DO_STEPS, effect=Effect.CHANGE, ids={**_IDS, "owner": "staff"}, body=example, state="decided"),
)
async def settle(
    request: AnyRequest, work: RequestWork, reference: FromPath[str], step: FromPath[UUID]
) -> Page | Response[Any]:
    """Done, not needed, or an action from now on."""
    row = await load_referral(work, reference, to=Action.DO_STEPS, lock=True)
    found = await doing.load_step(work, row, step, lock=True)
    context, conflict = await doing.context_for_action(work, row, lock=True), ""
    form = (await StepForm.read(request)).offer(await _people(work, context))
    try:
        if form.validate() and form.second_look(list(form.flagged())):
            await doing.settle_step(work, row, found, form.typed(), context, version=form.seen_version)
            await drafts.discard(work, _about(row, found))
            return redirect(request, f"/referrals/{row.reference}", gettext("Saved."))
    except IncompleteError as refused:
        form.refuse_all(Problem(_PLACED.get(each.field, each.field), each.sentence) for each in refused.problems)
    except (ChangedMeanwhileError, doing.StepOverError) as quicker:
        conflict, form.version.data = quicker.sentence, str(found.version)
    page = _page(row, found, form, conflict)
    await keep_refused(request, work, form, _about(row, found), also=(*DAYS, *VERSION))
    return page


def _about(row: ReferralRow, step: ReferralStep) -> About:
    """About the referral: what is typed goes with it."""
    return About(f"step:{step.id}", row.id)


def _page(row: ReferralRow, step: ReferralStep, form: StepForm, conflict: str = "", *, kept: bool = False) -> Page:
    is_open = step.status == StepStatus.OPEN
    stands = "" if is_open else f"{status_words(StepStatus(step.status))}. {step.words}".strip()
    view = StepView(
        reference=row.reference,
        here=f"/referrals/{row.reference}/steps/{step.id}",
        what=step.what,
        who=who_words(step.who),
        due=gettext("By %(day)s.") % {"day": short_day(step.due_at)} if step.due_at else "",
        stands=stands,
        conflict=conflict,
        kept=kept,
    )
    return Page("pathways/step.html", view, form=form, status=CONFLICT if conflict else None)


HANDLERS = [show, settle]
