"""What one changes about one's own local account. Whoever signs in through a council's provider has none of this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.invitations import plain_address
from commonground.platform.identity.local import factors, own
from commonground.platform.identity.local.own import OwnAccount
from commonground.platform.identity.local.passwords import is_right, own_words
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.work import Work
from commonground.ui.account.forms import ChangePasswordForm, EmailForm, FirstCodeForm, is_strong
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, pools_of, session_token
from commonground.ui.local_sign_in import braking
from commonground.ui.local_sign_in.cookies import ADDRESS, give, held, is_ours, take
from commonground.ui.local_sign_in.views import CodesView, authenticator_view
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.ways import go

AnyRequest = Request[Any, Any, Any]
_HOME: Final = "/account"
_ACTION: Final = Action.LOOK_AFTER_ACCOUNT


@dataclass(frozen=True, slots=True)
class EmailView:
    email: str


@get("/account/password", opt=declare(_ACTION))
async def password_page(request: AnyRequest) -> Page:
    account = await account_of(request)
    return Page("account/password.html", EmailView(account.email), form=ChangePasswordForm())


@post(
    "/account/password",
    status_code=200,
    opt=declare(
        _ACTION, effect=Effect.SESSION, body=lambda: {"password": "four words that do", "new_password": "four others"}
    ),
)
async def change_password(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """The present one is asked for: a screen that was left open is not enough."""
    account, form = await account_of(request), await ChangePasswordForm.read(request)
    if not form.validate() or not await _may_change(request, work, account, form):
        return Page("account/password.html", EmailView(account.email), form=form)
    await own.change_password(_login(request), _token(request), form.new_password.data or "")
    await _note(work, "Changed their password")
    return redirect(request, _HOME, gettext("Your password is changed. Wherever else you were signed in, you are out."))


async def _may_change(request: AnyRequest, work: Work, account: OwnAccount, form: ChangePasswordForm) -> bool:
    await braking.may_show(request, account.id)
    if not await is_right(account.password_hash, form.password.data or ""):
        form.password.refuse(lazy("The password is not right"))
        return False
    await braking.showed(request, account.id)
    return is_strong(form.new_password, own_words(account.email, work.actor.name, work.actor.council_name))


@get("/account/authenticator", opt=declare(_ACTION, confirm=True))
async def authenticator_page(request: AnyRequest) -> Page:
    return _authenticator(request, await account_of(request), FirstCodeForm())


@post(
    "/account/authenticator/begin",
    status_code=200,
    opt=declare(_ACTION, effect=Effect.SESSION, body=dict, confirm=True),
)
async def begin_authenticator(request: AnyRequest) -> Response[Any]:
    """A new secret. The old authenticator works until the new one has shown a code."""
    account = await account_of(request)
    await own.begin_authenticator(_login(request), _seals(request), _token(request), account.id)
    return redirect(request, "/account/authenticator")


@post(
    "/account/authenticator",
    status_code=200,
    opt=declare(_ACTION, effect=Effect.SESSION, body=lambda: {"otp": "123456"}, confirm=True),
)
async def finish_authenticator(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    account, form = await account_of(request), await FirstCodeForm.read(request)
    if account.totp_next is None:
        return redirect(request, "/account/authenticator")
    if form.validate():
        await braking.may_show(request, account.id)
        secret = _seals(request).open_totp(account.totp_next, str(account.id))
        step = factors.step_of(secret, form.otp.data or "", work.now)
        if step is not None and await own.finish_authenticator(_login(request), _token(request), step):
            await braking.showed(request, account.id)
            await _note(work, "Set up another authenticator")
            return redirect(request, _HOME, gettext("Your new authenticator counts from now on."))
        form.refuse_code()
    return _authenticator(request, account, form)


@get("/account/recovery-codes", opt=declare(_ACTION, confirm=True))
async def codes_page(request: AnyRequest) -> Page:
    return Page("account/recovery_codes.html", await account_of(request))


@post("/account/recovery-codes", status_code=200, opt=declare(_ACTION, effect=Effect.SESSION, body=dict, confirm=True))
async def new_codes(request: AnyRequest, work: RequestWork) -> Page:
    """Ten new ones, in this answer and in no other."""
    account = await account_of(request)
    codes = await own.new_recovery_codes(_login(request), _seals(request), _token(request), account.id)
    await _note(work, "Made new recovery codes")
    return Page("account/codes.html", CodesView(codes, _HOME))


@get("/account/email", opt=declare(_ACTION, confirm=True))
async def email_page(request: AnyRequest) -> Page:
    account = await account_of(request)
    return Page("account/email.html", EmailView(account.email), form=EmailForm())


@post(
    "/account/email",
    status_code=200,
    opt=declare(_ACTION, effect=Effect.SESSION, body=lambda: {"email": "somebody.else@larkmere.example"}, confirm=True),
)
async def ask_for_email(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Both addresses are told. Whether somebody else has the new one already is not."""
    account, form = await account_of(request), await EmailForm.read(request)
    if not form.validate():
        return Page("account/email.html", EmailView(account.email), form=form)
    email = plain_address(form.email.data or "")
    await own.ask_for_email(_login(request), _seals(request), _token(request), email)
    await _note(work, "Asked for another e-mail address")
    return redirect(request, _HOME, gettext("Open the link that we sent to your new address, in this browser."))


