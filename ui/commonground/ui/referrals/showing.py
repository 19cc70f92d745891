"""The record's page with its form: fresh, from a draft, or as it was typed and refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Request

from commonground.platform.access import Action
from commonground.platform.drafts.service import About
from commonground.platform.reference import DECISIONS
from commonground.platform.work import Work
from commonground.tenants.allocation.proposing import proposed_for
from commonground.tenants.intake.said import can_be_told
from commonground.tenants.pathways.rules import advise
from commonground.tenants.pathways.types import Advised, PathFacts
from commonground.tenants.referrals.contacts import record_read
from commonground.tenants.referrals.decision_rules import outcomes_under
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.on_context import ContextName, name_of
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.referrals.wording import suggest_words
from commonground.tenants.replies.library import Library
from commonground.ui.allocation.words import proposal_words
from commonground.ui.pathways.words import advised_words
from commonground.ui.referrals.building import record_view
from commonground.ui.referrals.context_choices import present_choices
from commonground.ui.referrals.decide_form import DRAFT, DecideForm, start_of
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.referrals.keeping import keep_refused
from commonground.ui.referrals.ready import ready_words
from commonground.ui.referrals.record import Record, read_record
from commonground.ui.referrals.views import ConflictView, ReadyWords, RecordView
from commonground.ui.referrals.why import about_referral, who_link
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
TEMPLATE: Final = "referrals/record.html"
FIRST_WORDS: Final = Outcome.CONSULTATION
"""Whose ready words stand in a form on which nothing is chosen yet: they fit most of what may follow."""


async def record_page(work: Work, row: ReferralRow, *, look: bool = False, dropped: str = "") -> Page:
    """The page as somebody opens it; the read is recorded. `look`: with the masked words, this once. `dropped` says
    that the draft has just been thrown away."""
    record = await read_record(work, row)
    form = form_for(record, work) if record.house else None
    view = replace(view_of(record, work, form, look=look), dropped=dropped)
    beside = {column.href for column in view.adds_up.beside} if view.adds_up else set()
    await record_read(work, row, (each for each in record.before if f"/referrals/{each.reference}" in beside))
    return Page(TEMPLATE, view, form=form, block="told" if look else "decide")


def form_for(record: Record, work: Work, typed: DecideForm | None = None, *, renew: bool = True) -> DecideForm:
    """The decision's form over the record as it is now. Without `renew` it stays tied to the version of the record
    that it was filled from, so that what others saved since is not overwritten unseen."""
    row = record.row
    present = present_choices(row, record.context, _lead_name(record))
    form = typed or _kept(record)
    if form is None:
        form = DecideForm(None, start_of(row, record.said, record.matches, first_words(record), present))
    places = record.house.places(Action.READ_REFERRAL, record.held, Action.REASSIGN_REFERRAL) if record.house else ()
    form.offer(
        record.matches,
        places,
        can_answer=can_be_told(record.said),
        powers=work.actor.legal_powers,
        pathways=record.pathways,
        present=present,
    )
    led = _chosen(record, form)
    form.put_proposal(proposed_for(row, record.said, record.context, record.rules, record.load, places, led=led))
    if renew:
        form.version.data, form.opened.data = str(row.version), work.now.isoformat()
    return form


def _chosen(record: Record, form: DecideForm) -> ContextName | None:
    """The context that is chosen on the form, of those that it offers: of each its reader may know who leads it."""
    offered = {compared.known.reference: name_of(compared) for _, compared in record.matches}
    if record.context is not None:
        offered[record.context.reference] = record.context
    return offered.get(form.context.data or "")


def _lead_name(record: Record) -> str:
    """Of the context that it is on."""
    lead = record.house.person(record.context.lead_id) if record.house and record.context else None
    return lead.name if lead else ""


def _kept(record: Record) -> DecideForm | None:
    return DecideForm.kept(record.draft, record.row.version) if record.draft else None


def first_words(record: Record) -> str:
    return record.library.reply(FIRST_WORDS, reply_language(record)) if record.said else ""


def reply_language(record: Record) -> str:
    return record.said.lang if record.said else "en"


def view_of(
    record: Record,
    work: Work,
    form: DecideForm | None,
    *,
    look: bool = False,
    conflict: ConflictView | None = None,
) -> RecordView:
    view = record_view(record, work.actor, work.now, look=look, conflict=conflict)
    view = replace(view, who=who_link(work, about_referral(record.row), record.held))
    if form is None:
        return view
    view = replace(
        view,
        better_words=_better_words(form.why.data or ""),
        proposal=proposal_words(form.proposal),
        advised=advised_words(_advised(record, work, form)),
    )
    if record.said is None or not record.said.reaches_teller:
        return view
    lang, reply = reply_language(record), form.reply.data or ""
    english = record.library.in_english(reply.strip(), lang)
    suggested = _suggested(form.outcome.data, reply, record.library, lang)
    return replace(view, ready=ready_words(record.library, lang), reply_in_english=english, suggested=suggested)


def _advised(record: Record, work: Work, form: DecideForm) -> Advised | None:
    """At most one; nobody is bound by it, and nothing is chosen by it."""
    row = record.row
    facts = PathFacts(harms=frozenset(row.harms), level=form.level.data or "", children=row.children or "")
    return advise(record.pathways, facts, outcomes_under(work.actor.legal_powers))


def _better_words(typed: str) -> tuple[tuple[str, str], ...]:
    """The field's own words for what was typed: a suggestion, never a condition."""
    return tuple({each.phrase.lower(): each.preferred for each in suggest_words(typed)}.items())


def _suggested(outcome: str | None, reply: str, library: Library, lang: str) -> ReadyWords | None:
    if outcome not in set(Outcome):
        return None
    words = library.reply(Outcome(outcome), lang)
    return None if reply.strip() == words else ReadyWords(outcome, DECISIONS.label(Outcome(outcome)), words)


async def keep_typed(request: AnyRequest, work: Work, row: ReferralRow, form: RecordForm, name: str = DRAFT) -> None:
    """As `keep_refused`, for a form about a referral."""
    await keep_refused(request, work, form, About(name, row.id))
