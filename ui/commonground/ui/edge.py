"""The edge: one unit of work to a request, opened with a pass and committed once, when the response starts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Litestar, Request
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform import audit
from commonground.platform.access import Actor, decide
from commonground.platform.access.confirming import ConfirmFirstError, is_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.labels.service import KnownLabels
from commonground.platform.reference.own import in_words_of
from commonground.platform.references import parse_reference
from commonground.platform.settings import Settings
from commonground.platform.work import Origin, Work, begin
from commonground.ui.declare import Declared, Door, Effect, declared_of
from commonground.ui.frame import bare_shell, staff_shell
from commonground.ui.heads import check_head
from commonground.ui.shell import csrf
from commonground.ui.shell.errors import CONFIRM_ASKED, UNREACHABLE, request_number
from commonground.ui.shell.htmx import Htmx4Request
from commonground.ui.shell.view import AnyConnection, put_shell
from commonground.ui.turns import Turns

WORK = "work"
RequestWork = NamedDependency[Work]
"""What a handler asks for: `async def page(work: RequestWork)`."""
POOLS = "pools"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_WITH_A_PAGE = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS)


class NotYours(HTTPException):
    """A page without a record that the reader's roles do not include."""

    status_code = 403
    detail = "Your role does not include this."


class SignInFirst(NotAuthorizedException):
    """No session, one that is over, or a person who has no role left. The exception handler sends the reader to sign
    in and back."""


@dataclass
class Pools:
    """The web's two pools. Sessions are made over `login`, which only the sign-in handlers are given."""

    app: AsyncEngine
    login: AsyncEngine

    @classmethod
    def from_settings(cls, settings: Settings) -> Pools:
        login = make_engine(settings.database_login_url, pool_size=2)
        return cls(make_engine(settings.database_app_url), login)

    async def dispose(self) -> None:
        await self.app.dispose()
        await self.login.dispose()


def pools_of(app: Litestar) -> Pools:
    pools: Pools = app.state[POOLS]
    return pools


def session_cookie(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host over https; browsers refuse the prefix on plain http."""
    return "__Host-cg_session" if settings.base_url.startswith("https://") else "cg_session"


def session_token(connection: AnyConnection, settings: Settings) -> str:
    """The session's token, as the browser sends it; empty for whatever we never gave out."""
    token = connection.cookies.get(session_cookie(settings), "")
    return token if _TOKEN.fullmatch(token) else ""


def origin_of(request: AnyConnection) -> Origin:
    """Where the request came from: whoever connected, or whom a trusted proxy names (`ui/proxies.py`)."""
    address = request.client.host if request.client else None
    return Origin(address, request_number(request), request.headers.get("user-agent", "")[:200])


@asynccontextmanager
async def begin_again(request: AnyConnection) -> AsyncIterator[Work]:
    """A unit of work of its own for whoever sent the request, for what goes on once the request's is over. Raises
    `NotFoundHereError` when their session or their role is over too."""
    token = session_token(request, request.app.state["settings"])
    async with begin(pools_of(request.app).app) as work:
        actor = await open_session(work, token, touch=False) if token else None
        if actor is None or not decide(actor, declared_of(request.scope["route_handler"]).action):
            raise NotFoundHereError
        yield work


async def provide_work(request: Request[Any, Any, Any]) -> Work:
    """The request's unit of work, for handlers that ask for `work`."""
    work: Work = request.scope["state"][WORK]
    return work


class Edge(ASGIMiddleware):
    """Opens the unit of work, lets in whom the declaration allows, and commits when the answer is a good one."""

    scopes: tuple[ScopeType, ...] = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.turns = Turns()
        self.labels = KnownLabels()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        declared = declared_of(scope["route_handler"])
        connection = Htmx4Request(scope, receive, send)
        put_shell(connection, bare_shell(self.settings))
        check_head(scope, declared)
        if declared.door is Door.NONE:
            await next_app(scope, receive, send)
            return
        if declared.upload:
            await self._receive(connection, pools_of(scope["litestar_app"]).app, declared)
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._turn(connection, declared))
            work = await self._begin(held, connection, declared)
            scope["state"][WORK] = work
            if "\x00" in scope["path"] and declared.door is Door.STAFF:
                # No text of a database holds it. The public's pages say so themselves, in their council's frame.
                raise NotFoundHereError
            await self._let_in(connection, work, declared)
            with in_words_of(await self.labels.of(work)):
                committing = _committing(connection, work, declared, send, self.settings)
                await next_app(scope, receive, _letting_go(declared, held, committing))

    async def _begin(self, held: AsyncExitStack, connection: Request[Any, Any, Any], declared: Declared) -> Work:
        """The unit of work. A database that does not answer takes nothing from anybody that they typed."""
        engine = pools_of(connection.scope["litestar_app"]).app
        try:
            return await held.enter_async_context(begin(engine, origin=origin_of(connection)))
        except UNREACHABLE:
            if not declared.upload:
                await csrf.keep_ours(connection, unproven=True)
            raise

    async def _receive(self, request: Request[Any, Any, Any], engine: AsyncEngine, declared: Declared) -> None:
        """Take the whole form in, which may last as long as somebody's line is slow: for whoever may send it, and
        without a transaction. A stranger sends us nothing large. Raises `SignInFirst`."""
        token = session_token(request, self.settings)
        async with begin(engine) as work:
            actor = await open_session(work, token, touch=False) if token else None
        if actor is None:
            await csrf.keep_beginning(request)
            raise SignInFirst
        if decide(actor, declared.action):
            await request.form()

    def _turn(self, connection: AnyConnection, declared: Declared) -> AbstractAsyncContextManager[None]:
        """Only reading waits: a form that is still on its way must not keep a colleague's page."""
        token = session_token(connection, self.settings)
        if not token or declared.effect is not Effect.READ or declared.door is not Door.STAFF:
            return nullcontext()
        return self.turns.turn(token, search=declared.search)

    async def _let_in(self, connection: AnyConnection, work: Work, declared: Declared) -> None:
        """Raises `SignInFirst`, `NotYours`, `NotFoundHereError` or `ConfirmFirstError`."""
        if declared.door is not Door.STAFF:
            return
        token = session_token(connection, self.settings)
        actor = await open_session(work, token, touch=not declared.poll) if token else None
        if actor is None or not actor.roles:
            await csrf.keep_typed(connection)
            raise SignInFirst
        self.turns.learn(token, actor.council_id)
        csrf.bind(connection, str(actor.session_id))
        put_shell(connection, staff_shell(self.settings, actor))
        await self._check_role(connection, work, declared, actor)
        # Handlers may ask for it, or lead on, once they have the record, and their refusals can't wait for a form.
        await csrf.keep_typed(connection)
        if declared.confirm and not is_confirmed(actor, work.now):
            await _ask_to_confirm(connection, work, declared, self.settings)
            raise ConfirmFirstError

    async def _check_role(self, connection: AnyConnection, work: Work, declared: Declared, actor: Actor) -> None:
        if decide(actor, declared.action):
            return
        await refuse(connection, work, declared, self.settings)
        if not declared.upload:  # of those, nothing is read from somebody who may not send them
            await csrf.keep_ours(connection)
        raise NotFoundHereError if declared.addresses_record(connection.path_params) else NotYours


