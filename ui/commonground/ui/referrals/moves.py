"""The verbs that have a small page of their own. Each is a form that works without a script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Response

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.allocation.proposing import proposed_for
from commonground.tenants.allocation.queries import proposed_upon
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.tenants.contexts.load import named_people
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.service import FlagOverError
from commonground.tenants.referrals.errors import NotNowError
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.history import LineKind, history_of
from commonground.tenants.referrals.linking import NotOffError
from commonground.tenants.referrals.load import held_referral, load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.moving import check_version, is_given_to_another
from commonground.tenants.referrals.rules import allowed_verbs
from commonground.tenants.referrals.said import said_of
from commonground.tenants.referrals.types import Asked, ReferralState, Verb
from commonground.tenants.referrals.words import STATE_SENTENCES
from commonground.tenants.referrals.writing import teller_of
from commonground.ui.allocation.words import proposal_words
from commonground.ui.flags.forms import ReviewFlagForm
from commonground.ui.letters import sending
from commonground.ui.letters.forms import LetterForm, SentForm
from commonground.ui.referrals.again import moved_already, written_already
from commonground.ui.referrals.building import lines_since
from commonground.ui.referrals.doing import where_next
from commonground.ui.referrals.forms import (
    AskForm,
    Flagged,
    HolderForm,
    LeadForm,
    RecordForm,
    RestrictForm,
    TakeForm,
    WriteForm,
)
from commonground.ui.referrals.looking_again import look_again
from commonground.ui.referrals.showing import AnyRequest, keep_typed
from commonground.ui.referrals.views import Line
from commonground.ui.shell.i18n import LazyText
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

TEMPLATE: Final = "referrals/move.html"
CONFLICT: Final = 409
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One verb with its page. `state` is one in which it can be done; `body` a form that is accepted then."""

    slug: str
    action: Action
    verb: LineKind | None
    form: type[RecordForm]
    do: Callable[[Work, ReferralRow, Any], Awaitable[None]]
    heading: LazyText
    explain: LazyText
    button: LazyText
    done: LazyText
    state: str
    body: Typed = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    settled: bool = False
    """Only once something has been decided."""
    fits: Callable[[ReferralRow], bool] | None = None
    """Whether it can be done with this record, where neither verb nor decision says so."""
    confirm: bool = False
    button_then: LazyText | None = None
    """Once what would leave has been shown."""

    def is_possible(self, row: ReferralRow) -> bool:
        if self.settled and row.state not in (ReferralState.DECIDED, ReferralState.NEEDS_LEAD):
            return False
        if self.fits is not None and not self.fits(row):
            return False
        wished = row.withdrawal_asked_at is not None
        moves = isinstance(self.verb, Verb)
        return not moves or self.verb in allowed_verbs(ReferralState(row.state), wished=wished)


@dataclass(frozen=True, slots=True)
class MoveView:
    """The page of a verb. `conflict` and `lines`: somebody else was quicker, and what they did."""

    reference: str
    title: str
    state: str
    restricted: bool
    slug: str
    heading: str
    explain: str
    button: str
    button_then: str
    standing: str
    possible: bool
    kept: bool = False
    conflict: str = ""
    proposal: str = ""
    lines: tuple[Line, ...] = ()


async def show(move: Move, work: Work, reference: str) -> Page:
    """The verb's form, with what was typed into it before and refused."""
    row = await load_referral(work, reference, to=move.action)
    await audit.record(work, Action.READ_REFERRAL, subject_of(row))
    kept = await drafts.find(work, About(move.slug, row.id))
    form = move.form.kept(kept, row.version) if kept else await _fresh(move, work, row)
    await _offer(form, work, row)
    status = 200 if move.is_possible(row) else CONFLICT
    proposal = await _propose(form, work, row)
    return Page(TEMPLATE, _view(move, row, kept=kept is not None, proposal=proposal), form=form, status=status)


async def save(move: Move, request: AnyRequest, work: Work, reference: str) -> Page | Response[Any]:
    """Do it and go back to the record, or show the form again with what is to be put right."""
    row = await load_referral(work, reference, to=move.action, lock=True)
    form = await move.form.read(request)
    await _offer(form, work, row)
    try:
        if form.validate() and form.second_look(list(_flagged(form))):
            return await _done(move, request, work, row, form)
    except IncompleteError as lacking:
        form.refuse_all(lacking.problems)
    except (ChangedMeanwhileError, NotNowError, NotOffError, FlagOverError) as quicker:
        if place := await _led_already(move, work, row, form):
            return redirect(request, place, form.done_words or str(move.done))
        return await _conflict(move, request, work, row, form, quicker)
    view = _view(move, row, proposal=await _propose(form, work, row))
    await keep_typed(request, work, row, form, move.slug)
    return Page(TEMPLATE, view, form=form)


async def _done(move: Move, request: AnyRequest, work: Work, row: ReferralRow, form: RecordForm) -> Response[Any]:
    if not isinstance(form, TakeForm):  # taking overwrites nothing, so news that came in meanwhile does not matter
        check_version(row, form.seen_version)
    await move.do(work, row, form)
    await drafts.discard(work, About(move.slug, row.id))
    return redirect(request, form.leads_to or where_next(work, row), form.done_words or str(move.done))


