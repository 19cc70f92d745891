"""The edge: who is let in, what is committed, and what a handler is given."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery

from casework import Statements
from commonground.platform import audit
from commonground.platform.access import ANYONE, Action
from commonground.platform.references import ReferenceKind, new_reference
from commonground.ui.app import create_app
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import POOLS, WORK, Pools, RequestWork, origin_of, pools_of, session_cookie
from commonground.ui.shell.view import shell_of
from councils import World
from told import ask, tell
from web import BASE, Browser, Site, settings_for, token_in

READS = Action.SEE_OWN_WORK


@get("/probe/answer", opt=declare(READS))
async def answer(work: RequestWork, status: FromQuery[int]) -> Response[str]:
    await audit.record(work, f"probe {status}")
    return Response(f"{work.actor.name}", status_code=status, headers={"location": "/"} if status == 303 else {})


@get("/probe/breaks", opt=declare(READS))
async def breaks(work: RequestWork) -> str:
    await audit.record(work, "probe breaks")
    raise HTTPException(status_code=409, detail="no")


@get("/probe/many", opt=declare(READS))
async def many(work: RequestWork) -> str:
    """A long answer, which leaves in pieces."""
    await audit.record(work, "probe many")
    return "x" * 300_000


@get("/probe/poll", opt=declare(READS, poll=True))
async def poll(work: RequestWork) -> str:
    return str(work.actor.unread)


@post("/probe/saved", opt=declare(READS, effect=Effect.CHANGE, body=dict), status_code=200)
async def saved(work: RequestWork) -> str:
    await audit.record(work, "probe saved")
    return "saved"


@get("/probe/admin", opt=declare(Action.READ_AUDIT))
async def admin() -> str:
    return "the trail"


@get("/probe/admin/{reference:str}", opt=declare(Action.READ_AUDIT, ids={"reference": "referral"}))
async def record_of_admin(reference: FromPath[str]) -> str:
    return reference


@get("/probe/none", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.NONE))
async def none(request: Request[Any, Any, Any]) -> dict[str, bool]:
    return {"work": WORK in request.scope["state"], "shell": shell_of(request).demo}  # a demo says that it is one


@get("/probe/open", opt=declare(Action.OPEN_PUBLIC_PAGE, Door.OPEN))
async def opened(work: RequestWork) -> dict[str, bool]:
    return {"anybody": work.actor == ANYONE}


def of_record(address: str, said: dict[str, Any]) -> Any:
    """A page of a record, which answers what it is told to."""

    @get(f"{address}/{{reference:str}}", opt=said, status_code=200)
    async def page(reference: FromPath[str], status: FromQuery[int]) -> Response[str]:
        return Response(reference, status_code=status)

    return page


REFERRAL = {"reference": "referral"}
RECORDS = {
    "/probe/record": declare(READS, ids=REFERRAL),
    "/probe/record-poll": declare(READS, ids=REFERRAL, poll=True),
    "/probe/record-open": declare(READS, Door.OPEN, ids=REFERRAL),
}


@dataclass
class Edge:
    site: Site

    @property
    def world(self) -> World:
        return self.site.world

    async def kept(self, action: str) -> int:
        found = await ask(self.world, "select count(*) from audit.entries where action = :action", action=action)
        return int(found[0])


@pytest.fixture
async def edge(world: World) -> AsyncIterator[Edge]:
    extra = [answer, breaks, many, poll, saved, admin, record_of_admin, none, opened]
    extra += [of_record(address, said) for address, said in RECORDS.items()]
    app = create_app(settings_for(world.database), extra=extra)
    pools = app.state[POOLS] = Pools.from_settings(app.state["settings"])
    yield Edge(Site(app, world))
    await pools.dispose()


async def screener(edge: Edge) -> Browser:
    return await edge.site.signed_in(edge.world.larkmere, "screener")


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (201, 1), (303, 1), (399, 1), (400, 0), (422, 0), (500, 0)])
async def test_a_good_answer_is_committed_and_no_other(edge: Edge, status: int, kept: int) -> None:
    await tell(edge.world, "delete from audit.entries")
    assert (await (await screener(edge)).get(f"/probe/answer?status={status}")).status_code == status
    assert await edge.kept(f"probe {status}") == kept


async def test_what_breaks_leaves_nothing(edge: Edge) -> None:
    assert (await (await screener(edge)).get("/probe/breaks")).status_code == 409
    assert await edge.kept("probe breaks") == 0


async def test_a_long_answer_is_committed_and_arrives_whole(edge: Edge) -> None:
    before = await edge.kept("probe many")
    assert len((await (await screener(edge)).get("/probe/many")).text) == 300_000
    assert await edge.kept("probe many") == before + 1


async def test_without_a_session_one_signs_in_first_and_what_was_typed_comes_back(edge: Edge) -> None:
    stranger = edge.site.browser()
    for token in ("", "x" * 43, "short", "x" * 43 + "'"):
        stranger.client.cookies.set("cg_session", token)
        found = await stranger.get("/probe/answer?status=200")
        assert (found.status_code, found.headers["location"]) == (303, "/sign-in?next=/probe/answer")
    counted = Statements(pools_of(edge.site.app).app)
    nonsense = await edge.site.browser().client.get("/probe/poll", headers={"Cookie": "cg_session=a\x00b"})
    counted.stop()
    assert (nonsense.status_code, counted.sent) == (303, []), "what we never gave out is not even looked up"
    browser = await screener(edge)
    token = token_in((await browser.get("/account")).text)
    await tell(edge.world, "update identity.sessions set ended_at = now()")
    refused = await browser.client.post("/probe/saved", data={"_token": token, "words": "typed with care"},
                                        headers={"Sec-Fetch-Site": "same-origin"})  # fmt: skip
    assert refused.status_code == 401
    assert "typed with care" in refused.text
    assert await edge.kept("probe saved") == 0


async def test_a_form_without_its_token_is_refused(edge: Edge) -> None:
    browser = await screener(edge)
    assert (await browser.post("/probe/saved", {})).status_code == 419
    token = token_in((await browser.get("/account")).text)
    assert (await browser.post("/probe/saved", {"_token": token})).status_code == 200
    other = await edge.site.signed_in(edge.world.larkmere, "manager")
    assert (await other.post("/probe/saved", {"_token": token})).status_code == 419, "a token is its session's"
    browser.client.cookies.set("cg_session", await edge.world.token(edge.world.larkmere, "manager"))
    assert (await browser.post("/probe/saved", {"_token": token})).status_code == 419, "in the same browser too"


async def test_a_role_opens_what_it_includes_and_the_refusal_is_recorded(edge: Edge) -> None:
    before = await edge.kept("denied:read_audit")
    browser = await screener(edge)
    assert (await browser.get("/probe/admin")).status_code == 403
    assert (await browser.get("/probe/admin/CR-7K3F-29M")).status_code == 404
    assert await edge.kept("denied:read_audit") == before + 2
    found = await edge.site.signed_in(edge.world.larkmere, "admin")
    assert (await found.get("/probe/admin")).text == "the trail"
    assert (await found.get("/probe/admin/CR-7K3F-29M")).text == "CR-7K3F-29M"
    assert await edge.kept("denied:read_audit") == before + 2


async def test_only_a_page_that_hides_a_record_leaves_the_trace_of_an_attempt(edge: Edge) -> None:
    browser = await screener(edge)
    reference, refused = new_reference(ReferenceKind.REFERRAL), "denied:see_own_work"
    for address, status in (
        ("/probe/answer", 404),
        (f"/probe/record/{reference}", 200),
        (f"/probe/record/{reference}", 422),
        (f"/probe/record-poll/{reference}", 404),
        (f"/probe/record-open/{reference}", 404),
    ):
        assert (await browser.get(f"{address}?status={status}")).status_code == status
        assert await edge.kept(refused) == 0, (address, status)
    assert (await browser.get(f"/probe/record/{reference}?status=404")).status_code == 404
    assert await edge.kept(refused) == 1


async def test_the_transaction_is_over_before_the_first_byte_leaves(edge: Edge) -> None:
    """Else whoever reads slowly would hold what others wait for."""
    app, open_still = edge.site.app, list[bool]()

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                open_still.append(scope["state"][WORK].connection.in_transaction())
            await send(message)

        await app(scope, receive, sending)

    transport = ASGITransport(app=watched)
    cookies = {"cg_session": await edge.world.token(edge.world.larkmere, "screener")}
    async with AsyncClient(transport=transport, base_url=BASE, cookies=cookies) as client:
        for status in (200, 303, 404, 422, 500):
            assert (await client.get(f"/probe/answer?status={status}")).status_code == status
    assert open_still == [False] * 5


async def test_whoever_has_no_role_left_signs_in_first(edge: Edge) -> None:
    browser = await edge.site.signed_in(edge.world.larkmere, "second_screener")
    someone = {"id": edge.world.larkmere.people["second_screener"].staff_id}
    await tell(edge.world, "update council.staff set roles = '{}' where id = :id", **someone)
    found = await browser.get("/probe/answer?status=200")
    assert (found.status_code, found.headers["location"]) == (303, "/sign-in?next=/probe/answer")


async def test_a_handler_gets_what_its_door_gives(edge: Edge) -> None:
    browser = await screener(edge)
    assert (await browser.get("/probe/none")).json() == {"work": False, "shell": True}
    assert (await browser.get("/probe/open")).json() == {"anybody": True}, "no pass though there is a session"
    assert (await browser.get("/probe/answer?status=200")).text == edge.world.larkmere.people["screener"].name


async def test_the_page_is_the_councils_and_the_persons(edge: Edge) -> None:
    page = (await (await screener(edge)).get("/account")).text
    assert "Larkmere Council" in page
    assert edge.world.larkmere.people["screener"].name in page


async def test_only_what_is_no_poll_keeps_a_session_alive(edge: Edge) -> None:
    browser = await screener(edge)
    for path, touched in (("/probe/poll", False), ("/probe/answer?status=200", True)):
        await tell(edge.world, "update identity.sessions set seen_at = now() - interval '5 minutes'")
        assert (await browser.get(path)).status_code == 200
        found = await ask(
            edge.world, "select count(*) from identity.sessions where seen_at > now() - interval '1 minute'"
        )
        assert bool(found[0]) is touched


async def test_the_trail_says_from_where(edge: Edge) -> None:
    await tell(edge.world, "delete from audit.entries")
    browser = await screener(edge)
    await browser.client.get("/probe/answer?status=200", headers={"User-Agent": "x" * 500})
    entry = await ask(edge.world, "select address, request_id, session_id, staff_id from audit.entries")
    assert entry[0] == "127.0.0.1"
    assert re.fullmatch(r"\w{4}-\w{4}", entry[1])
    assert entry[2] is not None
    assert entry[3] == edge.world.larkmere.people["screener"].staff_id


def test_a_request_from_nowhere_has_no_address() -> None:
    """A server that is told of no socket."""
    scope: dict[str, object] = {"type": "http", "client": None, "headers": [(b"user-agent", b"x" * 500)], "state": {}}
    origin = origin_of(Request(scope))  # type: ignore[arg-type]  # as much of a scope as is looked at
    assert (origin.address, len(origin.agent)) == (None, 200)


def test_the_cookie_is_tied_to_its_host_over_https(world: World) -> None:
    plain = settings_for(world.database)
    assert session_cookie(plain) == "cg_session"
    secure = type(plain)(**{**vars(plain), "base_url": "https://cg.example"})
    assert session_cookie(secure) == "__Host-cg_session"


async def test_both_pools_are_given_back(world: World) -> None:
    pools = Pools.from_settings(settings_for(world.database))
    for engine in (pools.app, pools.login):
        async with engine.connect():
            assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]  # a queue's
    before = [engine.pool for engine in (pools.app, pools.login)]
    await pools.dispose()
    assert [pool.checkedin() for pool in before] == [0, 0]  # type: ignore[attr-defined]  # likewise
    app = Litestar()
    app.state[POOLS] = pools
    assert pools_of(app) is pools
