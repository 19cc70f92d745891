"""Contexts over HTTP: the list, one of them, and the forms; never more than the reader may open."""

from __future__ import annotations

# Long: every page of a context, whole and in parts.
import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import ARRIVED, Known, add_context, add_referral, as_owner
from councils import World, canary
from pages import counting, masked
from web import Site, token_in

Form = dict[str, str | list[str]]
NOBODY = "01900000-0000-7000-8000-00000000dead"
PARTS = ["", "/contacts", "/timeline", "/why", "/change", "/note", "/lead", "/close", "/reopen", "/restrict"]


async def rows(world: World, query: str, **asked: object) -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(text(query), asked)).all())


async def row_of(world: World, known: Known) -> Any:
    return (await rows(world, "select * from tenants.contexts where id = :id", id=known.id))[0]


async def test_the_list_holds_what_the_reader_may_open(site: Site, world: World) -> None:
    place = await add_context(world, world.larkmere, name="Aldgate steps")
    group = await add_context(world, world.larkmere, kind="group", name="Aldgate group")
    hidden = await add_context(world, world.larkmere, name="Aldgate house", named=("manager",))
    theirs = await add_context(world, world.hallowdene, name="Aldgate mill")
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get("/contexts?words=aldgate")).text
    assert place.reference in page
    for other in (group, hidden, theirs):
        assert other.reference not in page
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    page = (await practitioner.get("/contexts?words=aldgate")).text
    assert place.reference in page
    assert group.reference in page
    manager = await site.signed_in(world.larkmere, "manager")
    assert hidden.reference in (await manager.get("/contexts?words=aldgate")).text


async def test_what_a_group_or_a_restricted_place_is_called_does_not_stay_in_the_browsers_history(
    site: Site, world: World
) -> None:
    place = await add_context(world, world.larkmere, name="Quay steps")
    group = await add_context(world, world.larkmere, kind="group", name="Bigz and them")
    hidden = await add_context(world, world.larkmere, name="Quay cabin", named=("manager", "practitioner"))
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    for known, name, stands in ((place, "Quay steps", True), (group, "Bigz", False), (hidden, "Quay cabin", False)):
        for part in ("", "/contacts", "/timeline", "/who", "/flags", "/partners", "/change", "/note"):
            page = await practitioner.get(f"/contexts/{known.reference}{part}")
            title = page.text.split("<title>")[1].split("</title>")[0]
            assert known.reference in title, part
            assert (name in title) is (stands and part in ("", "/contacts", "/timeline")), (part, title)
            assert name in page.text.split("</title>")[1], part


async def test_the_list_is_searched_and_filtered_by_its_address(site: Site, world: World) -> None:
    stand = await add_context(world, world.larkmere, name="Bandstand", address="Larch Road", aliases=("The stand",))
    school = await add_context(world, world.larkmere, kind="school", name="Bandstand School")
    closed = await add_context(world, world.larkmere, name="Bandstand hut", status="closed")
    browser = await site.signed_in(world.larkmere, "screener")

    async def found(query: str, htmx: bool = False) -> set[str]:
        page = await browser.get(f"/contexts?{query}", htmx=htmx)
        assert page.status_code == 200
        assert ("<title>" in page.text) is not htmx
        return {each.reference for each in (stand, school, closed) if each.reference in page.text}

    assert await found("words=bandstand") == {stand.reference, school.reference}
    assert await found("words=larch", htmx=True) == {stand.reference}
    assert await found("words=THE+STAND") == {stand.reference}
    assert await found(f"words={stand.reference}") == {stand.reference}
    assert await found("words=bandstand&type=school") == {school.reference}
    assert await found("view=closed&words=bandstand") == {closed.reference}
    assert await found("words=100%25") == set()
    assert await found("view=nonsense&type=nonsense&after=nonsense&words=%00") == {stand.reference, school.reference}


async def test_pages_of_fifty_are_gone_through_in_both_directions(site: Site, world: World) -> None:
    made = [await add_context(world, world.larkmere, name=f"Zebra {number:02}") for number in range(60)]
    browser = await site.signed_in(world.larkmere, "screener")

    async def shown(address: str) -> tuple[list[str], str]:
        with counting(site) as statements:
            page = (await browser.get(address)).text
        assert len(statements) <= 6
        return [each.reference for each in made if each.reference in page], page

    first, page = await shown("/contexts?words=zebra")
    assert first == [each.reference for each in made[:50]]
    after = page.split('id="page-next" href="')[1].split('"')[0].replace("&amp;", "&")
    second, page = await shown(after)
    assert second == [each.reference for each in made[50:]]
    before = page.split('id="page-previous" href="')[1].split('"')[0].replace("&amp;", "&")
    assert (await shown(before))[0] == first
    hidden = await add_context(world, world.larkmere, name="Zebra 10", named=("manager",))
    answers = {(await shown(f"/contexts?words=zebra&after={ref}"))[1] for ref in (hidden.reference, "CX-0000-00N")}
    assert len({masked(answer) for answer in answers}) == 1, "a position in what one may not open stands nowhere"


