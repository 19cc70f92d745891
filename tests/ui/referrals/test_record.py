"""The referral's page: who reads what of it, whole and in parts."""

# Long: one page, and who reads which part of it.
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from casework import ARRIVED, Told, add_context, add_message, add_referral, as_owner
from commonground.ui.referrals.words import children
from councils import World, canary
from pages import counting, masked
from web import Site


def test_ages_stand_alone_where_no_child_is_known() -> None:
    assert children("3_5", ("13_15",)) == "3 to 5, aged 13 to 15"
    assert children("none_known", ("13_15", "16_17")) == "Aged 13 to 15 and 16 or 17"
    assert children("none_known") == "None known"


async def trail(world: World, told: Told) -> list[str]:
    query = "select action from audit.entries where subject_id = :id order by id"
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(text(query), {"id": told.id})).scalars())


async def test_a_screener_reads_what_was_told_with_names_masked(site: Site, world: World) -> None:
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", what="Ayesha waits", masked="[name hidden] waits"
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert page.status_code == 200
    assert "[name hidden] waits" in page.text
    assert "Ayesha" not in page.text
    assert "1 word masked by the system." in page.text
    assert "Save decision and send reply" in page.text
    assert await trail(world, told) == ["read_referral"]


async def test_masked_words_are_shown_once_and_it_is_written_down(site: Site, world: World) -> None:
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", what="Ayesha waits", masked="[name hidden] waits"
    )
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    await add_message(world, world.larkmere, told, "news", "Kayden came.", "[name hidden] came.")
    for htmx in (False, True):
        page = await browser.submit(here, {}, to=f"{here}/names", htmx=htmx)
        assert page.status_code == 200
        assert "Kayden came." in page.text, "what was added since is masked no more either"
        assert "Ayesha waits" in page.text
        assert ("<title>" in page.text) is not htmx
    assert "Ayesha" not in (await browser.get(here)).text
    assert (await trail(world, told)).count("read_names") == 2
    assert "You looked at the masked words" in (await browser.get(here)).text


async def test_whoever_may_only_read_is_not_shown_the_way_to_the_names(site: Site, world: World) -> None:
    told = await add_referral(
        world, world.larkmere, state="decided", team="specialist", lead="practitioner", masked="[name hidden]"
    )
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/referrals/{told.reference}"
    page = await browser.get(here)
    assert page.status_code == 200
    assert "Look at it" not in page.text
    assert "n@canary" not in page.text, "the reporter's own contact is for those who answer"
    refused = await browser.submit(here, {}, to=f"{here}/names")
    assert refused.status_code == 404


async def test_it_adds_up_with_what_came_before(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    for weeks in (5, 2):
        await add_referral(
            world,
            world.larkmere,
            state="decided",
            context=context,
            received=ARRIVED - timedelta(weeks=weeks),
            title=f"Earlier by {weeks} weeks",
            what=f"Seen {weeks} weeks before",
            harms=("substances",),
        )
    restricted = await add_referral(
        world, world.larkmere, state="decided", context=context, named=("manager",), what="Only for the manager"
    )
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=context)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert "It adds up on Golden Spoon" in page.text
    assert ": 3 contacts in 5 weeks" in page.text
    assert "It is the first to name: criminal exploitation." in page.text
    assert "They come closer together: 21 days, then 14 days." in page.text
    assert "Seen 2 weeks before" in page.text
    assert "Seen 5 weeks before" in page.text
    assert "Only for the manager" not in page.text
    assert restricted.reference not in page.text


