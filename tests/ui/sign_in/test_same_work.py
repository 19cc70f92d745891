"""Whether somebody or something exists shows in no answer, and not in the work for it either: the same statements are
sent, in the same order. Counted, not timed: a clock would prove nothing on a busy machine."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text

from casework import Statements
from commonground.platform.identity.passes import open_session
from commonground.platform.references import new_return_code
from commonground.ui import edge
from commonground.ui.edge import pools_of
from councils import World
from providers import SignInSite
from resident import Resident
from told import tell

Work = tuple[int, list[str], list[str]]
OVER = {
    "never was": None,
    "ended": "ended_at = now()",
    "ran out": "expires_at = now()",
    "forgotten": "seen_at = now() - interval '1 day'",
}


async def _work(site: SignInSite, asking: Awaitable[Response]) -> Work:
    """The status of the answer, and what it took over either pool."""
    pools = pools_of(site.app)
    app, login = Statements(pools.app), Statements(pools.login)
    try:
        answer = await asking
    finally:
        app.stop()
        login.stop()
    return answer.status_code, app.sent, login.sent


async def _with_sessions(site: SignInSite, world: World) -> dict[str, Work]:
    found: dict[str, Work] = {}
    for how, change in OVER.items():
        browser = site.browser()
        token = secrets.token_urlsafe(32) if change is None else await world.token(world.larkmere, "manager")
        browser.client.cookies.set(site.session, token)
        if change is not None:
            await tell(world, f"update identity.sessions set {change}")
        found[how] = await _work(site, browser.get("/account"))
    return found


async def test_a_session_that_is_over_and_one_that_never_was(site: SignInSite, world: World) -> None:
    found = await _with_sessions(site, world)
    status, over_app, over_login = found["never was"]
    assert (status, len(over_app), over_login) == (303, 1, [])
    assert all(each == found["never was"] for each in found.values()), found


async def test_the_probe_sees_one_more_look(site: SignInSite, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back: somebody asks first whether such a session is known, and looks further only then."""

    async def curious(work: Any, token: str, **how: Any) -> Any:
        if known[token]:
            await work.connection.execute(text("select 'and what of it'"))
        return await open_session(work, token, **how)

    known: dict[str, bool] = {}
    monkeypatch.setattr(edge, "open_session", curious)
    unknown, ended = secrets.token_urlsafe(32), await world.token(world.larkmere, "manager")
    known |= {unknown: False, ended: True}
    await tell(world, "update identity.sessions set ended_at = now()")
    found: list[Work] = []
    for token in known:
        browser = site.browser()
        browser.client.cookies.set(site.session, token)
        found.append(await _work(site, browser.get("/account")))
    assert found[0] != found[1]


async def test_somebody_without_a_role_here_known_or_not(site: SignInSite, world: World) -> None:
    """Their provider knows them all; whether we do takes the same statements, whatever they find."""
    found: dict[str, Work] = {}
    for person in (None, "locality_practitioner", "second_screener"):
        browser = site.browser()
        site.larkmere.claims |= {"sub": "a-stranger"}
        if person is not None:
            site.larkmere.be(world.larkmere, person)
        site.larkmere.claims["groups"] = ["nothing"]
        staff = world.larkmere.people["second_screener"].staff_id
        await tell(world, "update identity.memberships set ended_at = now() where staff_id = :staff", staff=staff)
        answer = await site.leave(browser)
        found[person or "a stranger"] = await _work(site, site.come_back(browser, answer))
    assert found["a stranger"][0] == 403
    assert all(each == found["a stranger"] for each in found.values()), found


async def test_a_code_of_another_council_and_one_of_nobody(site: SignInSite, world: World, hurried: None) -> None:
    theirs = await Resident(site.browser(), world.hallowdene).report()
    here = Resident(site.browser(), world.larkmere)
    await here.post("return", {"code": "x"})  # takes the form's token
    found = [await _work(site, here.post("return", {"code": code})) for code in (theirs, new_return_code())]
    assert found[0] == found[1]
    assert found[0][0] == 422


async def test_a_draft_of_another_council_and_one_of_nobody(site: SignInSite, world: World) -> None:
    there = Resident(site.browser(), world.hallowdene)
    await there.fill_in("kind")
    theirs = there.browser.client.cookies[f"cg_draft_{world.hallowdene.slug}"]
    found: list[Work] = []
    for token in (theirs, secrets.token_urlsafe(32)):
        here = Resident(site.browser(), world.larkmere)
        here.browser.client.cookies.set(f"cg_draft_{world.larkmere.slug}", token)
        found.append(await _work(site, here.get("where")))
    assert found[0] == found[1]
