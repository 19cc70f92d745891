"""Addresses of one referral: its page, the decision, the draft, the masked words, and why it can be seen."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts import service as drafts
from commonground.platform.drafts.service import About
from commonground.tenants.referrals.contacts import record_read
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.load import held_referral, load_referral, load_referral_for_who
from commonground.tenants.referrals.looks import stays_open
from commonground.tenants.referrals.service import look_at_names
from commonground.tenants.referring.queries import people_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.flags.showing import flags_page
from commonground.ui.referrals.beside_page import beside_view, find_beside
from commonground.ui.referrals.decide_form import DRAFT, NONE, SEND, DecideForm
from commonground.ui.referrals.deciding import other_words, save_decision
from commonground.ui.referrals.dropping import DROP, drop_draft
from commonground.ui.referrals.keeping import typed_in
from commonground.ui.referrals.move_pages import MOVE_HANDLERS
from commonground.ui.referrals.showing import AnyRequest, record_page
from commonground.ui.referrals.told_by_professional import people_view
from commonground.ui.referrals.why import about_referral, who_page, why_page
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

IDS = {"reference": "referral"}
FORM_IDS = IDS | {"context": "context", "place": "staff"}


def decision_body() -> dict[str, str | list[str]]:
    """A decision that is accepted on a referral which was just put before its screener."""
    return {
        "version": "1",
        "context": NONE,
        "outcome": "advice",
        "why": "Nothing more to be done here for now.",
        "answer": SEND,
        "reply": "Thank you. We have read what you told us.",
    }


@get("/referrals/{reference:str}", opt=declare(Action.READ_REFERRAL, ids=IDS))
async def record(work: RequestWork, reference: FromPath[str]) -> Page:
    """One referral."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    return await record_page(work, row)


@post(
    "/referrals/{reference:str}",
    status_code=200,
    opt=declare(Action.SCREEN_REFERRAL, effect=Effect.CHANGE, ids=FORM_IDS, body=decision_body, state="screening"),
)
async def decide(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[str]:
    """Save the decision and send the reply. Who may no longer decide still sees what was typed, so the record is
    loaded for reading; `save_decision` asks whether they may decide it. A form that throws its draft away is never
    saved, wherever it was sent."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL, lock=True)
    if DROP in await request.form():
        return await drop_draft(request, work, row)
    return await save_decision(request, work, row)


@post(
    "/referrals/{reference:str}/words",
    status_code=200,
    opt=declare(Action.SCREEN_REFERRAL, effect=Effect.CHANGE, ids=FORM_IDS, body=decision_body, state="screening"),
)
async def words(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page:
    """The form again, with other ready words for the reply."""
    row = await load_referral(work, reference, to=Action.SCREEN_REFERRAL)
    await audit.record(work, Action.READ_REFERRAL, subject_of(row))
    return await other_words(request, work, row)


@post(
    "/referrals/{reference:str}/draft",
    status_code=200,
    opt=declare(Action.SCREEN_REFERRAL, effect=Effect.CHANGE, ids=FORM_IDS, body=decision_body, state="screening"),
)
async def draft(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[str]:
    """Keep what is being typed, or throw it away. Scripts get no content; people without a script go back. Nothing of
    the record is shown, so nobody has to confirm that it is they: what is typed is kept meanwhile."""
    row = await load_referral(work, reference, to=Action.SCREEN_REFERRAL, unconfirmed=True)
    if DROP in await request.form():
        return await drop_draft(request, work, row)
    await drafts.keep(work, About(DRAFT, row.id), await typed_in(request, DecideForm().questions()))
    await stays_open(work, row.id)
    if is_htmx(request):
        return Response("", status_code=204)
    return redirect(request, f"/referrals/{row.reference}", gettext("Your draft is kept."))


@post(
    "/referrals/{reference:str}/names",
    status_code=200,
    opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=IDS, body=dict),
)
async def names(work: RequestWork, reference: FromPath[str]) -> Page:
    """The masked words, this once. Recorded in the trail and in the referral's own history."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    await look_at_names(work, row)
    await work.mine.flush()
    return await record_page(work, row, look=True)


@post(
    "/referrals/{reference:str}/people",
    status_code=200,
    opt=declare(Action.READ_NAMES, effect=Effect.CHANGE, ids=IDS, body=dict),
)
async def people(work: RequestWork, reference: FromPath[str]) -> Page:
    """Children by their case references, and adults of concern: on a page of their own, beside nothing else of the
    record. Recorded like a look at masked words."""
    row = await load_referral(work, reference, to=Action.READ_NAMES)
    await look_at_names(work, row)
    return Page("referrals/people.html", people_view(row, await people_of(work, row.id)))


@get("/referrals/{reference:str}/beside", opt=declare(Action.READ_REFERRAL, ids=IDS | {"older": "referral"}))
async def beside(work: RequestWork, reference: FromPath[str], older: FromQuery[str] = "") -> Page:
    """What differs between it and the other contacts about what it is about, or likely is."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    found = await find_beside(work, row, older)
    await record_read(work, row, (*found.contacts.lines, *(each.contact for each in found.alone)))
    return Page("referrals/beside.html", beside_view(row, found))


@get("/referrals/{reference:str}/why", opt=declare(Action.READ_REFERRAL, ids=IDS))
async def why(work: RequestWork, reference: FromPath[str]) -> Page:
    """Why can I see this?"""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    await audit.record(work, Action.READ_REFERRAL, subject_of(row))
    return await why_page(work, about_referral(row), await held_referral(work, row))


@get("/referrals/{reference:str}/who", opt=declare(Action.SEE_WHO, ids=IDS))
async def who(work: RequestWork, reference: FromPath[str]) -> Page:
    """Who could see it, and why?"""
    row = await load_referral_for_who(work, reference)
    await audit.record(work, Action.SEE_WHO, subject_of(row))
    return await who_page(work, about_referral(row), await held_referral(work, row))


@get("/referrals/{reference:str}/flags", opt=declare(Action.READ_REFERRAL, ids=IDS))
async def flags(work: RequestWork, reference: FromPath[str]) -> Page:
    """The warning flags on it, those that stand and those that are over."""
    row = await load_referral(work, reference, to=Action.READ_REFERRAL)
    await audit.record(work, Action.READ_REFERRAL, subject_of(row))
    return await flags_page(work, about_referral(row), row, await held_referral(work, row))


HANDLERS = [record, decide, words, draft, names, people, beside, why, who, flags, *MOVE_HANDLERS]
