"""Inviting a partner, the second person, ending it, and who is shown as able to open it."""

# Long: an invitation's whole way, and each change on it in its own test.

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from casework import Known, acting, add_context
from commonground.tenants.sharing import queries
from councils import World, canary
from inviting import another_partner, end, invite, pass_time, settle, state_of
from pages import masked
from told import ask, lines_of, rows, tell
from web import Browser, Site

Form = dict[str, str | list[str]]
MISSING = "01900000-0000-7000-8000-00000000dead"


def form(partner: object, **more: str) -> Form:
    said: Form = {"version": "1", "partner": str(partner), "purpose": "To plan the street work there.",
                  "basis": "ca2004_s10", "necessity": "They stand there every evening.", "what": "summary",
                  "names": "no", "days": "28", "openness": "nobody_in_particular"}  # fmt: skip
    return said | more


def person(world: World, key: str = "partner") -> str:
    return str(world.larkmere.people[key].staff_id)


async def share(browser: Browser, known: Known, typed: Form) -> int:
    here = f"/contexts/{known.reference}/share"
    return (await browser.submit(here, typed)).status_code


async def invitations(world: World, known: Known) -> list[str]:
    query = "select state from tenants.partner_invitations where context_id = :id order by proposed_at"
    return [row.state for row in await rows(world, query, id=known.id)]


