"""`/council/go-live`: the list of evidence, the two pages that are read for it, and opening and closing the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.evidence import Given
from commonground.platform.councils.gate import Item, Standing
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import is_unreviewed
from commonground.platform.councils.texts import PublicTexts, public_texts
from commonground.platform.councils.types import Nation
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.going_live import service
from commonground.tenants.going_live.items import ASSESSMENT, GO_LIVE, PUBLIC_PAGE
from commonground.tenants.going_live.service import Gate, gate_of
from commonground.tenants.going_live.trial import run_trial
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.setting_up.assessment import assessment_view
from commonground.ui.setting_up.assessment_facts import pack_of
from commonground.ui.setting_up.forms import ReadForm
from commonground.ui.setting_up.gate_forms import EvidenceForm, GateForm, example, filled, stated
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

AnyRequest = Request[Any, Any, Any]
_READ: Final = declare(Action.SET_UP_COUNCIL)
READ_ANEW: Final = "The settings changed while you read. Read what stands here now, then say so again."


@dataclass(frozen=True, slots=True)
class ItemView:
    """`fields`: names on the form; empty for an item that is not stated there. `shown`: its evidence in words.
    `waits`: what it waits for. `offers_trial`: the button that tries the procedures stands here."""

    item: Item
    stands: bool
    outdated: bool
    shown: str
    fields: tuple[str, ...]
    waits: str
    offers_trial: bool


@dataclass(frozen=True, slots=True)
class GateView:
    """`conflict`: somebody was quicker."""

    items: list[ItemView]
    is_open: bool
    is_unread: bool
    opened: str
    is_complete: bool
    lacking: int
    conflict: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The public's words by language, as they stand."""

    council: Council
    version: str
    texts: dict[str, PublicTexts]
    unreviewed: bool


@get(GO_LIVE, opt=_READ)
async def gate(work: RequestWork) -> Page:
    found = await gate_of(work)
    return await _gate(work, found, filled(found.standings))


