"""`/collect/{token}`: the form for the code, what it opens, and the file to save.

A look at the address opens nothing, so nothing is lost to programs that follow links in e-mails; the form alone does.
Until then every address of this form is answered alike, whether something lies there or not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.throttle import COLLECT
from commonground.platform.work import Work
from commonground.tenants.intake.limits import within
from commonground.tenants.outside.collecting import fetch, note_saved, open_once, packed
from commonground.tenants.outside.types import OPEN_FOR, Fetched
from commonground.ui.attachments.receiving import room_of
from commonground.ui.collect.forms import OPENS_NOTHING, CollectForm
from commonground.ui.collect.views import FormView, package_page
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.local_sign_in.cookies import is_ours, new_secret
from commonground.ui.proxies import counted_as
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.speaking import speak
from commonground.ui.sign_in.ways import browser_cookie, go, keep

AnyRequest = Request[Any, Any, Any]
_IDS: Final = {"token": "link"}
_SHOW: Final = declare(Action.COLLECT, Door.OPEN, ids=_IDS)
_QUIET: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""The address is half of what opens it: it goes along to nobody."""
TOO_MANY: Final = lazy("Too many codes were tried from here. Wait five minutes, then try again")


@get("/collect/{token:str}", opt=_SHOW, before_request=speak)
async def form_page(request: AnyRequest, work: RequestWork, token: FromPath[str]) -> Page | Response[Any]:
    """The form, and nothing of what lies there; for the browser that has opened it, the way on."""
    if await _opened(request, work, token) is not None:
        return go(f"/collect/{token}/package")
    return _form(token, CollectForm())


def _form(token: str, form: CollectForm, status: int | None = None) -> Page:
    return Page("collect/code.html", FormView(_here(token)), form=form, status=status, headers=_QUIET)


def _here(token: str) -> str:
    """What somebody made up instead of an address of ours is not written back."""
    return f"/collect/{token if is_ours(token) else '-'}"


@post(
    "/collect/{token:str}",
    status_code=200,
    opt=declare(
        Action.COLLECT, Door.OPEN, Effect.CHANGE, ids=_IDS, body=lambda: {"code": "7KM2-49TX-3QRD", "name": "A. Nurse"}
    ),
    before_request=speak,
)
async def sent(request: AnyRequest, work: RequestWork, token: FromPath[str]) -> Page | Response[Any]:
    """Open it, once. What is wrong with a code is not said."""
    form = await CollectForm.read(request)
    if not form.validate():
        return _form(token, form)
    if not await within(work, COLLECT, counted_as(request)):
        form.code.refuse(TOO_MANY)
        return _form(token, form, HTTPStatus.TOO_MANY_REQUESTS)
    viewer = new_secret()
    if not is_ours(token) or not await open_once(work, token, form.code.data or "", form.name.data or "", viewer):
        form.code.refuse(OPENS_NOTHING)
        # A good answer, though it is none: what was counted is kept with it.
        return _form(token, form, HTTPStatus.OK)
    settings = settings_of(request.scope)
    cookie = keep(settings, _cookie(request), viewer, int(OPEN_FOR.total_seconds()))
    answer = go(f"/collect/{token}/package", cookie)
    answer.headers.update(_QUIET)
    return answer


def _cookie(request: AnyRequest) -> str:
    return browser_cookie(settings_of(request.scope)).replace("sign_in", "collect")


async def _opened(request: AnyRequest, work: Work, token: str) -> Fetched | None:
    viewer = request.cookies.get(_cookie(request), "")
    return await fetch(work, token, viewer) if is_ours(token) and is_ours(viewer) else None


@get("/collect/{token:str}/package", opt=_SHOW, before_request=speak)
async def package(request: AnyRequest, work: RequestWork, token: FromPath[str]) -> Page:
    """What was opened, for as long as it stands open here."""
    found = await _opened(request, work, token)
    return _closed(token) if found is None else _page("collect/package.html", token, found)


def _page(template: str, token: str, found: Fetched) -> Page:
    return Page(template, package_page(_here(token), found), headers=_QUIET)


def _closed(token: str) -> Page:
    return Page("collect/closed.html", FormView(_here(token)), status=HTTPStatus.NOT_FOUND, headers=_QUIET)


@get("/collect/{token:str}/file", opt=_SHOW, before_request=speak)
async def file(request: AnyRequest, work: RequestWork, token: FromPath[str]) -> Page | Response[Any]:
    """The same to save: a page to read, the sealed text, and the files that go along."""
    found = await _opened(request, work, token)
    if found is None:
        return _closed(token)
    page = _page("collect/file.html", token, found).text(request)
    await note_saved(work, token, request.cookies.get(_cookie(request), ""))
    body = await packed(found, page, room_of(request.app).store)
    answer = download(body, "application/zip", f"{found.reference}.zip")
    answer.headers.update(_QUIET)
    return answer


HANDLERS = [form_page, sent, package, file]
