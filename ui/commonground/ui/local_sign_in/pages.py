"""`/sign-in/{council}/password`, `…/code`, `…/for-whom`: half a sign-in is never a session."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.invitations import plain_address
from commonground.platform.identity.local import signing_in
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.local.signing_in import Half
from commonground.platform.work import Work
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, origin_of, pools_of
from commonground.ui.local_sign_in import braking
from commonground.ui.local_sign_in.arriving import ARRIVING
from commonground.ui.local_sign_in.cookies import DEVICE, HALF, device_of, give, held, new_secret, take
from commonground.ui.local_sign_in.forms import CodeForm, ForWhomForm, PasswordForm
from commonground.ui.local_sign_in.resets import RESETS
from commonground.ui.local_sign_in.views import CodeView, Here, any_here, here_of
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.entering import let_in
from commonground.ui.sign_in.speaking import speak
from commonground.ui.sign_in.trouble import TROUBLE, NoRoleHereError
from commonground.ui.sign_in.ways import go, wanted

AnyRequest = Request[Any, Any, Any]
COUNCIL: Final = {"council": "council"}
_SHOW = declare(Action.SIGN_IN, Door.OPEN, ids=COUNCIL)
_EXAMPLE = {"email": "somebody@larkmere.example", "password": "four words that do not fit"}


@get("/sign-in/{council:str}/password", opt=_SHOW, before_request=speak)
async def password_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    return Page("local_sign_in/password.html", await _here(request, work, council), form=PasswordForm())


@post(
    "/sign-in/{council:str}/password",
    status_code=200,
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: dict(_EXAMPLE)),
    before_request=speak,
)
async def knock(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    """The first factor. An address that nobody has is answered alike, and as late."""
    here, form = await _here(request, work, council), await PasswordForm.read(request)
    if not form.validate():
        return Page("local_sign_in/password.html", here, form=form)
    email, browser = plain_address(form.email.data or ""), new_secret()
    await braking.may_knock(request, council, email)
    typed = {"email": email, "password": form.password.data or ""}
    account = await signing_in.knock(
        pools_of(request.app).login, slug=council, return_to=here.return_to, browser=browser, **typed
    )
    if account is None:
        form.refuse_both()
        return Page("local_sign_in/password.html", here, form=form)
    await braking.knew_the_password(request, council, email)
    return go(f"{here.base}/code", give(request, HALF, browser))


@get("/sign-in/{council:str}/code", opt=_SHOW, before_request=speak)
async def code_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    here, half = await _any(work, council), await _half(request, council)
    return _again(request, here) if half is None else _code(here, CodeForm())


@post(
    "/sign-in/{council:str}/code",
    status_code=200,
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"otp": "123456"}),
    before_request=speak,
    exception_handlers=TROUBLE,
)
async def show_code(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    """The second factor. Whoever acts for one council only goes straight on."""
    here, half, form = await _any(work, council), await _half(request, council), await CodeForm.read(request)
    if half is None:
        return _again(request, here)
    if not form.validate() or not await _proves(request, work, half, form):
        return _code(here, form)
    councils = await signing_in.choices(pools_of(request.app).login, half)
    if half.invited or len(councils) <= 1:
        return await _finish(request, work, half, council)
    return go(f"{here.base}/for-whom")


@get("/sign-in/{council:str}/for-whom", opt=_SHOW, before_request=speak)
async def for_whom_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    here, half = await _any(work, council), await _half(request, council)
    if half is None or not half.proved:
        return _again(request, here)
    form = ForWhomForm(None, {"council": council})
    form.offer(await signing_in.choices(pools_of(request.app).login, half))
    return Page("local_sign_in/for_whom.html", here, form=form)


@post(
    "/sign-in/{council:str}/for-whom",
    status_code=200,
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"council": "larkmere"}),
    before_request=speak,
    exception_handlers=TROUBLE,
)
async def choose_for_whom(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    here, half, form = await _any(work, council), await _half(request, council), await ForWhomForm.read(request)
    if half is None or not half.proved:
        return _again(request, here)
    form.offer(await signing_in.choices(pools_of(request.app).login, half))
    if not form.validate():
        return Page("local_sign_in/for_whom.html", here, form=form)
    return await _finish(request, work, half, form.council.data or "")


async def _finish(request: AnyRequest, work: Work, half: Half, chosen: str) -> Response[Any]:
    """Raises `NoRoleHereError` when nothing is left to act for."""
    device, login = device_of(request), pools_of(request.app).login
    session = await signing_in.finish(login, half, chosen=chosen, device=device, agent=origin_of(request).agent)
    if session is None:
        raise NoRoleHereError
    # The address that was wanted is one council's; whoever chose another one begins at home.
    return_to = half.return_to if chosen == half.slug else ""
    return await let_in(request, work, session, return_to, give(request, DEVICE, device), take(request, HALF))


async def _proves(request: AnyRequest, work: Work, half: Half, form: CodeForm) -> bool:
    await braking.may_show(request, half.account)
    seals = Seals.of(settings_of(request.scope))
    shown = signing_in.read_factor(seals, half.account, half.totp, form.otp.data or "", work.now)
    if shown is None or not await signing_in.prove(pools_of(request.app).login, half, shown):
        form.refuse_code()
        return False
    await braking.showed(request, half.account)
    return True


def _code(here: Here, form: CodeForm) -> Page:
    return Page("local_sign_in/code.html", CodeView(here, f"{here.base}/code"), form=form)


def _again(request: AnyRequest, here: Here) -> Response[Any]:
    return redirect(
        request, f"{here.base}/password", gettext("That took longer than ten minutes. Start again."), done=False
    )


async def _half(request: AnyRequest, slug: str) -> Half | None:
    browser = held(request, HALF)
    return await signing_in.half_of(pools_of(request.app).login, browser=browser, slug=slug) if browser else None


async def _here(request: AnyRequest, work: Work, slug: str) -> Here:
    here = await here_of(work, slug, wanted(request))
    if here is None:
        raise NotFoundHereError
    return here


async def _any(work: Work, slug: str) -> Here:
    here = await any_here(work, slug)
    if here is None:
        raise NotFoundHereError
    return here


HANDLERS = [
    password_page,
    knock,
    code_page,
    show_code,
    for_whom_page,
    choose_for_whom,
    *RESETS,
    *ARRIVING,
]
