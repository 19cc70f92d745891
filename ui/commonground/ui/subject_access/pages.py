"""`/subject-access`: requests, and for each the texts that were found, what the person gets of them, and the bundle.

Whoever answers reads texts that are not otherwise theirs to read, so they confirm first that it is they."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.councils.house import house_of
from commonground.platform.refusals import IncompleteError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.subject_access import closing, service
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.queries import Mention, load_mention, mentions_of, requests_of, with_copy
from commonground.tenants.subject_access.rules import NotNowError, WordsChangedError
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.downloads import download
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext, lazy, speaking
from commonground.ui.shell.lists import cut_off
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.subject_access import forms
from commonground.ui.subject_access.bundle import bundle
from commonground.ui.subject_access.views import HERE, ListView, decide_view, list_line, request_view
from commonground.ui.typed import id_in

ONE = f"{HERE}/{{asked:uuid}}"
IDS = {"asked": "access_request"}
_ACT = Action.ANSWER_SUBJECT_ACCESS
_CUT = lazy("%(most)s are shown, open ones first. Those that were answered longest ago are left out.")


@get(HERE, opt=declare(_ACT))
async def index(work: RequestWork) -> Page:
    """Open requests, the most urgent first, and those that were answered."""
    await audit.record(work, _ACT, audit.Subject("access_requests"))
    today = work.now.astimezone(LONDON).date()
    found = await requests_of(work)
    lines = tuple(list_line(each, today) for each in found)
    return Page("subject_access/index.html", ListView(lines, cut_off(_CUT, found)))


@get(f"{HERE}/new", opt=declare(_ACT))
async def new_page(work: RequestWork) -> Page:
    form = forms.RequestForm(None)
    form.offer((await house_of(work)).languages)
    return Page("subject_access/new.html", form=form)


@post(f"{HERE}/new", status_code=200, opt=declare(_ACT, effect=Effect.CHANGE, body=forms.request_example))
async def new(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    form = await forms.RequestForm.read(request)
    form.offer((await house_of(work)).languages)
    if form.validate():
        try:
            made = await service.open_request(work, form.typed())
            return redirect(request, f"{HERE}/{made}", gettext("Put in. Search for the person next."))
        except IncompleteError as lacking:
            form.refuse(lacking)
    return Page("subject_access/new.html", form=form)


@get(ONE, opt=declare(_ACT, ids=IDS, confirm=True))
async def request_page(work: RequestWork, asked: FromPath[UUID]) -> Page:
    """One request, with the places that were found, and none of their words."""
    return await _page(work, await service.load_request(work, asked))


async def _page(work: Work, row: AccessRequest) -> Page:
    await audit.record(work, _ACT, service.subject_of(row))
    form = forms.SearchForm(None, {"whole": ["yes"] if row.whole_names else []})
    return Page("subject_access/request.html", request_view(row, await mentions_of(work, row.id)), form=form)


@post(
    f"{ONE}/search",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids=IDS, body=forms.search_example, confirm=True, search=True),
)
async def search(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Response[Any]:
    """Look for the person in every text of the council."""
    row = await service.load_request(work, asked, lock=True)
    form = await forms.SearchForm.read(request)
    try:
        number = await service.search(work, row, whole=form.by_whole_names)
    except RefusedError as refused:
        return redirect(request, f"{HERE}/{row.id}", refused.sentence, done=False)
    return redirect(request, f"{HERE}/{row.id}", gettext("Found in %(number)s texts.") % {"number": number})


@get(f"{ONE}/extend", opt=declare(_ACT, ids=IDS, confirm=True))
async def extend_page(work: RequestWork, asked: FromPath[UUID]) -> Page:
    row = await service.load_request(work, asked)
    await audit.record(work, _ACT, service.subject_of(row))
    return Page("subject_access/extend.html", f"{HERE}/{row.id}", form=forms.ExtendForm(None))


@post(
    f"{ONE}/extend",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids=IDS, body=forms.extend_example, confirm=True),
)
async def extend(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Page | Response[Any]:
    """Two months more."""
    row = await service.load_request(work, asked, lock=True)
    form = await forms.ExtendForm.read(request)
    if form.validate():
        try:
            await service.extend(work, row, form.reason.data or "")
            return redirect(request, f"{HERE}/{row.id}", gettext("Extended. Tell the person why."))
        except RefusedError as refused:
            form.refuse(refused)
    return Page("subject_access/extend.html", f"{HERE}/{row.id}", form=form)


@get(f"{ONE}/decide", opt=declare(_ACT, ids={**IDS, "mention": "mention"}, confirm=True))
async def decide_page(
    request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID], mention: FromQuery[str] = ""
) -> Page | Response[Any]:
    """One text with what is likely somebody else's; without a mention, the next that nobody has decided about."""
    row = await service.load_request(work, asked)
    every = await mentions_of(work, row.id)
    if mention:
        chosen = next((each for each in every if str(each.id) == mention and each.words), None)
        if chosen is None:
            raise NotFoundHereError
    else:
        chosen = next((each for each in every if each.decision is None and each.words), None)
    if chosen is None:
        await audit.record(work, _ACT, service.subject_of(row))
        return redirect(request, f"{HERE}/{row.id}", gettext("Everything that was found is decided."))
    number, chosen = every.index(chosen) + 1, await with_copy(work, chosen)
    form = forms.DecideForm(None, _start(chosen))
    form.offer(chosen.words, service.names_of(row), chosen.hidden, chosen.copied)
    if chosen.decision is None:
        form.tick_all()
    await audit.record(work, _ACT, service.subject_of(row))
    await audit.record(work, _ACT, service.about(row, chosen))
    return _decide_page(row, chosen, form, number, len(every))