async def _ask_to_confirm(connection: AnyConnection, work: Work, declared: Declared, settings: Settings) -> None:
    """Whoever is shown that something is there for them, and goes away instead of confirming, has left a trace."""
    action, asked = f"{declared.action}:{audit.UNCONFIRMED}", _asked_for(connection, declared)
    await audit.denied(work, session_token(connection, settings), action, asked)


async def refuse(connection: AnyConnection, work: Work, declared: Declared, settings: Settings) -> None:
    """Record the refused attempt in the council's trail, and what was asked for: alike for missing, foreign and
    forbidden, so that guessing leaves the same trace and takes the same time."""
    await audit.denied(work, session_token(connection, settings), declared.action, _asked_for(connection, declared))


def _asked_for(connection: AnyConnection, declared: Declared) -> audit.Subject:
    """The record that the path names. What is no well-formed reference is not kept: it could be anything."""
    typed = connection.path_params
    for name, kind in declared.record_ids(typed):
        if isinstance(typed[name], UUID):
            return audit.Subject(kind, typed[name])
        return audit.Subject(kind, None, parse_reference(str(typed[name])))
    return audit.NOTHING


def _hides_a_record(connection: AnyConnection, declared: Declared, status: int) -> bool:
    """Whether this answer says that there is no such record to the staff. A poll repeats what a page said."""
    staff = declared.door is Door.STAFF and not declared.poll
    return status == HTTPStatus.NOT_FOUND and staff and declared.addresses_record(connection.path_params)


def _shows_all_the_same(work: Work, declared: Declared, status: int) -> bool:
    """Whether this answer says what can't be done, or what is to be put right, on the page of a record."""
    return declared.door is Door.STAFF and status in _WITH_A_PAGE and bool(work.looked_at)


def _letting_go(declared: Declared, held: AsyncExitStack, send: Send) -> Send:
    """Once a download's answer has begun, its transaction has ended: connection and turn are given back."""
    if not declared.download:
        return send

    async def letting_go(message: Message) -> None:
        await send(message)
        if message["type"] == "http.response.start":
            await held.aclose()

    return letting_go


def _committing(connection: AnyConnection, work: Work, declared: Declared, send: Send, settings: Settings) -> Send:
    """Commit before the first byte of a good answer leaves; anything else is rolled back. An answer that hides a record
    leaves its trace, and so does one that shows a record while it refuses, and one that asks for confirming first."""

    async def committing(message: Message) -> None:
        if message["type"] == "http.response.start":
            if connection.scope["state"].get(CONFIRM_ASKED) and not declared.poll:
                await _ask_to_confirm(connection, work, declared, settings)
            elif message["status"] < 400:
                await work.commit()
            elif _shows_all_the_same(work, declared, message["status"]):
                await audit.refused(work, session_token(connection, settings))
            elif _hides_a_record(connection, declared, message["status"]):
                await refuse(connection, work, declared, settings)
            else:
                await work.roll_back()
        await send(message)

    return committing