async def test_a_place_without_names_opens_at_once_and_stands_on_the_timeline(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert await share(browser, known, form(person(world))) == 303
    assert await invitations(world, known) == ["active"]
    page = (await browser.get(f"/contexts/{known.reference}/partners")).text
    for said in (
        "Open to them now",
        "To plan the street work there.",
        "without names",
        "Children Act 2004, section 10",
    ):
        assert said in page
    assert [verb for verb, _ in await lines_of(world, known)] == ["invite_partner"]
    assert "let a partner in" in (await browser.get(f"/contexts/{known.reference}/timeline")).text


@pytest.mark.parametrize(
    ("names", "said"), [("no", "Invited. They are in now, until "), ("yes", "Proposed. They are not in yet")]
)
async def test_whoever_invites_reads_whether_they_are_in_now_or_wait(
    site: Site, world: World, names: str, said: str
) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    answer = await browser.submit(f"/contexts/{known.reference}/share", form(person(world), names=names), follow=True)
    assert said in answer.text
    assert ("They are in now" in answer.text) is (names == "no")


async def test_the_second_person_confirms_who_they_are_before_they_type(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    made = await invite(world, world.larkmere, known, names=True)
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    asked = await browser.get(f"/sharing/{made}")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/account/confirm?next=/sharing/{made}")
    assert "They stand there every evening." not in asked.text
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert "Your answer" in (await lead.get(f"/sharing/{made}")).text


async def test_what_is_missing_is_said_and_what_was_typed_stays(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/share"
    refused = await browser.submit(here, form("", purpose="", basis="", necessity="Keep this"))
    assert refused.status_code == 422
    for said in ("Choose whom you invite", "Say for what they need it", "Choose the lawful basis", "Keep this"):
        assert said in refused.text
    doubtful = await browser.submit(here, form(person(world), purpose="To look after Ayesha Khan."))
    assert "may be a name" in doubtful.text
    assert (await browser.submit(here, form(person(world), days="365"))).status_code == 422
    assert await invitations(world, known) == []


@pytest.mark.parametrize(
    ("names", "said"), [("no", "They are invited to it already, until "), ("yes", "They are proposed for it already")]
)
async def test_a_second_invitation_of_the_same_partner_points_at_the_first(
    site: Site, world: World, names: str, said: str
) -> None:
    """Until that one ends; whoever else of them is invited is another partner, and so is the neighbour's."""
    known = await add_context(world, world.larkmere)
    first = await invite(world, world.larkmere, known, names=names == "yes")
    browser, here = await site.signed_in(world.larkmere, "practitioner"), f"/contexts/{known.reference}/share"
    version = {
        "version": str((await ask(world, "select version from tenants.contexts where id = :id", id=known.id))[0])
    }
    refused = await browser.submit(here, form(person(world), **version, purpose="Keep these words."))
    assert refused.status_code == 422
    for words in (said, "Keep these words.", f'href="/contexts/{known.reference}/partners"'):
        assert words in refused.text
    assert len(await invitations(world, known)) == 1
    await invite(world, world.larkmere, known, who=None)
    await end(world, world.larkmere, known, first)
    await invite(world, world.larkmere, known)
    assert sorted(await invitations(world, known)) == ["active", "active", "ended" if names == "no" else "withdrawn"]


async def test_an_invitation_that_is_over_by_time_is_in_nobodys_way(world: World) -> None:
    known = await add_context(world, world.larkmere)
    await pass_time(world, await invite(world, world.larkmere, known), timedelta(days=40))
    await invite(world, world.larkmere, known)


async def test_of_two_who_invite_the_same_partner_at_once_one_is_refused(world: World) -> None:
    known = await add_context(world, world.larkmere)
    both = (invite(world, world.larkmere, known, by=by) for by in ("practitioner", "specialist_manager"))
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["InvitationIncompleteError", "UUID"], found
    assert await invitations(world, known) == ["active"]


async def test_names_wait_for_a_second_person_who_is_somebody_else(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist")
    sponsor = await site.signed_in(world.larkmere, "specialist_manager")
    assert await share(sponsor, known, form(person(world), names="yes")) == 303
    assert await invitations(world, known) == ["proposed"]
    (made,) = await ask(world, "select id::text from tenants.partner_invitations where context_id = :id", id=known.id)
    partner = await site.signed_in(world.larkmere, "partner")
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 404
    answer: Form = {"answer": "authorise", "words": "It is the least that is needed."}
    for who in ("specialist_manager", "practitioner", "manager", "admin"):
        browser = await site.signed_in(world.larkmere, who)
        assert (await browser.submit("/account", answer, to=f"/sharing/{made}")).status_code == 404, who
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert known.reference in (await lead.get("/sharing")).text
    page = (await lead.get(f"/sharing/{made}")).text
    assert "Golden Spoon" not in page, "whoever answers for access opens no case"
    assert "They stand there every evening." in page
    assert (await lead.submit(f"/sharing/{made}", answer | {"words": " "})).status_code == 422
    assert (await lead.submit(f"/sharing/{made}", answer)).status_code == 303
    assert (await partner.get(f"/shared/{known.reference}")).status_code == 200
    again = await lead.submit("/account", answer, to=f"/sharing/{made}")
    assert again.status_code == 409


async def test_the_police_and_a_peer_group(site: Site, world: World) -> None:
    """No standing access: neither a unit as a whole, nor for long, nor without a second person."""
    unit = await another_partner(world, world.larkmere, "officer", kind="police_bcu")
    group = await add_context(world, world.larkmere, kind="group", name="Friends on the bus")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{group.reference}/share"
    whole = await browser.submit(here, form(unit))
    assert whole.status_code == 422
    assert "no standing access to a peer group" in whole.text
    long = await browser.submit(here, form(person(world, "officer"), days="60"))
    assert "28 days at most" in long.text
    assert await share(browser, group, form(person(world, "officer"), days="28")) == 303
    assert await invitations(world, group) == ["proposed"], "never without a second person"
    officer = await site.signed_in(world.larkmere, "officer")
    assert (await officer.get(f"/shared/{group.reference}")).status_code == 404
    (made,) = await ask(world, "select id from tenants.partner_invitations where context_id = :id", id=group.id)
    await settle(world, world.larkmere, made, "specialist_manager")
    assert (await officer.get(f"/shared/{group.reference}")).status_code == 200


async def test_a_restricted_or_closed_context_is_shared_with_nobody(site: Site, world: World) -> None:
    secret = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    closed = await add_context(world, world.larkmere, status="closed")
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    for known, words in ((secret, "restricted to named people"), (closed, "It is closed")):
        refused = await browser.submit(f"/contexts/{known.reference}/share", form(person(world)))
        assert refused.status_code == 422
        assert words in refused.text
    assert "/share" not in (await browser.get(f"/contexts/{secret.reference}")).text


_RESTRICT = "update tenants.contexts set restricted = :yes where id = :id"
SINCE = {
    "restricted": (_RESTRICT.replace(":yes", "true"), "It is restricted to named people of the council now"),
    "closed": ("update tenants.contexts set status = 'closed' where id = :id", "It is closed now"),
    "organisation": (
        "update council.partner_organisations set ended_at = now() where id = :unit",
        "The council works with them no more",
    ),
    "person": ("update council.staff set ended_at = now() where id = :person", "The council works with them no more"),
}


@pytest.mark.parametrize("what", SINCE)
async def test_what_became_of_it_since_the_proposal_is_not_agreed_to(site: Site, world: World, what: str) -> None:
    """And nothing is written then; it can still be refused. What is waiting in another council is agreed to as ever."""
    change, said = SINCE[what]
    key = f"changed {what}"
    unit = await another_partner(world, world.larkmere, key)
    known = await add_context(world, world.larkmere, team="specialist", named=("specialist_manager",))
    await tell(world, _RESTRICT, id=known.id, yes=False)
    made = await invite(world, world.larkmere, known, who=key, organisation=unit, names=True)
    theirs = await add_context(world, world.hallowdene)
    elsewhere = await invite(world, world.hallowdene, theirs, names=True)
    given = {"id": known.id, "unit": unit, "person": world.larkmere.people[key].staff_id}
    await tell(world, change, **{name: value for name, value in given.items() if f":{name}" in change})
    before = await lines_of(world, known)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    answer: Form = {"answer": "authorise", "words": "It is the least that is needed."}
    refused = await manager.submit(f"/sharing/{made}", answer)
    assert refused.status_code == 422
    assert said in refused.text
    assert "It is the least that is needed." in refused.text
    kept = await ask(world, "select state, authorised_by from tenants.partner_invitations where id = :id", id=made)
    assert tuple(kept) == ("proposed", None)
    assert await lines_of(world, known) == before
    assert (await manager.submit(f"/sharing/{made}", answer | {"answer": "refuse"})).status_code == 303
    await settle(world, world.hallowdene, elsewhere, "ig_lead")
    assert [await state_of(world, each) for each in (made, elsewhere)] == ["refused", "active"]


async def test_a_proposal_about_what_is_restricted_by_now_is_there_for_those_it_names(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist", named=("specialist_manager",))
    await tell(world, _RESTRICT, id=known.id, yes=False)
    made = await invite(world, world.larkmere, known, names=True, purpose="To plan what is secret by now.")
    theirs = await add_context(world, world.hallowdene)
    await invite(world, world.hallowdene, theirs, names=True)
    lead, manager = [await site.signed_in(world.larkmere, who) for who in ("ig_lead", "specialist_manager")]
    for browser in (lead, manager):
        assert known.reference in (await browser.get("/sharing")).text
    await tell(world, _RESTRICT, id=known.id, yes=True)
    assert known.reference not in (await lead.get("/sharing")).text
    for who, there in (("ig_lead", False), ("specialist_manager", True)):
        async with acting(world, world.larkmere, who) as work:
            assert (known.id in {row.id for _, row in await queries.proposed(work)}) is there, "nor is it counted"
    missing, secret = [masked((await lead.get(f"/sharing/{which}")).text) for which in (MISSING, made)]
    assert secret.replace(str(made), MISSING) == missing
    assert "secret by now" not in secret
    answer: Form = {"answer": "refuse", "words": "Whoever I am."}
    assert (await lead.submit("/account", answer, to=f"/sharing/{made}")).status_code == 404
    assert await state_of(world, made) == "proposed"
    assert known.reference in (await manager.get("/sharing")).text
    assert "secret by now" in (await manager.get(f"/sharing/{made}")).text
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    page = (await neighbour.get("/sharing")).text
    assert theirs.reference in page
    assert known.reference not in page


async def test_what_was_agreed_opens_nothing_while_it_is_restricted_and_the_page_says_so(
    site: Site, world: World
) -> None:
    known = await add_context(world, world.larkmere, team="specialist", named=("specialist_manager",))
    await tell(world, _RESTRICT, id=known.id, yes=False)
    made = await invite(world, world.larkmere, known)
    manager, partner = [await site.signed_in(world.larkmere, who) for who in ("specialist_manager", "partner")]
    here = f"/contexts/{known.reference}/partners"
    for restricted, status in ((False, 200), (True, 404)):
        await tell(world, _RESTRICT, id=known.id, yes=restricted)
        assert (await partner.get(f"/shared/{known.reference}")).status_code == status
        page = (await manager.get(here)).text
        assert ("Nobody while it is restricted" in page) is restricted
        assert ("Open to them" not in page) is restricted
    neighbour = await site.signed_in(world.hallowdene, "specialist_manager")
    assert (await neighbour.get(here)).status_code == 404
    await tell(world, _RESTRICT, id=known.id, yes=False)
    await end(world, world.larkmere, known, made)


async def test_lists_of_invitations_that_are_cut_off_say_so(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what stands comes before what is over, however old it is."""
    known = await add_context(world, world.larkmere)
    stands = await invite(world, world.larkmere, known, who=None, purpose="The old one that stands.")
    for _ in range(2):
        await end(world, world.larkmere, known, await invite(world, world.larkmere, known, purpose="One that is over."))
        await invite(world, world.larkmere, await add_context(world, world.larkmere), names=True)
    browser, lead = (
        await site.signed_in(world.larkmere, "practitioner"),
        await site.signed_in(world.larkmere, "ig_lead"),
    )
    here = f"/contexts/{known.reference}/partners"
    assert "shown" not in (await browser.get(here)).text
    assert "looked through" not in (await lead.get("/sharing")).text
    monkeypatch.setattr(queries, "MOST_LISTED", 1)
    page = (await browser.get(here)).text
    assert "The newest 1 are shown" in page
    assert "The old one that stands." in page
    assert "One that is over." not in page
    assert "Only the newest 1 proposals" in (await lead.get("/sharing")).text
    assert "Invited until" in (await lead.get(f"/contexts/{known.reference}/who")).text
    await end(world, world.larkmere, known, stands)


async def test_who_could_see_this_names_partners_while_they_could(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist")
    await another_partner(world, world.larkmere, "bystander", organisation=world.larkmere.organisation)
    made = await invite(world, world.larkmere, known)
    name, bystander = (world.larkmere.people[key].name for key in ("partner", "bystander"))
    lead = await site.signed_in(world.larkmere, "ig_lead")
    for browser in (await site.signed_in(world.larkmere, "practitioner"), lead):
        page = (await browser.get(f"/contexts/{known.reference}/who")).text
        assert "Of partner organisations" in page
        assert name in page
        assert bystander not in page
        assert "Invited until" in page
    await end(world, world.larkmere, known, made)
    assert name not in (await lead.get(f"/contexts/{known.reference}/who")).text


async def test_invitations_and_choices_never_cross_councils(site: Site, world: World) -> None:
    """As where an invitation of one realm let somebody into another: neither organisations, people nor invitations of
    another council can be chosen, found, counted or ended."""
    known, theirs = await add_context(world, world.larkmere), await add_context(world, world.hallowdene)
    foreign = await invite(world, world.hallowdene, theirs, names=True)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/share"
    assert canary("hallowdene") not in (await browser.get(here)).text
    answers = []
    for partner in (world.hallowdene.organisation, world.hallowdene.people["partner"].staff_id, MISSING):
        answer = await browser.submit(here, form(partner))
        answers.append((answer.status_code, masked(re.sub(r'value="[0-9a-f-]{36}"', "", answer.text))))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    lead = await site.signed_in(world.larkmere, "ig_lead")
    assert str(foreign) not in (await lead.get("/sharing")).text
    for which in (foreign, MISSING):
        assert (await lead.get(f"/sharing/{which}")).status_code == 404
    assert await state_of(world, foreign) == "proposed"


@pytest.mark.parametrize("path", ["/team", "/team/people", "/contexts/{known}/lead", "/contexts/{known}/restrict"])
async def test_a_partner_is_offered_nowhere_as_a_colleague(site: Site, world: World, path: str) -> None:
    known = await add_context(world, world.larkmere, team="specialist")
    who = "admin" if path.startswith("/team") else "specialist_manager"
    browser = await site.signed_in(world.larkmere, who)
    page = await browser.get(path.format(known=known.reference))
    assert page.status_code == 200
    assert world.larkmere.people["partner"].name not in page.text


async def test_a_partner_is_never_made_the_councils_own(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    which = person(world)
    page = (await admin.get(f"/team/people/{which}")).text
    assert "never made the council’s own" in page
    more: Form = {"roles": ["practitioner"], "reason": "Try"}
    refused = await admin.submit(f"/team/people/{which}", more, to=f"/team/people/{which}/roles")
    assert refused.status_code == 422
    assert (await ask(world, "select roles from council.staff where id = :id", id=which))[0] == ["partner"]
    move: Form = {"staff": which, "team": str(world.larkmere.teams["specialist"]), "reason": "Try"}
    assert (await admin.submit("/team", move)).status_code == 422