def _start(mention: Mention) -> dict[str, Any]:
    return {
        "mention": str(mention.id),
        "seen": mention.seen,
        "decision": mention.decision.value if mention.decision else None,
        "ground": mention.ground.value if mention.ground else None,
        "hide": [f"{span.start}-{span.end}" for span in mention.hidden],
        "words": mention.reason,
    }


def _decide_page(
    row: AccessRequest, mention: Mention, form: Form, number: int = 0, total: int = 0, status: int | None = None
) -> Page:
    return Page("subject_access/decide.html", decide_view(row, mention, number, total), form=form, status=status)


@post(
    f"{ONE}/decide",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids={**IDS, "mention": "mention"}, body=forms.decide_example, confirm=True),
)
async def decide(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Page | Response[Any]:
    """What the person gets of one text; then the next."""
    row = await service.load_request(work, asked)
    form = await forms.DecideForm.read(request)
    stored, mention = await _chosen(work, row, form)
    form.offer(mention.words, service.names_of(row), mention.hidden, mention.copied)
    if form.seen.data != mention.seen:
        return _changed_meanwhile(row, mention, form)
    if form.validate():
        try:
            await service.decide(work, row, stored, mention.words, form.decided(mention.words))
            return redirect(request, f"{HERE}/{row.id}/decide", gettext("Saved."))
        except RefusedError as refused:
            form.refuse(refused)
    return _decide_page(row, mention, form)


def _changed_meanwhile(row: AccessRequest, mention: Mention, form: forms.DecideForm) -> Page:
    """The words as they are now, with what was typed. What is likely somebody else's is ticked anew: places in other
    words mean nothing."""
    refused = WordsChangedError()
    form.seen.data = mention.seen
    form.tick_all()
    form.refuse(refused)
    return _decide_page(row, mention, form, status=refused.status)


async def _chosen(work: Work, row: AccessRequest, form: forms.DecideForm) -> tuple[AccessMention, Mention]:
    stored, mention = await load_mention(work, row, id_in(form.mention.data))
    return stored, await with_copy(work, mention)


@post(
    f"{ONE}/bundle",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids=IDS, body=dict, confirm=True),
)
async def take_out(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Response[Any]:
    """The bundle as a file. Recorded; its name says nothing of the person."""
    row = await service.load_request(work, asked, lock=True)
    mentions = await mentions_of(work, row.id)
    try:
        if any(each.stale for each in mentions):
            raise NotNowError(gettext("Words have changed since somebody decided. Decide about them again."))
        await service.take_out(work, row)
    except RefusedError as refused:
        return redirect(request, f"{HERE}/{row.id}", refused.sentence, done=False)
    with speaking(row.lang):
        filename = gettext("subject-access.zip")
    packed = bundle(row, mentions, (await house_of(work)).name_in(row.lang), work.now)
    return download(packed, "application/zip", filename)


@post(
    f"{ONE}/finish",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids=IDS, body=dict, confirm=True),
)
async def finish(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Response[Any]:
    """It was given to the person."""
    row = await service.load_request(work, asked, lock=True)
    try:
        await service.finish(work, row)
    except RefusedError as refused:
        return redirect(request, f"{HERE}/{row.id}", refused.sentence, done=False)
    return redirect(request, HERE, gettext("Answered."))


@get(f"{ONE}/close", opt=declare(_ACT, ids=IDS, confirm=True))
async def close_page(work: RequestWork, asked: FromPath[UUID]) -> Page:
    row = await service.load_request(work, asked)
    await audit.record(work, _ACT, service.subject_of(row))
    return Page("subject_access/close.html", f"{HERE}/{row.id}", form=forms.CloseForm(None))


@post(
    f"{ONE}/close",
    status_code=200,
    opt=declare(_ACT, effect=Effect.CHANGE, ids=IDS, body=forms.close_example, confirm=True),
)
async def close(request: Request[Any, Any, Any], work: RequestWork, asked: FromPath[UUID]) -> Page | Response[Any]:
    """It ends without an answer."""
    row = await service.load_request(work, asked, lock=True)
    form = await forms.CloseForm.read(request)
    if form.validate():
        try:
            await closing.close(work, row, form.chosen(), form.words.data or "")
            return redirect(request, HERE, gettext("Closed without an answer."))
        except RefusedError as refused:
            form.refuse(refused)
    return Page("subject_access/close.html", f"{HERE}/{row.id}", form=form)


HANDLERS = [
    index,
    new_page,
    new,
    request_page,
    search,
    extend_page,
    extend,
    decide_page,
    decide,
    take_out,
    finish,
    close_page,
    close,
]