async def test_each_contact_is_numbered_among_those_that_had_come_in_by_then(site: Site, world: World) -> None:
    """The first of three is the first, and it named the harm that a later one repeated."""
    context = await add_context(world, world.larkmere)
    harms: tuple[tuple[str, ...], ...] = (("cce",), ("cce", "substances"), ("cce",))
    first, second, third = [
        await add_referral(
            world, world.larkmere, state=("decided", "decided", "screening")[number], lead="screener", context=context,
            outcome="advice", received=datetime.now(UTC) - timedelta(days=9 - number * 4), harms=named,
        )
        for number, named in enumerate(harms)
    ]  # fmt: skip  # a contact
    browser = await site.signed_in(world.larkmere, "screener")
    said = {each: (await browser.get(f"/referrals/{each.reference}")).text for each in (first, second, third)}
    assert "This is the first of 3 contacts. It is the first to name: criminal exploitation." in said[first]
    assert "This is the second of 3 contacts. It is the first to name: substances." in said[second]
    assert "It is the first to name" not in said[third]
    for old in (first, second):
        assert "Why now" not in said[old], "what was decided then was not decided for what is met today"
        assert "Your council wants to hear of" not in said[old]
    assert re.search(r"<b>Why now:</b> This is the third contact\..*Your council wants to hear of 3\.", said[third])
    for page in said.values():
        assert "other, same context" in page
        assert "earlier, same context" not in page


async def test_likely_contexts_are_proposed_with_their_reason(site: Site, world: World) -> None:
    theirs = await add_context(world, world.hallowdene, name="Rosie’s Chicken", address="7 Quay Street")
    mine = await add_context(world, world.larkmere, name="Rosie’s Chicken", address="7 Quay Street")
    hidden = await add_context(
        world, world.larkmere, name="Rosie’s Chicken", named=("manager",), address="7 Quay Street"
    )
    group = await add_context(world, world.larkmere, kind="group", name="Rosie’s Chicken boys")
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", where="Rosie’s Chicken, 7 Quay Street"
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert mine.reference in page
    assert "Takeaway, 0 contacts. Same street, same name" in page
    for other in (theirs, hidden, group):
        assert other.reference not in page


@pytest.mark.parametrize("status", ["active", "closed"])
async def test_a_closed_one_is_proposed_and_never_chosen_by_us(site: Site, world: World, status: str) -> None:
    known = await add_context(world, world.larkmere, name=f"Zebulon’s {status}", address="9 Wherry Row", status=status)
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", where=f"Zebulon’s {status}, 9 Wherry Row"
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    (radio,) = re.findall(rf'<input[^>]*value="{known.reference}"[^>]*>', page)
    assert ("checked" in radio) is (status == "active")
    assert ("It is opened again if work goes on with this" in page) is (status == "closed")


