"""Support access over HTTP: granted, used, seen and ended, by the people whom each is for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import text

from canaries import WATCH
from commonground.platform.database.engine import make_engine
from commonground.platform.support.service import MOST_USES
from councils import World, canary, make_world, sign_in_as
from postgres import Database
from stands import OPERATOR as OKSANA
from visiting import OPERATORS, VISITOR, put_visitor
from web import Browser, Site, running_site

COUNCIL, OPERATOR = "/council/support", "/operator/support"
HERE, TEAMS, LEAVE = "/support/settings", "/support/teams", "/support/leave"
REASON, WHY = "Ask 1: the teams look wrong", "Ask 2: to see who is in them"
MISSING = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
async def site(own_database: Database) -> AsyncIterator[Site]:
    async with running_site(await make_world(own_database)) as site:
        yield site


@pytest.fixture
async def account(site: Site) -> UUID:
    return await put_visitor(site.world.database)


async def ask(world: World, sql: str) -> list[object]:
    """The first column, as somebody who sees everything."""
    engine = make_engine(world.database.owner_url, pooled=False)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("set role cg_setup"))
            found = await connection.execute(text(sql))
            return list(found.scalars()) if found.returns_rows else []
    finally:
        await engine.dispose()


async def operator(site: Site) -> Browser:
    browser = site.browser()
    browser.client.cookies.set("cg_session", await sign_in_as(site.world.database, "operator", OPERATORS, VISITOR))
    return browser


async def let_in(site: Site, account: UUID, person: str = "admin") -> Browser:
    admin = await site.signed_in(site.world.larkmere, person)
    form: dict[str, str | list[str]] = {"operator": str(account), "reason": REASON, "hours": "24"}
    answer = await admin.submit(COUNCIL, form, follow=True)
    assert "They are let in" in answer.text
    return admin


async def the_grant(site: Site) -> str:
    (found,) = await ask(site.world, "select id::text from council.support_grants")
    return str(found)


async def go_in(site: Site, account: UUID) -> tuple[Browser, Browser]:
    """The administrator, and the visitor who is in."""
    admin, visitor = await let_in(site, account), await operator(site)
    answer = await visitor.submit(OPERATOR, {"grant": await the_grant(site), "why": WHY})
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    # Larkmere's words are theirs to read from now on; that they are not any more, tests say where a visit ends.
    WATCH.signed_in(str(visitor.client.cookies["cg_session"]), "larkmere")
    return admin, visitor


async def test_many_visits_under_one_grant_hide_none_under_another(site: Site, account: UUID) -> None:
    """Neither is somebody said never to have gone in who did, nor is a list cut off without a word."""
    admin, visitor = await go_in(site, account)
    await visitor.submit(HERE, {}, to=LEAVE)
    first = await the_grant(site)
    await let_in(site, account)
    uses = (
        "insert into council.support_uses (tenant_id, id, grant_id, session_id, why, entered_at, left_at)"
        " select g.tenant_id, gen_random_uuid(), g.id, u.session_id, 'Again', now() + n * interval '1 second', now()"
        " from council.support_grants g, council.support_uses u, generate_series(1, 60) n"
        f" where g.id <> '{first}' and u.grant_id = '{first}'"
    )
    await ask(site.world, uses)
    page = (await admin.get(COUNCIL)).text.split('id="grant-form"')[0]
    assert "Never" not in page
    assert "Not yet" not in page
    assert WHY in page
    assert page.count(": Again") == MOST_USES
    assert "And 40 times before that." in page
    assert page.count('End it now<span class="govuk-visually-hidden">: ') == len(re.findall(r"End it now\b", page)) == 2


async def test_a_visitor_reads_settings_and_teams_under_a_banner(site: Site, account: UUID) -> None:
    _, visitor = await go_in(site, account)
    settings, teams = await visitor.get(HERE), await visitor.get(TEAMS)
    for page in (settings, teams, await visitor.get("/account")):
        assert page.status_code == 200
        assert "Support access to Larkmere Council until" in page.text
        assert canary("hallowdene") not in page.text
    assert "Area of Larkmere" in settings.text
    assert "Area of Hallowdene" not in settings.text
    people = site.world.larkmere.people
    assert people["screener"].name in teams.text
    assert people["partner"].name not in teams.text, "who works for a partner is nobody's colleague"


@pytest.mark.parametrize("path", ["/operator/councils", OPERATOR, "/council", "/tracker", "/team", "/audit", COUNCIL])
async def test_a_visitor_opens_nothing_else(site: Site, account: UUID, path: str) -> None:
    _, visitor = await go_in(site, account)
    answer = await visitor.get(path)
    assert answer.status_code == 403
    assert "Support access to Larkmere Council until" in answer.text
    refused = "select why from audit.entries where action like 'denied:%'"
    assert await ask(site.world, refused) == [f"By {VISITOR.name}, for support: {WHY}"]


async def test_a_visitor_changes_nothing(site: Site, account: UUID) -> None:
    """Records answer as if they were not there; everything else says that the role does not include it."""
    admin, visitor = await go_in(site, account)
    form: dict[str, str | list[str]] = {"staff": MISSING, "team": MISSING, "reason": "Try", "grant": MISSING}
    for path in ("/team", COUNCIL, f"{COUNCIL}/end", OPERATOR, "/operator/councils/new", "/account/language"):
        assert (await visitor.submit(HERE, form, to=path)).status_code == 403, path
    for path in ("/referrals/CR-7K3F-29M/take", f"/team/people/{MISSING}/end"):
        assert (await visitor.submit(HERE, form, to=path)).status_code == 404, path
    assert (await admin.get(COUNCIL)).status_code == 200


async def test_the_council_sees_what_was_opened_and_by_whom(site: Site, account: UUID) -> None:
    admin, visitor = await go_in(site, account)
    await visitor.get(TEAMS)
    page = (await admin.get(COUNCIL)).text
    for words in (VISITOR.name, REASON, WHY, "Teams and people", site.world.larkmere.people["admin"].name):
        assert words in page
    trail = (await admin.get("/audit?did=visit_council")).text
    assert f"By {VISITOR.name}, for support: {WHY}" in trail
    assert "The platform" in trail
    neighbour = await site.signed_in(site.world.hallowdene, "admin")
    for path in (COUNCIL, "/audit"):
        foreign = (await neighbour.get(path)).text
        assert REASON not in foreign
        assert WHY not in foreign


@pytest.mark.parametrize("person", ["admin", "ig_lead"])
async def test_an_end_counts_from_the_next_click(site: Site, account: UUID, person: str) -> None:
    _, visitor = await go_in(site, account)
    ender = await site.signed_in(site.world.larkmere, person)
    assert (await visitor.get(HERE)).status_code == 200
    ended = await ender.submit(COUNCIL, {"grant": await the_grant(site)}, to=f"{COUNCIL}/end", follow=True)
    assert "Ended. It counts from their next click." in ended.text
    again = await ender.submit(COUNCIL, {"grant": await the_grant(site)}, to=f"{COUNCIL}/end", follow=True)
    assert "It was over already." in again.text
    for path in (HERE, TEAMS):
        answer = await visitor.get(path)
        assert answer.status_code == 403
        assert canary("larkmere") not in answer.text
    late = await visitor.submit(OPERATOR, {"grant": await the_grant(site), "why": WHY})
    assert late.status_code == 422, "it is not among what can be chosen"


async def test_the_clock_ends_it_too(site: Site, account: UUID) -> None:
    _, visitor = await go_in(site, account)
    past = "granted_at = now() - interval '2 days', until_at = now()"
    await ask(site.world, f"update council.support_grants set {past}")
    assert (await visitor.get(TEAMS)).status_code == 403
    assert "Over since" in (await visitor.get(OPERATOR)).text


async def test_who_leaves_is_an_operator_again(site: Site, account: UUID) -> None:
    admin, visitor = await go_in(site, account)
    left = await visitor.submit(HERE, {}, to=LEAVE, follow=True)
    assert "You have left." in left.text
    assert "Support access to" not in left.text
    assert (await visitor.get(HERE)).status_code == 403
    assert (await visitor.get("/operator/councils")).status_code == 200
    assert "Left" in (await admin.get(COUNCIL)).text


async def test_without_a_grant_nobody_goes_in(site: Site, account: UUID) -> None:
    visitor = await operator(site)
    assert "No council has let you in" in (await visitor.get(OPERATOR)).text
    await let_in(site, account)
    other = site.browser()
    other.client.cookies.set("cg_session", await sign_in_as(site.world.database, "operator", OPERATORS, OKSANA))
    for browser, grant in ((other, await the_grant(site)), (visitor, MISSING)):
        answer = await browser.submit("/account", {"grant": grant, "why": WHY}, to=OPERATOR)
        assert answer.status_code == 422
    assert await ask(site.world, "select count(*) from council.support_uses") == [0]


async def test_a_reason_is_asked_for_and_what_was_typed_stays(site: Site, account: UUID) -> None:
    admin = await let_in(site, account)
    wrong = await admin.submit(COUNCIL, {"operator": MISSING, "reason": "Typed & kept", "hours": "24"})
    assert wrong.status_code == 422
    assert "Typed &amp; kept" in wrong.text
    visitor = await operator(site)
    empty = await visitor.submit(OPERATOR, {"grant": await the_grant(site), "why": " "})
    assert empty.status_code == 422
    assert "Say why you go in" in empty.text


@pytest.mark.parametrize("person", ["screener", "manager", "partner", "analyst"])
async def test_nobody_else_lets_anybody_in(site: Site, account: UUID, person: str) -> None:
    browser = await site.signed_in(site.world.larkmere, person)
    assert (await browser.get(COUNCIL)).status_code == 403
    form: dict[str, str | list[str]] = {"operator": str(account), "reason": REASON, "hours": "4"}
    assert (await browser.submit("/account", form, to=COUNCIL)).status_code == 403
    assert await ask(site.world, "select count(*) from council.support_grants") == [0]


async def test_another_councils_grant_is_as_if_it_were_not_there(site: Site, account: UUID) -> None:
    await let_in(site, account)
    neighbour = await site.signed_in(site.world.hallowdene, "admin")
    for grant in (await the_grant(site), MISSING):
        assert (await neighbour.submit(COUNCIL, {"grant": grant}, to=f"{COUNCIL}/end")).status_code == 404
    assert await ask(site.world, "select ended_at from council.support_grants") == [None]
