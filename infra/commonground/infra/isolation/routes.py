"""Every page that can be asked for, with the council's real ids and with ids of nothing, by everybody who is not of it.

Routes are those that the application declares: a new one is tried without being listed anywhere."""

# Long: one attempt, from how an address is filled in to the verdict on what came back.

from __future__ import annotations

import html
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from httpx2 import ASGITransport, AsyncClient, Response
from litestar import Litestar

from commonground.infra.isolation.ground import Ground
from commonground.infra.isolation.kinds import WHERE, missing
from commonground.infra.isolation.marks import Marks, marks_of
from commonground.platform.access import ROLES
from commonground.platform.access.roles import PARTNER_ROLES, STAFF_ROLES, Role
from commonground.platform.database.engine import make_engine
from commonground.platform.isolation.report import Count, Part, PartKind
from commonground.platform.settings import Mode, Settings
from commonground.ui.app import create_app
from commonground.ui.declare import PUBLIC_IDS, Declared, Door, Effect, declared_routes
from commonground.ui.edge import POOLS, Pools, session_cookie

AppFactory = Callable[[Settings], Litestar]
Answer = tuple[int, str]

_AGAIN: Final = 3
"""Two answers that differ are asked for again: between them a minute may have passed, or a random word been drawn."""
_SECRETS: Final = re.compile(
    r'nonce(="[^"]*"|-[\w-]+)|name="_(?:token|again)" value="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}\b|data-request="[^"]*"'
)
_NAMED: Final = "no-such-file"


@dataclass(frozen=True)
class Persona:
    """Somebody who is not of the council. Whoever has no role of those is refused by the guard itself."""

    words: str
    token: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Page:
    """One route. `ids`: those that must not tell anything, by name with their kinds."""

    path: str
    declared: Declared
    ids: Mapping[str, str]

    def address(self, values: Mapping[str, str], slug: str) -> str:
        """Filled in; what is not in the path goes into the query."""
        public = {name: slug if kind == "council" else _NAMED for name, kind in self.declared.ids.items()}
        path, query = self.path, {}
        for name, value in {**public, **values}.items():
            filled = re.sub(rf"\{{{name}:\w+\}}", quote(value, safe="").replace("\\", "\\\\"), path)
            if filled == path and name in values:
                query[name] = value
            path = filled
        return path + (f"?{urlencode(query)}" if query else "")


@dataclass
class Sweep:
    """What was seen so far."""

    tried: int = 0
    covered: set[str] = field(default_factory=set)
    findings: dict[str, None] = field(default_factory=dict)
    failing: dict[str, None] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    """By whom at least one page behind sign-in was opened: who gets in nowhere would prove nothing."""


async def try_routes(
    ground: Ground, settings: Settings, make_app: AppFactory = create_app, *, below: str = "/"
) -> Part:
    """`below`: only addresses that begin so. Raises whatever stops the application from starting."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    marks, sweep = await marks_of(ground), Sweep()
    async with _serving(ground, settings, make_app) as app:
        every = [page for page in pages_of(app) if page.path.startswith(below)]
        pages = [page for page in every if page.declared.effect is not Effect.SESSION]
        for persona in _personas(ground):
            async with _client(app, settings, persona) as client:
                for page in pages:
                    await _try_page(client, page, persona, ground.target.slug, marks, sweep)
        shut_out = [each.words for each in _personas(ground) if each.token and each.words not in sweep.opened]
    part = _part(pages, marks, sweep, [f"{words} got in nowhere, not even at home." for words in shut_out])
    sent_to = len({path for path in changing(app) if path.startswith(below)})
    return replace(part, notes=tuple(_left_out(len(every) - len(pages), sent_to)))


def _left_out(sessions: int, sent_to: int) -> Iterator[str]:
    """Those of sessions hold a secret that nobody keeps, or call the council's own provider. Forms are for the suite's
    sweep, in a database where whatever they change is nobody's."""
    if sessions:
        yield f"{sessions} pages that begin or end a session were left out: what opens them is a secret kept nowhere."
    if sent_to:
        yield (
            f"{sent_to} addresses to which forms are sent were not tried, since they change something. The policies of"
            " the rows that they change were tried, under “Rows”."
        )


def _personas(ground: Ground) -> tuple[Persona, ...]:
    next_door = ground.neighbour
    return (
        Persona("somebody who is not signed in", "", ()),
        Persona("a neighbouring council’s staff", next_door.staff, STAFF_ROLES),
        Persona("a neighbouring council’s partner", next_door.partner, PARTNER_ROLES),
        Persona("an operator of the platform", next_door.operator, (Role.PLATFORM_OPERATOR,)),
    )


def changing(app: Litestar) -> Iterator[str]:
    """The addresses of everything that is not only asked for."""
    for route, handler, _ in declared_routes(app):
        if set(handler.http_methods) - {"GET", "HEAD", "OPTIONS"}:  # type: ignore[attr-defined]  # HTTP handlers have them
            yield route.path


def pages_of(app: Litestar) -> Iterator[Page]:
    """Everything that is asked for by GET."""
    for route, handler, declared in declared_routes(app):
        if "GET" in handler.http_methods:  # type: ignore[attr-defined]  # HTTP handlers have them
            ids = {name: kind for name, kind in declared.ids.items() if kind not in PUBLIC_IDS}
            yield Page(route.path, declared, ids)