@post(GO_LIVE, status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=example))
async def state(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Keep what was typed, and go on to the next page that has to be read."""
    found, form = await gate_of(work), await EvidenceForm.read(request)
    if not form.validate() or form.refuse_emptied(found.standings):
        return await _gate(work, found, form)
    try:
        said = stated(form, found.standings)
        await service.state_all(work, said)
    except ChangedMeanwhileError as quicker:
        form.compare(found.standings)
        return await _gate(work, found, form, quicker.sentence)
    except RefusedError as refused:
        form.refuse(refused)
        return await _gate(work, found, form)
    notice = gettext("Saved.") if said else gettext("Nothing was changed.")
    return redirect(request, (await gate_of(work)).next_page() or GO_LIVE, notice)


@post(f"{GO_LIVE}/trial", status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=dict))
async def trial(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Try the procedures, as far as one person can. Where one fails, nothing of the trial is kept."""
    found = await gate_of(work)
    if found.untried is None:  # a button of a page that has been open since before
        return redirect(request, GO_LIVE, gettext("The procedures are tried already, or wait for a second person."))
    try:
        reference = await run_trial(work)
    except RefusedError as refused:
        form = filled(found.standings)
        form.refuse(refused)
        return await _gate(work, found, form)
    said = gettext("Tried on %(reference)s. A second person has to confirm that it goes.")
    return redirect(request, GO_LIVE, said % {"reference": reference})


@get(f"{GO_LIVE}/assessment", opt=_READ)
async def assessment(work: RequestWork) -> Page:
    found = await gate_of(work)
    return await _assessment(work, found, _reading(found.version_of(ASSESSMENT)))


@post(
    f"{GO_LIVE}/assessment",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"version": "0000-0000"}),
)
async def keep_assessment(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Somebody has read the pack and keeps it."""
    found, form = await gate_of(work), await ReadForm.read(request)
    version = found.version_of(ASSESSMENT)
    if form.version.data != version:
        return await _assessment(work, found, _anew(form, version))
    return await _keep(request, work, ASSESSMENT, version)


@get(f"{GO_LIVE}/public-page", opt=_READ)
async def public_page(work: RequestWork) -> Page:
    found = await gate_of(work)
    return await _public_page(work, found, _reading(found.version_of(PUBLIC_PAGE)))


@post(
    f"{GO_LIVE}/public-page",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"version": "0000-0000"}),
)
async def keep_public_page(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Somebody has read what the public reads."""
    found, form = await gate_of(work), await ReadForm.read(request)
    version = found.version_of(PUBLIC_PAGE)
    if form.version.data != version:
        return await _public_page(work, found, _anew(form, version))
    return await _keep(request, work, PUBLIC_PAGE, version)


@post(f"{GO_LIVE}/open", status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=dict))
async def open_form(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Only with evidence of everything."""
    try:
        await service.open_form(work)
    except RefusedError as refused:
        found = await gate_of(work)
        form = filled(found.standings)
        form.refuse(refused)
        return await _gate(work, found, form)
    return redirect(request, GO_LIVE, gettext("Open. From now on the public can report to you."))


@post(f"{GO_LIVE}/close", status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=dict))
async def close_form(request: AnyRequest, work: RequestWork) -> Response[Any]:
    await service.close_form(work)
    return redirect(request, GO_LIVE, gettext("Closed. The form says whom to ring instead."))


async def _keep(request: AnyRequest, work: Work, item: Item, version: str) -> Response[Any]:
    await service.keep_read(work, item, version)
    return redirect(request, (await gate_of(work)).next_page() or GO_LIVE, gettext("Kept."))


def _reading(version: str) -> ReadForm:
    return ReadForm(None, {"version": version})


def _anew(form: ReadForm, version: str) -> ReadForm:
    """The form again, for what stands now."""
    form.version.data = version
    form.form_errors = [*form.form_errors, gettext(READ_ANEW)]
    return form


async def _gate(work: Work, found: Gate, form: GateForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("evidence"))
    trial = found.untried
    items = [_item(each, each is trial) for each in found.standings]
    opened = day(found.council.opened_at) if found.council.opened_at else ""
    lacking = sum(not item.stands for item in items)
    view = GateView(items, found.is_open, found.is_unread, opened, found.is_complete, lacking, conflict)
    status = ChangedMeanwhileError.status if conflict else None
    return Page("setting_up/gate.html", view, form=form, status=status)


def _item(standing: Standing, offers_trial: bool) -> ItemView:
    item = standing.item
    fields = tuple(f"{item.key}_{ask}" for ask in item.asks) if item.is_stated else ()
    shown = standing.words or (_words(standing.given) if standing.given else "")
    return ItemView(item, standing.stands, standing.outdated, shown, fields, standing.waits, offers_trial)


def _words(given: Given) -> str:
    said = given.said
    version = gettext("version %(version)s") % {"version": said.version} if said.version else ""
    facts = (said.who, day(said.on_day) if said.on_day else "", version, said.note)
    words = ", ".join(filter(None, facts))
    if not given.given_by or given.given_by == said.who:
        return words
    return gettext("%(words)s (said by %(who)s, %(day)s)") % {
        "words": words, "who": given.given_by, "day": day(given.given_at),
    }  # fmt: skip  # words to fill in


async def _assessment(work: Work, found: Gate, form: ReadForm) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("evidence"))
    view = await assessment_view(work, found)
    return Page("setting_up/assessment.html", pack_of(view), form=form)


async def _public_page(work: Work, found: Gate, form: ReadForm) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("evidence"))
    council, nation = found.council, Nation(found.council.nation)
    texts = {lang: public_texts(council.texts, council.legal_powers, lang) for lang in council.languages}
    view = ReviewView(council, found.version_of(PUBLIC_PAGE), texts, is_unreviewed(nation))
    return Page("setting_up/public_page.html", view, form=form)


GATE_PAGES = [
    gate, state, trial, assessment, keep_assessment, public_page, keep_public_page, open_form, close_form,
]  # fmt: skip  # pairs
