"""Every byte that leaves during the suite is looked at for words of a council that the reader is not of.

A pytest plugin. By itself it watches every response of the application to an in-process client, every mail that is
handed to a server, every log line, what is printed, and the broker's tables. Whoever sends something else shows it to
`WATCH.look`: files, a browser's pages
(`watched_app` wraps an application that is served to one). A page may show the council of the session that asked for
it, a public page the council in its address; whoever it is for, nothing may show two councils, and a log none."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
import httpx2
import psycopg
import pytest

import councils
import postgres
from readings import readings

CANARY = re.compile(r"canary-([a-z]+)")
_FIRST_STEP = re.compile(r"^/(?:sign-in/)?([a-z][a-z0-9-]+)/")
_COLLECTED = re.compile("/collect/([A-Za-z0-9_-]{43})/")
_SESSION = re.compile(r"cg_session=([^;\s]+)")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


def councils_in(body: bytes | str, *, brotlied: bool = False) -> frozenset[str]:
    """The councils whose canary can be read out of `body`, however packed; of one that is cut short, its start."""
    whole = body.encode() if isinstance(body, str) else body
    seen = {slug for text in readings(whole, brotlied=brotlied) for slug in CANARY.findall(text.lower())}
    return frozenset(slug for slug in seen if not any(other != slug and other.startswith(slug) for other in seen))


@dataclass
class Watch:
    """Looks at what leaves, and keeps what must not have left."""

    found: list[str] = field(default_factory=list)
    looked_at: int = 0
    length: int = 0
    across: frozenset[str] = frozenset()
    """Councils between which something crosses in this test: their people read words of each other there. Logs, mails
    and the broker do not."""
    _readers: dict[str, str] = field(default_factory=dict)

    def look(
        self, body: bytes | str, where: str, *, reader: Collection[str] | None = None, brotlied: bool = False
    ) -> None:
        """`reader`: the councils whose words this may hold; None where nobody knows, and then it is one at the most."""
        self.looked_at += 1
        self.length += len(body)
        seen = councils_in(body, brotlied=brotlied)
        mine = {*(reader or ()), *(self.across if self.across & set(reader or ()) else ())}
        foreign = {slug for slug in seen if not any(own.startswith(slug) for own in mine)}
        if reader is None and len(seen) == 1:
            return
        if foreign:
            self.found.append(f"{where}, for {sorted(reader or [])}, held words of {sorted(foreign)}")

    def signed_in(self, token: str, council: str) -> None:
        """From now on whoever shows this session's token reads for `council`."""
        self._readers[token] = council

    def gave_out(self, token: str, council: str) -> None:
        """From now on whoever has this address fetches what `council` sent there; that it takes more than the address
        is for the tests of that to show."""
        self._readers[token] = council

    def response(self, cookies: str, path: str, headers: Collection[tuple[str, str]], body: bytes) -> None:
        """One answer of the application, its headers included."""
        said = "\n".join(f"{name}: {value}" for name, value in headers)
        brotlied = any(name.lower() == "content-encoding" and value == "br" for name, value in headers)
        reader = self._reader(cookies, path)
        self.look(said, f"headers of {path}", reader=reader)
        self.look(body, f"answer of {path}", reader=reader, brotlied=brotlied)

    def file(self, path: Path, *, reader: Collection[str] | None = None) -> None:
        self.look(path.read_bytes(), f"file {path.name}", reader=reader)

    def _reader(self, cookies: str, path: str) -> Collection[str] | None:
        session, step = _SESSION.search(cookies), _FIRST_STEP.match(path)
        if collected := _COLLECTED.match(path):
            return {self._readers.get(collected[1], "")}
        if session is None:
            return {step[1]} if step else None
        known = self._readers.get(session[1])
        return None if known is None else {known} | ({step[1]} if step else set())

    def broker(self, url: str) -> None:
        """The broker's tables hold ids of facts and no words of anybody. A server that was killed is not asked; one
        that has come back is."""
        for _ in range(2):
            try:
                return self._ask_broker(url)
            except psycopg.OperationalError:
                _hang_up(url)
        return None

    def _ask_broker(self, url: str) -> None:
        for table in ("queue", "result"):
            for row in _asking(url).execute(f"select t::text from broker.{table} t"):
                self.look(str(row[0]), f"broker.{table}", reader=())


WATCH = Watch()
# Addresses of the databases that tests of this process have open.
_OPEN: list[str] = []
# Kept from one test to the next: to connect again after each takes longer than many of them do.
_ASKING: dict[str, psycopg.Connection] = {}


def _asking(url: str) -> psycopg.Connection:
    if url not in _ASKING:
        # Nothing is prepared: a test may change the tables meanwhile.
        _ASKING[url] = psycopg.connect(url, connect_timeout=2, autocommit=True, prepare_threshold=None)
    return _ASKING[url]


