"""Deciding: what was typed is judged by the rules, then saved, or shown again with nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from litestar import Response

from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.reference import DECISIONS
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem, RefusedError
from commonground.platform.work import Work
from commonground.tenants.intake.masking import mask_place
from commonground.tenants.intake.said import can_be_told
from commonground.tenants.referrals import deciding
from commonground.tenants.referrals.decision_rules import decision_problems
from commonground.tenants.referrals.errors import NotNowError
from commonground.tenants.referrals.hidden_words import hidden_words
from commonground.tenants.referrals.load import why
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import Grounds, grounds_for
from commonground.tenants.referrals.types import Decision, Outcome
from commonground.tenants.replies.library import Library
from commonground.ui.referrals.again import decided_already
from commonground.ui.referrals.building import lines_since
from commonground.ui.referrals.by_name import take_by_name
from commonground.ui.referrals.decide_form import DRAFT, OTHER, SEND, SEND_NOTHING, DecideForm
from commonground.ui.referrals.forms import Flagged
from commonground.ui.referrals.keeping import typed_in
from commonground.ui.referrals.looking_again import look_again
from commonground.ui.referrals.ready import fit_words, fitting_words
from commonground.ui.referrals.record import read_record
from commonground.ui.referrals.showing import (
    TEMPLATE,
    AnyRequest,
    form_for,
    keep_typed,
    reply_language,
    view_of,
)
from commonground.ui.referrals.views import ConflictView
from commonground.ui.referrals.weighing import weighed_facts
from commonground.ui.shell.forms.fields import NOT_OFFERED
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

CONFLICT = 409
KEPT_NOW = "Draft kept just now."
_FIELDS = {
    "rationale": "why",
    "subject": "context",
    "subject.name": "new_name",
    "subject.address": "new_address",
    "subject.postcode": "new_postcode",
    "subject.venue": "new_venue",
    "subject.handle": "new_kind",
    "feedback": "answer",
}
"""Where the rules' problems stand in the form; the others are called the same."""
_WRITTEN = {
    "reference": lazy("Its name or reference"),
    "new_name": lazy("Its name"),
    "new_address": lazy("Address, if it has one"),
    "new_postcode": lazy("Postcode"),
}
"""What may have been written about the context, in its questions' words."""


async def save_decision(request: AnyRequest, work: Work, row: ReferralRow) -> Page | Response[str]:
    """Save and go back to the list, or show the form again. `row` was loaded for reading: whether this actor may
    decide it is asked here, so that somebody who lost it meanwhile keeps what they typed."""
    form = await DecideForm.read(request)
    if row.version == form.seen_version + 1 and await decided_already(work, row, form):
        return redirect(request, "/tracker", _done(row, form))
    if not await why(work, row, Action.SCREEN_REFERRAL):
        return await show_conflict(request, work, row, form, None)
    form.accept_typed()
    try:
        if form.validate() and await _decide(work, row, form):
            return redirect(request, "/tracker", _done(row, form))
    except IncompleteError as lacking:
        form.refuse_all(_placed(problem) for problem in lacking.problems)
    except (ChangedMeanwhileError, NotNowError) as quicker:
        return await show_conflict(request, work, row, form, quicker)
    return await _show_again(request, work, row, form)


async def _decide(work: Work, row: ReferralRow, form: DecideForm) -> bool:
    """False when something is to be put right, which the form then says."""
    await take_by_name(work, form)
    if form.errors:
        return False
    grounds = await grounds_for(
        work,
        row,
        context=form.chosen_context,
        place=form.chosen_place,
        draft=About(DRAFT, row.id),
        shown=form.shown,
    )
    if fit_words(form, grounds.library) or not _known(form, grounds, row):
        return False
    lang = grounds.said.lang if grounds.said else "en"
    kept = row.context_id if form.is_kept else None
    decision = form.decision(grounds.context.id if grounds.context else kept, grounds.said, lang)
    if not form.second_look(list(_flagged(form, grounds))):
        form.refuse_all(_placed(problem) for problem in _problems(decision, grounds))
        return False
    await deciding.decide(work, row, decision, grounds, version=form.seen_version)
    return True


def _known(form: DecideForm, grounds: Grounds, row: ReferralRow) -> bool:
    """Whether what the form addresses is there for this reader. Missing and forbidden are refused in one sentence."""
    if form.chosen_context and grounds.context is None:
        field = form.reference if form.context.data == OTHER else form.context
        field.refuse(gettext("There is no context under this reference that you can open"))
    if form.is_kept and row.context_id is None:
        form.context.refuse(NOT_OFFERED)
    if form.chosen_place and grounds.holder is None:
        form.place.refuse(NOT_OFFERED)
    return not form.errors


def _problems(decision: Decision, grounds: Grounds) -> tuple[Problem, ...]:
    hidden = hidden_words(grounds.said, grounds.news)
    return decision_problems(decision, answerable=can_be_told(grounds.said), masked=hidden)


def _placed(problem: Problem) -> Problem:
    return Problem(_FIELDS.get(problem.field, problem.field), problem.sentence)


