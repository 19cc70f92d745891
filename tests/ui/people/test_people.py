"""Who works here: roles that are changed with a reason and count at once, and the end of somebody’s work."""

from __future__ import annotations

import re

import pytest

from commonground.platform.access import Role
from councils import World, canary, confirm
from local_people import LocalPerson, invitation, knock, letters, newcomer, sign_in
from plain_rows import put_context, put_referral
from told import ask, tell
from web import Browser, Site

_MOVING = re.compile(r'nonce(="[^"]*"|-[\w-]+)|name="_(?:token|again)" value="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}\b')
MISSING = "01900000-0000-7000-8000-00000000dead"


async def staff_id(world: World, email: str) -> str:
    row = await ask(world, "select id from council.staff where email = :email and ended_at is null", email=email)
    return str(row[0])


async def local(site: Site, email: str, *roles: Role) -> tuple[str, LocalPerson, Browser]:
    person, browser = await newcomer(site, site.world.larkmere, email, *roles)
    return await staff_id(site.world, email), person, browser


def roles(*given: Role, reason: str = "They take over from a colleague") -> dict[str, str | list[str]]:
    return {"roles": [*map(str, given)], "reason": reason}


async def test_the_list_is_the_councils_own_and_for_its_administrator(site: Site, world: World) -> None:
    await local(site, "listed@partner.example")
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get("/team/people")).text
    assert "Wren Adeyemi" in page
    assert world.larkmere.people["screener"].name in page
    assert canary("hallowdene") not in page
    for person in ("manager", "ig_lead", "screener"):
        browser = await site.signed_in(world.larkmere, person)
        assert (await browser.get("/team/people")).status_code == 403, person
        assert (await browser.get(f"/team/people/{MISSING}")).status_code == 404


async def test_a_role_acts_on_the_next_request_given_and_taken(site: Site, world: World) -> None:
    which, _, browser = await local(site, "next@partner.example", Role.ANALYST)
    assert (await browser.get("/tracker")).status_code == 403
    admin = await site.signed_in(world.larkmere, "admin")
    changed = await admin.submit(f"/team/people/{which}", roles(Role.QA_AUDITOR), to=f"/team/people/{which}/roles")
    assert changed.status_code == 303, changed.text
    assert (await browser.get("/tracker")).status_code == 200
    await admin.submit(f"/team/people/{which}", roles(Role.ANALYST), to=f"/team/people/{which}/roles")
    assert (await browser.get("/tracker")).status_code == 403
    trail = (await admin.get("/audit?did=manage_people")).text
    assert "From Analyst or embedded researcher to Quality auditor" in trail
    assert "They take over from a colleague" in trail
    facts = await ask(world, "select count(*) from system.outbox where kind = 'roles_changed' and subject_id = :id"
                      " and tenant_id = :council", id=which, council=world.larkmere.id)  # fmt: skip
    assert facts[0] == 2


async def test_roles_from_the_provider_are_not_changed_here(site: Site, world: World) -> None:
    which = str(world.larkmere.people["screener"].staff_id)
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get(f"/team/people/{which}")).text
    assert "follow the groups of your council’s own accounts" in page
    assert 'action="/team/people/' + which + '/roles"' not in page
    refused = await admin.submit(f"/team/people/{which}", roles(Role.TEAM_MANAGER), to=f"/team/people/{which}/roles")
    assert refused.status_code == 422
    assert (await ask(world, "select roles from council.staff where id = :id", id=which))[0] == ["front_door_screener"]


@pytest.mark.parametrize("given", [Role.PLATFORM_OPERATOR, Role.PARTNER, Role.SCHOOL_DSL, Role.NETWORK_FACILITATOR])
async def test_a_role_that_is_not_the_councils_to_give_is_not_given(site: Site, world: World, given: Role) -> None:
    which, _, _ = await local(site, f"{given}@partner.example")
    admin = await site.signed_in(world.larkmere, "admin")
    answer = await admin.submit(f"/team/people/{which}", roles(given), to=f"/team/people/{which}/roles")
    assert answer.status_code == 422
    assert (await ask(world, "select roles from council.staff where id = :id", id=which))[0] == ["practitioner"]