@get("/account/email/{token:str}", opt=declare(_ACTION, Door.OPEN, Effect.SESSION, ids={"token": "link"}))
async def follow_email(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """The token goes from the address into a cookie at once."""
    if not is_ours(token):
        raise NotFoundHereError
    answer = go("/account/email/confirm", give(request, ADDRESS, token))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@get("/account/email/confirm", opt=declare(_ACTION))
async def confirm_email_page(request: AnyRequest) -> Page:
    await account_of(request)
    email = await own.asked_email(_login(request), _token(request), held(request, ADDRESS))
    return Page("account/email_confirm.html", email, status=404 if email is None else 200)


@post("/account/email/confirm", status_code=200, opt=declare(_ACTION, effect=Effect.SESSION, body=dict))
async def confirm_email(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Only in a session of the very account that asked: a link that went astray changes nothing for whoever got it."""
    await account_of(request)
    if not await own.take_email(_login(request), _token(request), held(request, ADDRESS)):
        return Page("account/email_confirm.html", None, status=404)
    await _note(work, "Changed their e-mail address")
    answer = redirect(request, _HOME, gettext("Your new address counts. Sign in with it from now on."))
    answer.cookies.append(take(request, ADDRESS))
    return answer


async def account_of(request: AnyRequest) -> OwnAccount:
    """Raises `NotFoundHereError` for whoever signs in through a council's provider."""
    account = await own.own_account(_login(request), _token(request))
    if account is None:
        raise NotFoundHereError
    return account


def _authenticator(request: AnyRequest, account: OwnAccount, form: FirstCodeForm) -> Page:
    view = None
    if account.totp_next is not None:
        secret = _seals(request).open_totp(account.totp_next, str(account.id))
        view = authenticator_view("/account/authenticator", secret, account.email)
    return Page("account/authenticator.html", view, form=form)


async def _note(work: Work, why: str) -> None:
    await audit.record(work, _ACTION, audit.Subject("account"), why=why)


def _login(request: AnyRequest) -> AsyncEngine:
    return pools_of(request.app).login


def _token(request: AnyRequest) -> str:
    return session_token(request, settings_of(request.scope))


def _seals(request: AnyRequest) -> Seals:
    return Seals.of(settings_of(request.scope))


OWN = [
    password_page,
    change_password,
    authenticator_page,
    begin_authenticator,
    finish_authenticator,
    codes_page,
    new_codes,
    email_page,
    ask_for_email,
    follow_email,
    confirm_email_page,
    confirm_email,
]