async def test_one_context_counts_what_the_reader_may_open_and_its_lead_more(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, lead="practitioner")
    for day in (3, 20, 40):
        await add_referral(
            world, world.larkmere, state="decided", team="specialist", context=known,
            received=ARRIVED - timedelta(days=day), title=f"Contact of {day} days ago",
        )  # fmt: skip
    hidden = await add_referral(world, world.larkmere, state="decided", context=known, named=("manager",))
    elsewhere = await add_referral(world, world.larkmere, state="decided", team="front_door", context=known)
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    page = (await practitioner.get(f"/contexts/{known.reference}")).text
    assert "Child criminal exploitation (4 contacts)" in page
    assert "4 contacts: " in page
    listed = (await practitioner.get(f"/contexts/{known.reference}/contacts")).text
    assert "Contact of 3 days ago" in listed
    assert hidden.reference not in listed
    assert elsewhere.reference not in listed
    colleague = await site.signed_in(world.larkmere, "consultant")
    assert "Child criminal exploitation (3 contacts)" in (await colleague.get(f"/contexts/{known.reference}")).text
    screener = await site.signed_in(world.larkmere, "screener")
    assert "Child criminal exploitation (4 contacts)" in (await screener.get(f"/contexts/{known.reference}")).text


async def test_contacts_are_listed_fifty_at_a_time(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Busy corner")
    told = [
        await add_referral(world, world.larkmere, state="decided", context=known, received=ARRIVED - timedelta(hours=n))
        for n in range(53)
    ]
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/contexts/{known.reference}/contacts")).text
    assert [each.reference in page for each in told] == [True] * 50 + [False] * 3
    older = page.split('id="page-next" href="')[1].split('"')[0]
    page = (await browser.get(older)).text
    assert [each.reference in page for each in told] == [False] * 50 + [True] * 3
    assert "Contacts <span" in page
    assert ">53</span>" in page
    theirs = await add_referral(world, world.hallowdene)
    for reference in (theirs.reference, "CR-0000-00A"):
        page = (await browser.get(f"/contexts/{known.reference}/contacts?older={reference}")).text
        assert "No contact stands on it that you can open" in page


async def test_a_contact_on_the_timeline_is_there_for_those_who_may_open_it(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", title="Noise at night")
    screener = await site.signed_in(world.larkmere, "screener")
    form: Form = {"version": "1", "context": known.reference, "outcome": "added_to_context", "why": "Kept.",
                  "answer": "send", "reply": "Thank you."}  # fmt: skip
    assert (await screener.submit(f"/referrals/{told.reference}", form)).status_code == 303
    assert "Noise at night" in (await screener.get(f"/contexts/{known.reference}")).text
    locality = await site.signed_in(world.larkmere, "locality_practitioner")
    page = (await locality.get(f"/contexts/{known.reference}/timeline")).text
    assert "made this context" in page
    assert "Noise at night" not in page


@pytest.mark.parametrize("part", PARTS)
async def test_foreign_missing_and_restricted_look_alike(site: Site, world: World, part: str) -> None:
    foreign = await add_context(world, world.hallowdene)
    restricted = await add_context(world, world.larkmere, named=("specialist_manager",))
    group = await add_context(world, world.larkmere, kind="group", team="locality", lead=None)
    for person in ("screener", "manager", "practitioner", "admin"):
        browser = await site.signed_in(world.larkmere, person)
        missing = await browser.get(f"/contexts/CX-0000-00N{part}")
        assert missing.status_code == 404
        for reference in (foreign.reference, restricted.reference, group.reference, "anything"):
            page = await browser.get(f"/contexts/{reference}{part}")
            assert page.status_code == 404
            assert masked(page.text).replace(reference, "REFERENCE") == masked(missing.text)


async def test_a_context_is_made_by_hand(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    form: Form = {"kind": "online", "name": "Larkmere Unseen", "aliases": "unseen\n\nLM unseen", "handle": "@lm.unseen"}
    done = await browser.submit("/contexts/new", form)
    assert done.status_code == 303
    page = await browser.get(done.headers["location"])
    assert "Larkmere Unseen" in page.text
    assert "unseen, LM unseen" in page.text
    assert "The context is made." in page.text
    made = (await rows(world, "select * from tenants.contexts where name = 'Larkmere Unseen'"))[0]
    assert made.team_id == world.larkmere.teams["specialist"]


async def test_one_made_for_oneself_alone_is_seen_by_nobody_else(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    form: Form = {"kind": "place", "name": "A colleague's street", "restricted": "yes"}
    done = await browser.submit("/contexts/new", form)
    assert (await browser.get(done.headers["location"])).status_code == 200
    other = await site.signed_in(world.larkmere, "second_screener")
    assert (await other.get(done.headers["location"])).status_code == 404


async def test_one_made_for_oneself_and_its_lead_is_made_in_ten_statements(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    lead = await site.signed_in(world.larkmere, "practitioner")
    form: Form = {
        "kind": "place",
        "name": "Umbra steps",
        "restricted": "yes",
        "place": str(world.larkmere.place("practitioner")),
    }
    token = token_in((await browser.get("/contexts/new")).text)
    with counting(site) as statements:
        done = await browser.post("/contexts/new", {"_token": token, **form})
    assert len(statements) <= 10, statements.sent
    assert (await lead.get(done.headers["location"])).status_code == 200


async def test_a_name_is_asked_about_before_it_is_saved(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    form: Form = {"kind": "group", "name": "207 bus group", "description": "Jaydon and Kayleigh meet the others there."}
    page = await browser.submit("/contexts/new", form)
    assert page.status_code == 422
    assert "No child’s name belongs here" in page.text
    assert "“Jaydon”" in page.text
    assert "Jaydon and Kayleigh meet" in page.text
    seal = page.text.split('name="looked" value="')[1].split('"')[0]
    assert (await browser.submit("/contexts/new", form | {"looked": seal})).status_code == 303
    known = await add_context(world, world.larkmere)
    note: Form = {"version": "1", "words": "Spoke to Jaydon at the shop."}
    assert (await browser.submit(f"/contexts/{known.reference}/note", note)).status_code == 422


async def test_what_is_wrong_is_said_beside_the_question(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    form: Form = {"kind": "place", "name": "Elm Park", "postcode": "nonsense", "handle": "@elm", "venue": "online_game"}
    page = await browser.submit("/contexts/new", form)
    assert page.status_code == 422
    for sentence in ("Write the whole postcode", "Only an online space has", "Choose a kind from the list"):
        assert sentence in page.text
    assert 'value="nonsense"' in page.text
    assert 'value="nonsense"' in (await browser.get("/contexts/new")).text, "kept for later"


async def test_two_who_change_it_see_each_other_and_choose(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Spoon")
    one = await site.signed_in(world.larkmere, "screener")
    other = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}/change"
    form: Form = {"version": "1", "name": "Golden Spoon", "description": "Mine"}
    assert (await one.submit(here, form)).status_code == 303
    page = await other.submit(here, {"version": "1", "name": "The Spoon", "description": "Theirs"})
    assert page.status_code == 409
    assert "Golden Spoon" in page.text
    assert 'value="The Spoon"' in page.text
    assert (await row_of(world, known)).name == "Golden Spoon"
    again: Form = {"version": "2", "name": "The Spoon", "description": "Theirs"}
    assert (await other.submit(here, again)).status_code == 303
    assert (await row_of(world, known)).name == "The Spoon"


async def test_what_was_kept_over_an_older_version_is_compared_before_it_is_saved(site: Site, world: World) -> None:
    """Else whoever goes on with yesterday's draft overwrites what a colleague saved since, and nobody sees it."""
    known = await add_context(world, world.larkmere, name="Spoon")
    one = await site.signed_in(world.larkmere, "screener")
    other = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    assert (
        await other.submit(f"{here}/change", {"version": "1", "name": " ", "description": "Mine"})
    ).status_code == 422
    assert (await other.submit(f"{here}/close", {"version": "1", "reason": ""})).status_code == 422
    assert (await one.submit(f"{here}/change", {"version": "1", "name": "Golden Spoon"})).status_code == 303
    page = (await other.get(f"{here}/change")).text
    assert "Somebody changed this while you were writing." in page
    assert "Golden Spoon" in page
    assert "Mine" in page
    assert 'name="version" value="2"' in page, "it was compared"
    assert 'name="version" value="1"' in (await other.get(f"{here}/close")).text, (
        "and is compared there when it is sent"
    )


async def test_it_gets_a_lead_is_closed_and_opened_again(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/contexts/{known.reference}"
    lead = str(world.larkmere.place("practitioner"))
    done = await browser.submit(f"{here}/lead", {"version": "1", "place": lead, "reason": "Closest fit"}, follow=True)
    assert f"Practitioner {canary('larkmere')}" in done.text
    assert (await browser.submit(f"{here}/close", {"version": "2", "reason": ""})).status_code == 422
    assert (await browser.submit(f"{here}/close", {"version": "2", "reason": "Quiet"})).status_code == 303
    page = await browser.submit(f"{here}/close", {"version": "3", "reason": "Again"})
    assert page.status_code == 409
    assert "This context is closed already." in page.text
    done = await browser.submit(f"{here}/reopen", {"version": "3", "reason": "A new report"}, follow=True)
    assert "Active again." in done.text
    assert "A new report" in done.text


async def test_restricting_takes_its_referrals_along(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    told = await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    me = str(world.larkmere.people["specialist_manager"].staff_id)
    form: Form = {"version": "1", "open_to": "named", "named": [me], "reason": "A colleague's family"}
    assert (await manager.submit(f"/contexts/{known.reference}/restrict", form)).status_code == 303
    screener = await site.signed_in(world.larkmere, "screener")
    for address in (f"/contexts/{known.reference}", f"/referrals/{told.reference}"):
        assert (await manager.get(address)).status_code == 200
        assert (await screener.get(address)).status_code == 404
    page = (await manager.get(f"/contexts/{known.reference}/who")).text
    assert "1 person could open it" in page


async def test_another_team_reads_and_changes_nothing(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "locality_practitioner")
    here = f"/contexts/{known.reference}"
    page = await browser.get(here)
    assert page.status_code == 200
    assert "Add a note" not in page.text
    token = token_in(page.text)
    for part in PARTS[4:]:
        refused = await browser.post(f"{here}{part}", {"_token": token, "version": "1", "reason": "x", "words": "x"})
        assert refused.status_code == 404
    assert (await row_of(world, known)).version == 1


async def test_saves_take_at_most_ten_statements(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/contexts/{known.reference}"
    token = token_in((await browser.get(here)).text)
    lead, whom = (
        str(each) for each in (world.larkmere.place("practitioner"), world.larkmere.people["practitioner"].staff_id)
    )
    me = str(world.larkmere.people["specialist_manager"].staff_id)
    saves: list[tuple[str, Form]] = [
        ("/note", {"words": "Light in the yard on."}),
        ("/change", {"version": "2", "name": "Golden Spoon"}),
        ("/lead", {"version": "3", "place": lead, "reason": "Fit"}),
        ("/close", {"version": "4", "reason": "Quiet"}),
        ("/restrict", {"version": "5", "open_to": "named", "named": [me, whom], "reason": "Why"}),
    ]
    for part, form in saves:
        with counting(site) as statements:
            assert (await browser.post(f"{here}{part}", {"_token": token, **form})).status_code == 303
        assert len(statements) <= 10, (part, statements.sent)


async def test_malformed_forms_break_nothing(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    token = token_in((await browser.get(f"/contexts/{known.reference}")).text)
    names = "version looked kind name aliases description venue address postcode platform handle place restricted"
    chance = random.Random(7)
    odd = ["", "x" * 9000, "\x00", "'\"><script>", NOBODY, "-1", "٣", "ñ\u202e", "place", "group", "\n\n"]
    for part in ("/new", *(f"/{known.reference}{part}" for part in PARTS[4:])):
        for _ in range(10):
            chosen = chance.sample([*names.split(), "reason", "words", "named", "open_to"], 8)
            form: Form = {name: [chance.choice(odd) for _ in range(chance.randint(1, 3))] for name in chosen}
            page = await browser.post(f"/contexts{part}", {"_token": token, **form})
            assert page.status_code < 500, (part, form)


async def test_an_empty_council_is_told_what_a_context_is(site: Site, world: World) -> None:
    browser = await site.signed_in(world.hallowdene, "locality_practitioner")
    page = (await browser.get("/contexts?view=mine")).text
    assert "No context stands here yet" in page


@pytest.mark.parametrize("kind", ["place", "group"])
async def test_the_page_claims_nothing_of_who_is_named(site: Site, kind: str) -> None:
    """It cannot know: people write what they write."""
    world = site.world
    known = await add_context(world, world.larkmere, kind=kind, name="Where Jamie Smith goes")
    page = (await (await site.signed_in(world.larkmere, "practitioner")).get(f"/contexts/{known.reference}")).text
    assert "No child is named" not in page
    assert "This is about a context, not about one child: names of children belong on their own records." in page
    assert "Your visit is recorded." in page
