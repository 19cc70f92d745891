"""`/account/confirm`: step-up. A code of the second factor, or signing in again at the council's provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.demo.personas import OPERATOR
from commonground.platform.identity.local import own, signing_in
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.oidc import SignInRefused
from commonground.platform.work import Work
from commonground.ui.account.forms import ConfirmForm
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork, pools_of, session_token
from commonground.ui.local_sign_in import braking
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in import flow
from commonground.ui.sign_in.trouble import show_refused_signed_in
from commonground.ui.sign_in.ways import browser_cookie, go, keep, wanted, with_next

AnyRequest = Request[Any, Any, Any]
_AWAY = 600


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """`local`: by a code; else `start` leads to the council's provider. `send_to` keeps where to go afterwards."""

    local: bool
    start: str
    send_to: str


@get("/account/confirm", opt=declare(Action.LOOK_AFTER_ACCOUNT))
async def confirm_page(request: AnyRequest, work: RequestWork) -> Page:
    return _page(request, work, ConfirmForm())


@post(
    "/account/confirm",
    status_code=200,
    opt=declare(Action.LOOK_AFTER_ACCOUNT, effect=Effect.SESSION, body=lambda: {"otp": "123456"}),
)
async def confirm(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Only this session is confirmed by it."""
    form = await ConfirmForm.read(request)
    if not form.validate() or not await _proves(request, work, form):
        return _page(request, work, form)
    if work.actor.council_id is not None:
        subject = audit.Subject("session", work.actor.session_id)
        await audit.record(work, Action.LOOK_AFTER_ACCOUNT, subject, why="Confirmed that it is they")
    words = gettext("Confirmed. It holds for a quarter of an hour.")
    return redirect(request, wanted(request) or "/account", words)


@get(
    "/account/confirm/start",
    opt=declare(Action.LOOK_AFTER_ACCOUNT, effect=Effect.SESSION),
    exception_handlers={SignInRefused: show_refused_signed_in},
)
async def start(request: AnyRequest, work: RequestWork) -> Response[bytes]:
    """Off to the council's provider, which is asked to let nobody pass without signing in again."""
    settings, actor = settings_of(request.scope), work.actor
    provider = await flow.provider_of(request.app, _provider(work)) if not actor.local else None
    if provider is None:
        raise NotFoundHereError
    begun = await flow.begin(request, settings, provider, wanted(request), "", confirms=actor.session_id)
    return go(begun.url, keep(settings, browser_cookie(settings), begun.browser, _AWAY))


async def _proves(request: AnyRequest, work: Work, form: ConfirmForm) -> bool:
    login, token = pools_of(request.app).login, session_token(request, settings_of(request.scope))
    account = await own.own_account(login, token)
    if account is None:
        raise NotFoundHereError
    await braking.may_show(request, account.id)
    seals = Seals.of(settings_of(request.scope))
    shown = signing_in.read_factor(seals, account.id, account.totp, form.otp.data or "", work.now)
    if shown is None or not await own.confirm(login, token, shown):
        form.refuse_code()
        return False
    await braking.showed(request, account.id)
    return True


def _page(request: AnyRequest, work: Work, form: ConfirmForm) -> Page:
    to = wanted(request)
    start_at, send_to = with_next("/account/confirm/start", to), with_next("/account/confirm", to)
    return Page("account/confirm.html", ConfirmView(work.actor.local, start_at, send_to), form=form)


def _provider(work: Work) -> str:
    """Operators act for no council, and have a provider of their own."""
    return work.actor.council_slug or OPERATOR


CONFIRMING = [confirm_page, confirm, start]