async def _led_already(move: Move, work: Work, row: ReferralRow, form: RecordForm) -> str:
    """Where the first of two presses led; nowhere where this is no second one."""
    if isinstance(form, LetterForm):
        letter_id = await written_already(work, row, form)
        return sending.place_of(row, letter_id) if letter_id else ""
    return where_next(work, row) if await moved_already(work, row, move.verb, form) else ""


async def _conflict(
    move: Move, request: AnyRequest, work: Work, row: ReferralRow, form: RecordForm, quicker: RefusedError
) -> Page:
    """The state as it is now and who brought it there, with what was typed."""
    lines = lines_since(await history_of(work, row.id, most=5), None, work.now)
    proposal = await _propose(form, work, row)
    view = _view(move, row, conflict=quicker.sentence, lines=tuple(lines), proposal=proposal)
    await keep_typed(request, work, row, form, move.slug)
    form.version.data = str(row.version)
    return Page(TEMPLATE, view, form=form, status=CONFLICT)


async def _fresh(move: Move, work: Work, row: ReferralRow) -> RecordForm:
    start: dict[str, Any] = {"version": str(row.version)}
    if move.form is RestrictForm:
        start |= {"open_to": "named", "named": await _named_now(work, row)}
    return move.form(None, start)


async def _named_now(work: Work, row: ReferralRow) -> list[str]:
    """Those named already; for a record that is not restricted yet, oneself and whoever leads it."""
    if row.restricted:
        return [str(each) for each in await named_people(work, row.id)]
    return [str(each) for each in (work.actor.staff_id, row.lead_id) if each is not None]


async def _offer(form: RecordForm, work: Work, row: ReferralRow) -> None:
    """Choices that come from the council's own people."""
    if isinstance(form, TakeForm) and is_given_to_another(row, work.actor.staff_id):
        await _say_whose(form, work, row)
    if isinstance(form, HolderForm):
        form.offer(await who_works_here(work), await held_referral(work, row), *goes_on_with(row))
    if isinstance(form, RestrictForm):
        form.offer_people(await who_works_here(work))
    if isinstance(form, WriteForm):
        form.offer(await teller_of(work, row.id))
    if isinstance(form, SentForm):
        await sending.offer(form, work, row)
    if isinstance(form, ReviewFlagForm):
        form.offer(await flags_of(work, (row.id,)))


async def _say_whose(form: TakeForm, work: Work, row: ReferralRow) -> None:
    lead = (await who_works_here(work)).person(row.lead_id)
    if row.lead_id is not None and lead is not None:
        form.say_whose(row.lead_id, lead.name)


async def _propose(form: RecordForm, work: Work, row: ReferralRow) -> str:
    """Puts what is proposed among the choices, and says why; only where it is shown, not where it is sent. Whoever
    leads the context leads what was decided about it, and does not screen for that; nor is it proposed for whoever has
    it."""
    if not isinstance(form, HolderForm):
        return ""
    (rules, load, context), said = await proposed_upon(work, row), await said_of(work, row.id)
    led = context if _is_led(row) and context is not None and context.lead_id != row.lead_id else None
    proposal = proposed_for(row, said, context, rules, load, form.offered, person=form.needs_person, led=led)
    form.put_proposal(proposal)
    if form.proposal is None and isinstance(form, LeadForm):
        del form.place_why
    return proposal_words(form.proposal)


def goes_on_with(row: ReferralRow) -> tuple[Action, Action]:
    """What whoever gets it must be able to do with it, and what somebody must where it is put. What is not decided yet
    has to be decided; what is, is led by whoever can read it, and can be given on."""
    if _is_led(row):
        return Action.READ_REFERRAL, Action.REASSIGN_REFERRAL
    return Action.SCREEN_REFERRAL, Action.SCREEN_REFERRAL


def _is_led(row: ReferralRow) -> bool:
    return row.state in (ReferralState.DECIDED, ReferralState.NEEDS_LEAD)


def _flagged(form: RecordForm) -> Iterator[Flagged]:
    """What the form itself flags, and the words of a question that the person who told us will read."""
    yield from form.flagged()
    if isinstance(form, AskForm) and form.asked.data == Asked.REPORTER:
        yield from look_again("question", form.question.data or "")
    if isinstance(form, WriteForm):
        yield from look_again("words", form.words.data or "")


def _view(
    move: Move,
    row: ReferralRow,
    *,
    kept: bool = False,
    conflict: str = "",
    lines: tuple[Line, ...] = (),
    proposal: str = "",
) -> MoveView:
    return MoveView(
        reference=row.reference,
        title=row.title,
        state=row.state,
        restricted=row.restricted,
        slug=move.slug,
        heading=str(move.heading),
        explain=str(move.explain),
        button=str(move.button),
        button_then=str(move.button_then or move.button),
        standing=STATE_SENTENCES[ReferralState(row.state)],
        possible=move.is_possible(row),
        kept=kept,
        conflict=conflict,
        lines=lines,
        proposal=proposal,
    )
