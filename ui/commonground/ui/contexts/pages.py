"""Addresses of contexts: the list, one of them with its parts, and the forms that change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_context, load_context, load_context_for_who, subject_of
from commonground.tenants.contexts.queries import count_contexts, find_contexts
from commonground.tenants.sharing.who import partners_who_could
from commonground.ui.contexts import changing, listing, moves
from commonground.ui.contexts.building import ContextRecord, context_view, joint_lines, read_context
from commonground.ui.contexts.closing import said_before_closing
from commonground.ui.contexts.forms import ContextLeadForm, ContextReasonForm, ContextRestrictForm, NoteForm
from commonground.ui.contexts.move_pages import IDS, move_pages
from commonground.ui.contexts.moves import Move
from commonground.ui.contexts.restricting import said_before_restricting
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.flags import showing as flags
from commonground.ui.flags.forms import FlagForm, ReviewFlagForm
from commonground.ui.referrals.keeping import AnyRequest
from commonground.ui.referrals.why import about_context, who_page, why_page
from commonground.ui.sharing import showing as sharing
from commonground.ui.sharing.forms import EndSharingForm, ShareForm
from commonground.ui.shell.forms import number_in
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page

VERSION = {"version": "1"}
WHY = {"reason": "It has been quiet for three months."}


def new_body() -> dict[str, str | list[str]]:
    return {"kind": "place", "name": "Bus shelter, Station Parade", "aliases": "", "description": "", "place": ""}


def change_body() -> dict[str, str | list[str]]:
    return {"version": "1", "name": "Bus shelter, Station Parade", "aliases": "", "description": ""}


@get("/contexts", opt=declare(Action.READ_CONTEXT, ids={"after": "context", "before": "context"}))
async def index(request: AnyRequest, work: RequestWork) -> Page:
    """Which contexts there are, by name."""
    wanted = listing.read(request.query_params)
    found, counts = await find_contexts(work, wanted), await count_contexts(work)
    await audit.record_search(work, Action.READ_CONTEXT, wanted.words, audit.Subject("contexts"))
    return Page("contexts/index.html", listing.list_view(work.actor, wanted, found, counts), block="results")


@get("/contexts/new", opt=declare(Action.CHANGE_CONTEXT))
async def new(work: RequestWork, link: FromQuery[str] = "") -> Page:
    """`link`: referrals that will be put on it, as `/tracker/link` carries them."""
    return await changing.new_page(work, link)


@post(
    "/contexts/new",
    status_code=200,
    opt=declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE, ids={"place": "staff"}, body=new_body),
)
async def make(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    return await changing.make(request, work)


@get("/contexts/{reference:str}", opt=declare(Action.READ_CONTEXT, ids=IDS))
async def summary(work: RequestWork, reference: FromPath[str]) -> Page:
    """One context in one minute."""
    record = await _record(work, reference)
    view = replace(context_view(record, work), joints=await joint_lines(work, record.row))
    return Page("contexts/context.html", view)


@get("/contexts/{reference:str}/contacts", opt=declare(Action.READ_CONTEXT, ids=IDS | {"older": "referral"}))
async def contacts(work: RequestWork, reference: FromPath[str], older: FromQuery[str] = "") -> Page:
    """The referrals on it that the reader may open, fifty at a time."""
    record = await _record(work, reference, older)
    return Page("contexts/contacts.html", context_view(record, work, part="contacts"))


@get("/contexts/{reference:str}/timeline", opt=declare(Action.READ_CONTEXT, ids=IDS))
async def timeline(work: RequestWork, reference: FromPath[str], page: FromQuery[str] = "1") -> Page:
    """Everything that has happened to it, a hundred entries at a time."""
    record = await _record(work, reference, page=max(1, number_in(page)))
    return Page("contexts/timeline.html", context_view(record, work, part="timeline"))


async def _record(work: Work, reference: str, older: str | None = None, page: int = 0) -> ContextRecord:
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return await read_context(work, row, older, page)


@get("/contexts/{reference:str}/why", opt=declare(Action.READ_CONTEXT, ids=IDS))
async def why(work: RequestWork, reference: FromPath[str]) -> Page:
    """Why can I see this?"""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return await why_page(work, about_context(row), await held_context(work, row))


@get("/contexts/{reference:str}/who", opt=declare(Action.SEE_WHO, ids=IDS))
async def who(work: RequestWork, reference: FromPath[str]) -> Page:
    """Who could see it, and why?"""
    row = await load_context_for_who(work, reference)
    await audit.record(work, Action.SEE_WHO, subject_of(row))
    partners = await partners_who_could(work, row.id)
    return await who_page(work, about_context(row), await held_context(work, row), partners)


@get("/contexts/{reference:str}/flags", opt=declare(Action.READ_CONTEXT, ids=IDS))
async def all_flags(work: RequestWork, reference: FromPath[str]) -> Page:
    """The warning flags on it, those that stand and those that are over."""
    row = await load_context(work, reference, to=Action.READ_CONTEXT)
    await audit.record(work, Action.READ_CONTEXT, subject_of(row))
    return await flags.flags_page(work, about_context(row), row, await held_context(work, row))


@get("/contexts/{reference:str}/change", opt=declare(Action.CHANGE_CONTEXT, ids=IDS))
async def change_form(work: RequestWork, reference: FromPath[str]) -> Page:
    return await changing.change_page(work, await load_context(work, reference, to=Action.CHANGE_CONTEXT))


@post(
    "/contexts/{reference:str}/change",
    status_code=200,
    opt=declare(Action.CHANGE_CONTEXT, effect=Effect.CHANGE, ids=IDS, body=change_body),
)
async def change(request: AnyRequest, work: RequestWork, reference: FromPath[str]) -> Page | Response[Any]:
    row = await load_context(work, reference, to=Action.CHANGE_CONTEXT, lock=True)
    return await changing.change(request, work, row)


MOVES = (
    Move(
        slug="note",
        action=Action.CHANGE_CONTEXT,
        form=NoteForm,
        do=moves.add_note,
        heading=lazy("Add a note"),
        explain=lazy("It stands on the timeline under your name and stays there."),
        button=lazy("Add it"),
        done=lazy("Noted."),
        body=VERSION | {"words": "The owner has moved the bins."},
        adds=True,
    ),
    Move(
        slug="lead",
        action=Action.CHANGE_CONTEXT,
        form=ContextLeadForm,
        do=moves.give_lead,
        heading=lazy("Give it a lead"),
        explain=lazy("One team holds a context, and one person in it leads. Whoever is chosen is told."),
        button=lazy("Save who leads"),
        done=lazy("Saved who leads."),
        body=VERSION | WHY | {"place": "00000000-0000-7000-8000-000000000000"},
        ids={"place": "staff"},
    ),
    Move(
        slug="close",
        action=Action.CHANGE_CONTEXT,
        form=ContextReasonForm,
        do=moves.close,
        heading=lazy("Close this context"),
        explain=lazy("It keeps its record, and still shows up when something similar is reported."),
        button=lazy("Close it"),
        done=lazy("Closed."),
        said_before=said_before_closing,
        body=VERSION | WHY,
    ),
    Move(
        slug="reopen",
        action=Action.CHANGE_CONTEXT,
        form=ContextReasonForm,
        do=moves.reopen,
        heading=lazy("Reopen this context"),
        explain=lazy("It stands among the active ones again."),
        button=lazy("Reopen it"),
        done=lazy("Active again."),
        body=VERSION | WHY,
    ),
    Move(
        slug="flag",
        action=Action.FLAG_RECORD,
        form=FlagForm,
        do=flags.put,
        heading=lazy("Put a warning flag on it"),
        explain=lazy("Everybody who can open it reads this first. It stands for 90 days at most."),
        button=lazy("Put it on the record"),
        done=lazy("The flag stands on the record."),
        said_before=sharing.said_before_flagging,
        body=VERSION | flags.EXAMPLE,
    ),
    Move(
        slug="review-flag",
        action=Action.FLAG_RECORD,
        form=ReviewFlagForm,
        do=flags.review,
        heading=lazy("Review a warning flag"),
        explain=lazy("Is it still true, still needed and still fair? Say why, either way."),
        button=lazy("Save the review"),
        done=lazy("The review is saved."),
        body=VERSION | flags.EXAMPLE_REVIEW,
        ids={"flag": "flag"},
    ),
    Move(
        slug="share",
        action=Action.SHARE_CONTEXT,
        form=ShareForm,
        do=sharing.share,
        heading=lazy("Invite a partner"),
        explain=lazy("They see what you choose here, until it ends, and nothing else. You can end it any time."),
        button=lazy("Invite them"),
        done=lazy("Saved."),
        said_before=sharing.said_before_sharing,
        body=VERSION | sharing.EXAMPLE,
        ids={"partner": "organisation"},
    ),
    Move(
        slug="end-sharing",
        action=Action.SHARE_CONTEXT,
        form=EndSharingForm,
        do=sharing.end,
        heading=lazy("End what a partner can see"),
        explain=lazy("It counts at once, also on pages that they have open."),
        button=lazy("End it now"),
        done=lazy("Ended."),
        body=VERSION | sharing.EXAMPLE_END,
        ids={"sharing": "sharing"},
        # Ending waits for nobody who changed something else meanwhile.
        adds=True,
    ),
    Move(
        slug="restrict",
        action=Action.RESTRICT_RECORD,
        form=ContextRestrictForm,
        do=moves.restrict,
        heading=lazy("Restrict it to named people"),
        explain=lazy("Nobody else will find it, nor the referrals on it, in lists, searches, numbers or exports."),
        button=lazy("Save who can open it"),
        done=lazy("Saved who can open it."),
        said_before=said_before_restricting,
        body=VERSION | WHY | {"open_to": "everybody"},
        ids={"named": "staff"},
    ),
)


HANDLERS = [
    index,
    new,
    make,
    summary,
    contacts,
    timeline,
    why,
    who,
    all_flags,
    change_form,
    change,
    *(handler for move in MOVES for handler in move_pages(move)),
]