def _flagged(form: DecideForm, grounds: Grounds) -> Iterator[Flagged]:
    """What may stay if the decider says so: names in a new context's name, and their own words in the reply."""
    if form.is_new and mask_place(form.new_name.data or "").spans:
        sentence = gettext("This may be a person’s name. No child’s name belongs here. Save again if it may stay")
        yield Flagged("new_name", sentence, form.new_name.data or "")
    if form.answer.data == SEND:
        yield from look_again("reply", form.reply.data or "", grounds.library.sentences)


def _done(row: ReferralRow, form: DecideForm) -> str:
    sent = gettext("The reply was sent.") if form.answer.data == SEND else gettext("No reply was sent.")
    said = [gettext("Decision on %(reference)s saved.") % {"reference": row.reference}, sent]
    if form.called:
        said.insert(1, gettext("It is on %(name)s now.") % {"name": form.called})
    return " ".join(said)


async def _show_again(request: AnyRequest, work: Work, row: ReferralRow, form: DecideForm) -> Page:
    record = await read_record(work, row)
    if record.house is None:
        return await show_conflict(request, work, row, form, None)
    form_for(record, work, form, renew=False)
    fit_words(form, record.library)
    view = replace(view_of(record, work, form), kept=KEPT_NOW)
    await keep_typed(request, work, row, form)
    return Page(TEMPLATE, view, form=form, block="decide")


async def show_conflict(
    request: AnyRequest, work: Work, row: ReferralRow, form: DecideForm, quicker: RefusedError | None
) -> Page:
    """Somebody else was quicker: their act stands beside what was typed, and nothing of either is lost. Saving again
    from here is a choice made with both before one's eyes."""
    record = await read_record(work, row)
    lines = lines_since(record.history, _opened(form), work.now)
    again = form_for(record, work, form) if record.house else None
    sentence = quicker.sentence if quicker else gettext("You can’t decide this any more: another team has it now.")
    if quicker and again is None:  # there is nothing to save again
        sentence = gettext("Somebody was quicker: this can’t be decided any more. Read what they did.")
    typed = () if again else tuple(_typed(form))
    view = view_of(record, work, again, conflict=ConflictView(sentence, tuple(lines), typed))
    view = replace(view, kept=KEPT_NOW)
    await keep_typed(request, work, row, form)
    return Page(TEMPLATE, view, form=again, block="content", status=CONFLICT)


def _opened(form: DecideForm) -> datetime | None:
    try:
        opened = datetime.fromisoformat(form.opened.data or "")
    except ValueError:
        return None
    return opened if opened.tzinfo else None


def _typed(form: DecideForm) -> Iterator[tuple[str, str]]:
    """All that they wrote or chose: there is no form any more that would show it."""
    yield from ((str(said), form[name].data) for name, said in _WRITTEN.items() if form[name].data)
    if form.outcome.data in set(Outcome):
        yield gettext("What happens"), DECISIONS.label(Outcome(form.outcome.data))
    if form.place_why.data:
        yield gettext("If not the team that is proposed: why?"), form.place_why.data
    if form.why.data:
        yield gettext("Why"), form.why.data
    yield from ((fact.term, fact.words) for fact in weighed_facts(form.weighed()))
    if form.answer.data == SEND and form.reply.data:
        yield gettext("Reply"), form.reply.data
    if form.answer.data == SEND_NOTHING and form.no_reply_words.data:
        yield gettext("No reply"), form.no_reply_words.data


async def other_words(request: AnyRequest, work: Work, row: ReferralRow) -> Page:
    """The same form with the ready words that were asked for, or with those that fit the chosen outcome on offer."""
    form = await DecideForm.read(request)
    record = await read_record(work, row)
    if record.house is None:
        return await show_conflict(request, work, row, form, None)
    asked = (await request.form()).get("_words")
    fitted = _put_words(form, asked, record.library, reply_language(record))
    form_for(record, work, form, renew=False)
    typed = dict(await typed_in(request, form.questions())) | {"reply": [form.reply.data or ""]}
    await drafts.keep(work, About(DRAFT, row.id), typed)
    view = replace(view_of(record, work, form), kept=KEPT_NOW, ready_open=asked is not None, fitted=fitted)
    return Page(TEMPLATE, view, form=form, block="decide", headers=_REPLY_TOO if fitted else None)


def _put_words(form: DecideForm, asked: object, library: Library, lang: str) -> bool:
    """The words that were asked for. Choosing an outcome asks for none: the words in the reply follow it if they are
    ready ones, which is then said; what somebody wrote stays."""
    if asked in set(Outcome):
        form.answer.data, form.reply.data = SEND, library.reply(Outcome(str(asked)), lang)
        return False
    fitting = fitting_words(form, library)
    form.reply.data = fitting or form.reply.data
    return bool(fitting)


_REPLY_TOO = {"HX-Retarget": "#reply-step", "HX-Reselect": "#reply-step"}
"""Choosing an outcome replaces only what is offered; where the reply's words change, the whole step."""