async def test_nobody_changes_or_ends_themselves(site: Site, world: World) -> None:
    which, _, browser = await local(site, "boss@partner.example", Role.COUNCIL_ADMIN)
    page = (await browser.get(f"/team/people/{which}")).text
    assert "Nobody changes what they may do themselves" in page
    await confirm(world.database, browser.client.cookies["cg_session"])
    more = roles(Role.COUNCIL_ADMIN, Role.FRONT_DOOR_SCREENER)
    assert (await browser.submit("/account", more, to=f"/team/people/{which}/roles")).status_code == 422
    ending = await browser.submit("/account", {"because": "I leave"}, to=f"/team/people/{which}/end")
    assert ending.status_code == 422
    row = await ask(world, "select roles, ended_at from council.staff where id = :id", id=which)
    assert tuple(row) == (["council_admin"], None)


@pytest.mark.parametrize("verb", ["roles", "end"])
async def test_each_change_needs_a_reason_and_keeps_what_was_chosen(site: Site, world: World, verb: str) -> None:
    which, _, _ = await local(site, f"reason-{verb}@partner.example")
    admin = await site.signed_in(world.larkmere, "admin")
    ended: dict[str, str | list[str]] = {"because": " "}
    form = roles(Role.QA_AUDITOR, reason=" ") if verb == "roles" else ended
    refused = await admin.submit(f"/team/people/{which}", form, to=f"/team/people/{which}/{verb}")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    if verb == "roles":
        assert re.search(r'value="qa_auditor"[^>]*checked', refused.text)


@pytest.mark.parametrize("name", ["1", "!!!", "· ·"])
async def test_whoever_is_invited_has_a_name(site: Site, world: World, name: str) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    typed: dict[str, str | list[str]] = {
        "name": name,
        "email": "named@partner.example",
        "roles": ["analyst"],
        "language": "en",
    }
    refused = await admin.submit("/team/people/invite", typed)
    assert refused.status_code == 422
    for words in ('id="name-error"', "Their name needs letters", f'value="{name}"', "named@partner.example"):
        assert words in refused.text
    partner = f"/partners/{world.larkmere.organisation}/invite"
    assert 'id="name-error"' in (await admin.submit(partner, {**typed, "role": "partner"})).text
    assert "named@partner.example" not in [each.address for each in await letters(world)]


async def test_somebody_elses_person_is_not_there(site: Site, world: World) -> None:
    theirs = str(world.hallowdene.people["screener"].staff_id)
    admin = await site.signed_in(world.larkmere, "admin")
    ended: dict[str, str | list[str]] = {"because": "Left"}
    for path, form in (("", None), ("/roles", roles(Role.ANALYST)), ("/end", ended)):
        answers = []
        for which in (theirs, MISSING):
            answer = (
                await admin.get(f"/team/people/{which}")
                if form is None
                else await admin.submit("/account", form, to=f"/team/people/{which}{path}")
            )
            answers.append((answer.status_code, _MOVING.sub("", answer.text.replace(which, ""))))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
    assert (await ask(world, "select ended_at from council.staff where id = :id", id=theirs))[0] is None


async def test_the_end_is_the_end_of_every_session_and_of_signing_in(site: Site, world: World) -> None:
    which, person, browser = await local(site, "leaves@partner.example")
    second = await sign_in(site, "larkmere", person)
    admin = await site.signed_in(world.larkmere, "admin")
    ended = await admin.submit(f"/team/people/{which}", {"because": "Left us"}, to=f"/team/people/{which}/end")
    assert ended.headers["location"] == f"/team/people/{which}"
    for each in (browser, second):
        assert (await each.get("/account")).status_code == 303

    assert (await knock(site.browser(), "larkmere", person.email)).status_code == 422
    assert "Wren Adeyemi" in (await admin.get(f"/team/people/{which}")).text
    told = [each.kind for each in await letters(world) if each.address == person.email]
    assert told[-1] == "work_ended"
    again = await admin.submit("/account", {"because": "Left us"}, to=f"/team/people/{which}/end")
    assert again.status_code == 404


