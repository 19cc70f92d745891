"""A new password by a link. What is answered says nothing of whether anybody has the address."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.invitations import plain_address
from commonground.platform.identity.local import arriving
from commonground.platform.identity.local.passwords import own_words
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.work import Work
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, pools_of
from commonground.ui.local_sign_in import braking
from commonground.ui.local_sign_in.cookies import RESET, give, held, is_ours, take
from commonground.ui.local_sign_in.forms import ForgottenForm, NewPasswordForm
from commonground.ui.local_sign_in.views import Here, NewPasswordView, here_of
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.shell.view import shell_of
from commonground.ui.sign_in.speaking import speak
from commonground.ui.sign_in.ways import go

AnyRequest = Request[Any, Any, Any]
COUNCIL: Final = {"council": "council"}
NO_REFERRER: Final = {"Referrer-Policy": "no-referrer"}
_SHOW = declare(Action.SIGN_IN, Door.OPEN, ids=COUNCIL)


@get("/sign-in/{council:str}/forgotten", opt=_SHOW, before_request=speak)
async def forgotten_page(work: RequestWork, council: FromPath[str]) -> Page:
    return Page("local_sign_in/forgotten.html", await _here(work, council), form=ForgottenForm())


@post(
    "/sign-in/{council:str}/forgotten",
    status_code=200,
    opt=declare(
        Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"email": "somebody@larkmere.example"}
    ),
    before_request=speak,
)
async def ask(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    here, form = await _here(work, council), await ForgottenForm.read(request)
    if not form.validate():
        return Page("local_sign_in/forgotten.html", here, form=form)
    email, login = plain_address(form.email.data or ""), pools_of(request.app).login
    await braking.may_ask(request, council, email)
    seals = Seals.of(settings_of(request.scope))
    await arriving.ask_for_reset(login, seals, slug=council, email=email, lang=shell_of(request).lang)
    return redirect(request, f"{here.base}/password", _sent())


def _sent() -> str:
    return gettext(
        "If somebody here has this address, a message with a link is on its way to it. The link works for an hour."
    )


@get(
    "/sign-in/{council:str}/reset/{token:str}",
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL | {"token": "link"}),
)
async def follow(request: AnyRequest, council: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    """The token goes from the address into a cookie at once, before anything is shown that could pass it on."""
    if not is_ours(token):
        raise NotFoundHereError
    answer = go(f"/sign-in/{council}/new-password", give(request, RESET, token))
    answer.headers.update(NO_REFERRER)
    return answer


@get("/sign-in/{council:str}/new-password", opt=_SHOW, before_request=speak)
async def new_password_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    here = await _here(work, council)
    email = await _email(request, council)
    return _over(here) if email is None else _choose(here, email, NewPasswordForm())


@post(
    "/sign-in/{council:str}/new-password",
    status_code=200,
    opt=declare(
        Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"new_password": "four words that do"}
    ),
    before_request=speak,
)
async def choose(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    """It counts at once, and signs nobody in: the second factor is asked as ever."""
    here, form = await _here(work, council), await NewPasswordForm.read(request)
    email = await _email(request, council)
    if email is None:
        return _over(here)
    if not form.validate() or not form.is_strong(own_words(email, here.name)):
        return _choose(here, email, form)
    password, login = form.new_password.data or "", pools_of(request.app).login
    if not await arriving.choose_password(login, token=held(request, RESET), slug=council, password=password):
        return _over(here)
    answer = redirect(request, f"{here.base}/password", gettext("Your new password counts. Sign in with it."))
    answer.cookies.append(take(request, RESET))
    return answer


def _choose(here: Here, email: str, form: NewPasswordForm) -> Page:
    return Page("local_sign_in/new_password.html", NewPasswordView(here, email), form=form)


def _over(here: Here) -> Page:
    return Page("local_sign_in/reset_over.html", here, status=404)


async def _email(request: AnyRequest, slug: str) -> str | None:
    token = held(request, RESET)
    return await arriving.reset_email(pools_of(request.app).login, token=token, slug=slug) if token else None


async def _here(work: Work, slug: str) -> Here:
    here = await here_of(work, slug)
    if here is None:
        raise NotFoundHereError
    return here


RESETS = [forgotten_page, ask, follow, new_password_page, choose]
