"""The public door: which council an address names, in which language, and what this browser's cookies open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from litestar import Request
from litestar.datastructures import Cookie, FormMultiDict
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from commonground.platform.councils.types import is_short_name
from commonground.platform.identity.passes import Intake, open_intake
from commonground.platform.throttle import Throttle
from commonground.platform.work import Work
from commonground.tenants.intake import drafts, limits, queries
from commonground.tenants.intake.errors import NobodyToReadError
from commonground.tenants.intake.queries import KeptDraft, PublicCouncil
from commonground.ui.edge import WORK
from commonground.ui.proxies import counted_as
from commonground.ui.public_report.sealed import seal, unseal
from commonground.ui.shell.htmx import Htmx4Request
from commonground.ui.shell.i18n import language_of
from commonground.ui.shell.security import settings_of
from commonground.ui.shell.view import AnyConnection, CouncilView, put_shell, shell_of

COUNCIL: Final = "public_council"

DRAFT: Final = "draft"
SENT: Final = "sent"
REPLY: Final = "reply"


class Dress(ASGIMiddleware):
    """Puts the council's frame on before anything can be refused, so that also a refusal wears it, in the reader's
    language and with the council's numbers. Raises `NotFoundException` for a council that nobody knows."""

    scopes: tuple[ScopeType, ...] = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: AnyConnection = Request(scope, receive, send)
        slug = str(scope["path_params"].get("council", ""))
        work: Work | None = scope["state"].get(WORK)
        if work is None:  # OPTIONS: what Litestar itself answers, of no council
            await next_app(scope, receive, send)
            return
        council = await queries.public_council(work, slug) if is_short_name(slug) else None
        if council is None:
            raise NotFoundException
        scope["state"][COUNCIL] = council
        put_frame(connection, council, language_of(connection, council.languages))
        await next_app(scope, receive, send)


def put_frame(connection: AnyConnection, council: PublicCouncil, lang: str) -> None:
    frame = CouncilView(
        slug=council.slug,
        name=council.name_in(lang),
        colour=council.colour,
        logo=f"/{council.slug}/logo" if council.has_logo else "",
        front_door_phone=council.front_door_phone,
        out_of_hours_phone=council.out_of_hours_phone,
        languages=council.languages,
    )
    put_shell(connection, replace(shell_of(connection), council=frame, lang=lang))


def council_of(connection: AnyConnection) -> PublicCouncil:
    council: PublicCouncil = connection.scope["state"][COUNCIL]
    return council


@dataclass(frozen=True)
class Threshold:
    """Somebody before a council's public door. Nothing is open yet: no pass."""

    request: Request[Any, Any, Any]
    work: Work

    @property
    def council(self) -> PublicCouncil:
        return council_of(self.request)

    @property
    def lang(self) -> str:
        return shell_of(self.request).lang

    @property
    def here(self) -> str:
        """Where the council's report pages begin."""
        return f"/{self.council.slug}/report"


@dataclass(frozen=True)
class Visit(Threshold):
    """Somebody at the report form, with what their browser's draft cookie opened."""

    intake: Intake
    draft: KeptDraft | None


async def enter(request: Request[Any, Any, Any], work: Work) -> Visit:
    """Open the public's pass, and the draft if there is one. Raises `NobodyToReadError`: better said on the first
    page than after the last."""
    council = council_of(request)
    intake = await open_intake(work, council.slug, cookie_of(request, DRAFT))
    if intake is None:
        raise NotFoundException
    if intake.team_id is None:
        raise NobodyToReadError
    draft = await queries.draft(work, intake.draft_id) if intake.draft_id else None
    return Visit(request, work, intake, draft)


def _cookie_name(request: AnyConnection, what: str) -> tuple[str, bool]:
    """Its name, one for each council, and whether it is tied to https. `__Host-` keeps neighbouring hosts from
    planting a cookie of theirs, into whose draft a resident would then type."""
    secure = settings_of(request.scope).base_url.startswith("https://")
    return f"{'__Host-' if secure else ''}cg_{what}_{council_of(request).slug}", secure


def cookie_of(request: AnyConnection, what: str) -> str | None:
    return request.cookies.get(_cookie_name(request, what)[0])


def cookie(request: AnyConnection, what: str, value: str, lasts: timedelta) -> Cookie:
    name, secure = _cookie_name(request, what)
    seconds = int(lasts.total_seconds())
    return Cookie(name, value=value, max_age=seconds, httponly=True, secure=secure, samesite="lax", path="/")


def no_cookie(request: AnyConnection, what: str) -> Cookie:
    """Takes the cookie away."""
    return cookie(request, what, "", timedelta())


def draft_cookie(request: AnyConnection, token: str | None) -> list[Cookie]:
    """The cookie of a draft that has just been begun; none when it stands already."""
    return [cookie(request, DRAFT, token, drafts.KEPT_FOR)] if token else []


def sealed_cookie(at: Threshold, what: str, content: dict[str, str], lasts: timedelta) -> Cookie:
    """A cookie that its holder can neither read nor change, for this council alone."""
    purpose = f"{what}|{at.council.slug}"
    return cookie(at.request, what, seal(at.request, purpose, content, at.work.now, lasts), lasts)


def sealed_content(at: Threshold, what: str) -> dict[str, str] | None:
    """What our own cookie carries, if it has not run out."""
    sealed = cookie_of(at.request, what) or ""
    return unseal(at.request, f"{what}|{at.council.slug}", sealed, at.work.now)


async def within(at: Threshold, throttle: Throttle, who: str = "") -> bool:
    """Count one attempt; False when it is one too many. By default attempts from one address are counted together.

    Whatever pass was open is not any more."""
    return await limits.within(at.work, throttle, who or counted_as(at.request))


class TakesNoFilesError(HTTPException):
    status_code = 415
    detail = "These forms take text only."


class PublicRequest(Htmx4Request):
    """A request from anybody at all. Our forms send text and nothing else; whatever else comes is refused unread."""

    async def form(self) -> FormMultiDict:
        if self.content_type[0] == RequestEncodingType.MULTI_PART:
            raise TakesNoFilesError
        try:
            return await super().form()
        except UnicodeDecodeError as undecodable:
            raise ClientException("What was sent is not text.") from undecodable