async def test_a_new_one_is_taken_first(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert "Save decision" not in page.text
    done = await browser.submit(f"/referrals/{told.reference}", {}, to=f"/referrals/{told.reference}/take")
    assert (done.status_code, done.headers["location"]) == (303, f"/referrals/{told.reference}")
    assert "Save decision" in (await browser.get(f"/referrals/{told.reference}")).text


async def test_news_and_what_was_answered_stand_on_the_page(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", lead="screener", outcome="advice")
    await add_message(world, world.larkmere, told, "news", "Kayden was there again.", "[name hidden] was there again.")
    await add_message(world, world.larkmere, told, "reply", "Thank you.")
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "[name hidden] was there again." in page
    assert "Kayden" not in page
    assert "No further action, with advice" in page
    assert "Reopen" in page


async def test_what_people_typed_is_text_and_nothing_else(site: Site, world: World) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=1>'
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", title=evil, what=evil)
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "part", ["", "/beside", "/why", "/who", "/take", "/ask", "/reassign", "/escalate", "/restrict"]
)
async def test_foreign_missing_restricted_and_misspelt_look_alike(site: Site, world: World, part: str) -> None:
    foreign = await add_referral(world, world.hallowdene, state="screening", lead="screener")
    restricted = await add_referral(world, world.larkmere, state="screening", named=("specialist_manager",))
    for person in ("screener", "manager", "practitioner", "admin"):
        browser = await site.signed_in(world.larkmere, person)
        missing = await browser.get(f"/referrals/CR-0000-00A{part}")
        assert missing.status_code == 404
        for reference in (foreign.reference, restricted.reference, "CR-ZZZZ-ZZZ", "anything"):
            page = await browser.get(f"/referrals/{reference}{part}")
            assert page.status_code == 404
            assert masked(page.text).replace(reference, "REFERENCE") == masked(missing.text)


async def test_why_can_i_see_this(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{told.reference}/why")).text
    assert "It is allocated to you." in page
    assert f"/referrals/{told.reference}/who" in page
    page = (
        await (await site.signed_in(world.larkmere, "second_screener")).get(f"/referrals/{told.reference}/why")
    ).text
    assert "Your team holds it." in page
    assert "/who" not in page


async def test_whoever_leads_it_sees_who_could(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}/who")).text
    mark = canary("larkmere")
    for name in (
        f"Screener {mark} (you)", f"Second Screener {mark}", f"Manager {mark}", f"Specialist Manager {mark}",
    ):  # fmt: skip  # everybody who could
        assert name in page
    for name in (f"Practitioner {mark}", f"Admin {mark}"):
        assert name not in page
    assert "6 people could open it" in page
    assert (await trail(world, told)) == ["see_who"]


async def test_a_restricted_one_names_its_circle_to_those_who_restrict_it(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", named=("manager", "screener"))
    here = f"/referrals/{told.reference}"
    page = (await (await site.signed_in(world.larkmere, "manager")).get(f"{here}/who")).text
    assert "2 people could open it (named on it: 2)." in page
    assert "nobody but the people named on it finds it" in page
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get(here)).status_code == 200
    assert "Who could see this?" not in (await screener.get(here)).text
    assert (await screener.get(f"{here}/who")).status_code == 404


async def test_a_page_takes_as_many_statements_however_much_it_holds(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Full", address="9 Full Street")
    empty = await add_referral(world, world.larkmere, state="screening", lead="screener", where="Nowhere at all")
    full = await add_referral(world, world.larkmere, state="screening", lead="screener", context=context)
    for day in range(30):
        await add_referral(
            world, world.larkmere, state="decided", context=context, received=ARRIVED - timedelta(days=day)
        )
    browser = await site.signed_in(world.larkmere, "screener")
    taken = []
    for told in (empty, full):
        with counting(site) as statements:
            assert (await browser.get(f"/referrals/{told.reference}")).status_code == 200
        taken.append(len(statements))
    assert taken[1] <= taken[0] + 2, "the context's name, and what came in about it"
    assert max(taken) <= 13


async def test_masks_of_a_welsh_report_are_read_in_english(site: Site, world: World) -> None:
    hidden = "[enw wedi’i guddio]"
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", lang="cy", title=f"Tŷ {hidden}",
        what="Mae Gethin yno", masked=f"Mae {hidden} yno",
    )  # fmt: skip  # what was told
    browser = await site.signed_in(world.larkmere, "screener")
    for address in (f"/referrals/{told.reference}", "/tracker", "/my-work"):
        page = await browser.get(address, follow=True)
        assert hidden not in page.text, address
    assert "Mae [name hidden] yno" in (await browser.get(f"/referrals/{told.reference}")).text
    tracker = (await browser.get("/tracker")).text
    assert "Tŷ [name hidden]" in tracker
    assert "hidden because it may tell who somebody is" in tracker


async def test_however_much_happened_all_of_it_is_there_and_what_rests_on_a_line_stands(
    site: Site, world: World
) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    line = (
        "insert into tenants.referral_events (tenant_id, id, referral_id, at, verb, from_state, to_state, words)"
        " select :council, gen_random_uuid(), :id, now() - make_interval(mins => n),"
        " case n when 260 then 'redact' else 'put_flag' end, 'screening', 'screening', 'line ' || n || ' of them'"
        " from generate_series(1, 260) n"
    )
    async with as_owner(world.database) as engine, engine.begin() as connection:
        await connection.execute(text(line), {"council": world.larkmere.id, "id": told.id})
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    newest, _, rest = page.partition('id="earlier"')
    assert "line 60 of them" in newest
    assert "line 61 of them" not in newest
    assert all(f"line {number} of them" in rest for number in range(61, 260))
    assert re.search(r"\b20\d lines before that", rest)
    assert "A redacted copy: " in page