async def test_somebody_of_the_provider_is_ended_too_and_does_not_come_back(site: Site, world: World) -> None:
    person = world.larkmere.people["second_screener"]
    browser = await site.signed_in(world.larkmere, "second_screener")
    admin = await site.signed_in(world.larkmere, "admin")
    which = str(person.staff_id)
    await admin.submit(f"/team/people/{which}", {"because": "Left us"}, to=f"/team/people/{which}/end")
    assert (await browser.get("/account")).status_code == 303
    with pytest.raises(AssertionError):
        await world.token(world.larkmere, "second_screener")
    facts = await ask(world, "select count(*) from system.outbox where kind = 'team_changed' and subject_id = :team",
                      team=world.larkmere.teams["front_door"])  # fmt: skip
    assert facts[0] == 1
    await tell(world, "update council.staff set ended_at = null where id = :id", id=which)
    await tell(world, "update identity.memberships set ended_at = null where staff_id = :id", id=which)


async def test_the_teams_page_says_who_leads_how_much(site: Site, world: World) -> None:
    council, screener = world.larkmere, world.larkmere.people["second_screener"]
    held = {"team_id": council.teams["front_door"], "lead_id": screener.staff_id}
    await put_referral(world, council, title="Leads it", state="screening", **held)
    await put_referral(world, council, title="Leads it in secret", state="screening", restricted=True, **held)
    await put_context(world, council, name="A place that they lead", **held)
    manager = await site.signed_in(council, "manager")
    page = (await manager.get("/team")).text
    (line,) = re.findall(rf"<li>{re.escape(screener.name)}.*?</li>", page, re.DOTALL)
    said = " ".join(re.sub("<[^>]*>", " ", line).split())
    assert "Leads" in said
    assert f"/tracker?with={screener.staff_id}" in line
    assert "1 open referral of Front Door" in said, said
    assert "1 context of Front Door" in said
    assert "Leads it" not in page
    neighbour = await site.signed_in(world.hallowdene, "manager")
    assert "1 open referral" not in (await neighbour.get("/team")).text


async def test_what_they_led_is_listed_for_others_and_restricted_records_are_not(site: Site, world: World) -> None:
    council = world.larkmere
    which, _, _ = await local(site, "leads@partner.example")
    team = council.teams["front_door"]
    held = {"team_id": team, "lead_id": which}
    await put_referral(world, council, title="Left behind", state="screening", **held)
    await put_referral(world, council, title="Withdrawn already", state="withdrawn", **held)
    await put_referral(world, council, title="Secret", state="screening", restricted=True, **held)
    await put_context(world, council, name="A place", **held)
    await put_context(world, council, name="A closed place", status="closed", **held)
    admin = await site.signed_in(council, "admin")
    await admin.submit(f"/team/people/{which}", {"because": "Left us"}, to=f"/team/people/{which}/end")
    for person in ("admin", "manager"):
        browser = await site.signed_in(council, person)
        page = (await browser.get("/team")).text
        assert "Waits for somebody new" in page
        assert "1 open referral" in page
        assert "1 context" in page
        assert "Left behind" not in page
    manager = await site.signed_in(council, "manager")
    assert "Left behind" in (await manager.get(f"/tracker?with={which}")).text
    assert f"/tracker?with={which}" not in (await admin.get(f"/team/people/{which}")).text
    neighbour = await site.signed_in(world.hallowdene, "admin")
    assert "Waits for somebody new" not in (await neighbour.get("/team")).text


async def test_a_screen_left_open_invites_nobody(site: Site, world: World) -> None:
    """Whoever is invited may be whoever found it, by an address of their own: so it asks as changing roles does."""
    token = await world.token(world.larkmere, "admin", confirmed=False)
    browser = site.browser()
    browser.client.cookies.set("cg_session", token)
    sent = invitation("mine@elsewhere.example", Role.COUNCIL_ADMIN)
    refused = await browser.submit("/team/people/invite", sent)
    assert refused.status_code == 401
    assert "Confirm that it is you" in refused.text
    invited = "select count(*) from council.invitations where email = 'mine@elsewhere.example'"
    assert (await ask(world, invited))[0] == 0
    await confirm(world.database, token)
    assert (await browser.submit("/team/people/invite", sent)).status_code == 303
    assert (await ask(world, invited))[0] == 1