@asynccontextmanager
async def _serving(ground: Ground, settings: Settings, make_app: AppFactory) -> AsyncIterator[Litestar]:
    """The application in this process, over the ground. Whoever signs in does so over a pool that keeps nothing.

    As in production: a demonstration shows everybody the mail that it caught, and is meant to."""
    app = make_app(replace(settings, mode=Mode.PRODUCTION))
    login = make_engine(settings.database_login_url, pooled=False)
    dialect = login.sync_engine.dialect
    dialect.do_commit = dialect.do_rollback  # type: ignore[method-assign]  # so that no attempt leaves anything
    app.state[POOLS] = Pools(ground.web, login)
    try:
        yield app
    finally:
        await login.dispose()


@asynccontextmanager
async def _client(app: Litestar, settings: Settings, persona: Persona) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]  # same protocol
    cookies = {session_cookie(settings): persona.token} if persona.token else {}
    async with AsyncClient(transport=transport, base_url=settings.base_url, cookies=cookies) as client:
        yield client


async def _try_page(client: AsyncClient, page: Page, persona: Persona, slug: str, marks: Marks, sweep: Sweep) -> None:
    for values in _fillings(page, marks):
        address = page.address(values, slug)
        response = await _ask(client, address, sweep)
        _judge(page, persona, response, values, marks, sweep)
        if values and not await _alike(client, page, values, slug, response, sweep):
            said = f"{page.path} answers {persona.words} otherwise for the council’s own ids than for ids of nothing."
            sweep.findings[said] = None


def _fillings(page: Page, marks: Marks) -> Iterator[dict[str, str]]:
    """Without ids; then, if all of them can be filled, the newest and the oldest of the council's."""
    if not set(page.ids) & set(re.findall(r"\{(\w+):", page.path)):
        yield {}
    found = [marks.by_kind.get(kind, ()) for kind in page.ids.values()]
    if page.ids and all(found):
        for number in range(max(len(each) for each in found)):
            yield {name: each[min(number, len(each) - 1)] for name, each in zip(page.ids, found, strict=True)}


async def _alike(
    client: AsyncClient, page: Page, values: Mapping[str, str], slug: str, first: Response, sweep: Sweep
) -> bool:
    """Whether ids of nothing are answered in the same way, word for word."""
    nothing = {name: missing(kind) for name, kind in page.ids.items()}
    response = first
    for _ in range(_AGAIN):
        twin = await _ask(client, page.address(nothing, slug), sweep)
        if answer_of(response, values) == answer_of(twin, nothing):
            return True
        response = await _ask(client, page.address(values, slug), sweep)
    return False


async def _ask(client: AsyncClient, address: str, sweep: Sweep) -> Response:
    sweep.tried += 1
    return await client.get(address)


def answer_of(response: Response, sent: Mapping[str, str]) -> Answer:
    """What a reader could tell apart: status, page and where it leads, without what is drawn anew each time."""
    body = html.unescape(response.text) + response.headers.get("location", "")
    for value in sent.values():
        for shape in (value, quote(value), quote(quote(value))):
            body = body.replace(shape, "…")
    return response.status_code, _SECRETS.sub("…", body)


def _judge(
    page: Page, persona: Persona, response: Response, values: Mapping[str, str], marks: Marks, sweep: Sweep
) -> None:
    status = response.status_code
    if status == HTTPStatus.OK and page.declared.door is Door.STAFF:
        sweep.opened.add(persona.words)
    if marks.in_text(response.text + str(response.headers), *values.values()):
        sweep.findings[f"{page.path} shows {persona.words} something of the council’s."] = None
    if _is_let_past(page, persona, status):
        sweep.findings[f"{page.path} lets in {persona.words}, though nothing gives them that."] = None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        sweep.failing[f"{page.path} failed when {persona.words} asked for it."] = None
    elif values or not page.ids:
        sweep.covered.add(page.path)


def _is_let_past(page: Page, persona: Persona, status: int) -> bool:
    """A page for staff answers somebody without a session, or without a role that includes it; that it fails under them
    is no better, since the guard comes first. Asked of the table of roles itself, so that a guard that says yes to
    everybody is noticed."""
    if page.declared.door is not Door.STAFF:
        return False
    if any(ROLES[role].reach(page.declared.action) for role in persona.roles):
        return False
    let_in = status < (HTTPStatus.BAD_REQUEST if persona.token else HTTPStatus.MULTIPLE_CHOICES)
    return let_in or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _part(pages: list[Page], marks: Marks, sweep: Sweep, shut_out: list[str]) -> Part:
    routes = {page.path for page in pages}
    kinds = {kind for page in pages for kind in page.ids.values()}
    filled = {kind for kind in kinds if marks.by_kind.get(kind)}
    lacking = [f"There is nothing of the council’s to try as {_kind(kind)}." for kind in sorted(kinds - filled)]
    coverage = (
        Count("pages that can be asked for", len(sweep.covered), len(routes)),
        Count("kinds of record", len(filled), len(kinds)),
    )
    return Part(PartKind.ROUTES, sweep.tried, coverage, (*shut_out, *lacking, *sweep.failing), tuple(sweep.findings))


def _kind(kind: str) -> str:
    return kind.replace("_", " ") if kind in WHERE else f"{kind.replace('_', ' ')}, which the attempts do not know"