def _hang_up(url: str) -> None:
    if url in _ASKING:
        _ASKING.pop(url).close()


def watched_app(app: App, watch: Watch = WATCH) -> App:
    """`app`, with every answer looked at: for an application that a real browser or another process talks to."""

    async def watched(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        headers: list[tuple[str, str]] = []
        body = bytearray()

        async def look_and_send(message: Message) -> None:
            headers.extend((k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", ()))
            body.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                watch.response(_cookies_of(scope), scope["path"], headers, bytes(body))
            await send(message)

        return await app(scope, receive, look_and_send)

    return watched


def _cookies_of(scope: Scope) -> str:
    return "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")


class _LogWatch(logging.Handler):
    """A log holds no words of any council: ids only."""

    def emit(self, record: logging.LogRecord) -> None:
        WATCH.look(logging.Formatter().format(record), f"log of {record.name}", reader=())


def _watch_transport(transport: Any) -> None:
    answer = transport.handle_async_request

    async def watched(self: Any, request: Any) -> Any:
        response = await answer(self, request)
        body = b"".join([part async for part in response.stream])
        headers = [(name, value) for name, value in response.headers.multi_items()]
        WATCH.response(request.headers.get("cookie", ""), request.url.path, headers, body)
        return response

    transport.handle_async_request = watched


def _watch_mail() -> None:
    """Whatever goes over SMTP is for somebody's inbox anywhere: no words of anybody."""
    sendmail = aiosmtplib.SMTP.sendmail

    async def watched(self: Any, sender: str, recipients: Any, message: Any, /, **more: Any) -> Any:
        WATCH.look(message, "a mail", reader=())
        WATCH.look(f"{sender} {recipients}", "a mail's envelope", reader=())
        return await sendmail(self, sender, recipients, message, **more)

    aiosmtplib.SMTP.sendmail = watched  # type: ignore[method-assign]  # the plugin stands between


def _watch_sign_in() -> None:
    sign_in_as = councils.sign_in_as

    async def watched(database: Any, slug: str, issuer: str, who: councils.Person) -> str:
        token = await sign_in_as(database, slug, issuer, who)
        WATCH.signed_in(token, slug)
        return token

    councils.sign_in_as = watched


def _watch_databases() -> None:
    """Each database that a test is given: its broker is looked at after every test, and before the database goes."""
    clone = postgres.Server.clone

    @contextmanager
    def watched(self: postgres.Server, *asked: Any, **named: Any) -> Iterator[postgres.Database]:
        for url in list(_ASKING):
            _hang_up(url)  # nothing is copied while somebody is connected to it
        with clone(self, *asked, **named) as database:
            _OPEN.append(database.owner_url)
            try:
                yield database
            finally:
                _OPEN.remove(database.owner_url)
                WATCH.broker(database.owner_url)
                _hang_up(database.owner_url)

    postgres.Server.clone = watched  # type: ignore[method-assign]  # the plugin stands between


def look_at_brokers() -> None:
    for url in _OPEN:
        WATCH.broker(url)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "prints_canaries: this test is meant to print what nobody else may")
    config.addinivalue_line("markers", "crosses(*councils): something crosses between these councils in this test")
    for transport in (httpx.ASGITransport, httpx2.ASGITransport):
        _watch_transport(transport)
    _watch_mail()
    _watch_sign_in()
    _watch_databases()
    _watch_logs()


def _watch_logs() -> None:
    """Again before each test: a process's own set-up, tried in one of them, takes every handler away."""
    root = logging.getLogger()
    if not any(isinstance(handler, _LogWatch) for handler in root.handlers):
        root.addHandler(_LogWatch())


@pytest.fixture(autouse=True)
def _no_words_of_others(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test during which somebody's words went where they may not be read."""
    looked_at, length = WATCH.looked_at, WATCH.length
    WATCH.found.clear()
    crosses = request.node.get_closest_marker("crosses")
    WATCH.across = frozenset(crosses.args if crosses else ())
    _watch_logs()
    yield
    look_at_brokers()
    if WATCH.looked_at > looked_at:
        counted = {"things looked at for canaries": WATCH.looked_at - looked_at, "bytes of them": WATCH.length - length}
        request.node.user_properties += [("figure", f"{name}={number}") for name, number in counted.items()]
    assert WATCH.found == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """What the application prints is a log too."""
    report: pytest.TestReport = yield  # type: ignore[assignment]  # a wrapper is sent the report
    if report.when == "call" and report.passed and not item.get_closest_marker("prints_canaries"):
        printed = councils_in(report.capstdout + report.capstderr)
        if printed:
            report.outcome = "failed"
            report.longrepr = f"printed words of {sorted(printed)}:\n{report.capstdout}{report.capstderr}"
    return report  # type: ignore[return-value]  # as above
