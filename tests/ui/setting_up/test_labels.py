"""A council's own words: chosen on one page, read wherever the code stood, in that council and in no other."""

from __future__ import annotations

import csv
import io

import pytest

from casework import acting, add_context, add_referral
from coming_on import Form
from commonground.platform.labels.service import KnownLabels, labels_of
from councils import World, canary
from pages import counting
from plain_rows import put_referral
from told import ask, rows, tell
from web import Browser, Site

LABELS = "/council/set-up/labels"
WORDS: Form = {
    "team_kind_front_door": "MASH",
    "decision_panel": "Take it to MACE",
    "kind_place": "Neighbourhood",
    "venue_takeaway": "Hot food shop",
    "harm_robbery": "Taking & robbing",
    "source_public": "Resident’s report",
    "agency_vcs": "Third sector",
}


@pytest.fixture(autouse=True)
async def without_words(world: World) -> None:
    await tell(world, "delete from council.labels")


async def admin(site: Site, slug: str = "larkmere") -> Browser:
    council = site.world.larkmere if slug == "larkmere" else site.world.hallowdene
    return await site.signed_in(council, "admin")


async def choose(site: Site, version: int = 0, slug: str = "larkmere", **words: str) -> None:
    saved = await (await admin(site, slug)).submit(LABELS, {"version": str(version), **(words or WORDS)})
    assert (saved.status_code, saved.headers["location"]) == (303, "/council/set-up/brand"), saved.text


async def test_every_page_says_the_councils_word_and_the_neighbours_says_ours(site: Site, world: World) -> None:
    told, context = {}, {}
    for council in (world.larkmere, world.hallowdene):
        told[council.slug] = await put_referral(
            world, council, title=f"Worry of {council.slug}", subject_kind="place", harms=["robbery"], source="public"
        )
        context[council.slug] = await add_context(world, council)
    pages = ("/tracker", "/my-work", "/contexts", "/contexts/new")
    before = {page: (await (await site.signed_in(world.hallowdene, "screener")).get(page)).text for page in pages}
    await choose(site)
    reader = await site.signed_in(world.larkmere, "screener")
    tracker = (await reader.get("/tracker")).text
    for words in ("Open at the MASH", "Neighbourhood", "Taking &amp; robbing", "Resident’s report"):
        assert words in tracker, words
    assert "Taking & robbing" not in tracker
    part = (await reader.get("/tracker", htmx=True)).text
    assert "Taking &amp; robbing" in part
    assert "<html" not in part
    assert ">Neighbourhood</option>" in tracker, "filters show it too"
    assert "Open at the MASH" in (await reader.get("/my-work")).text
    assert "Neighbourhood" in (await reader.get("/contexts")).text
    assert "Hot food shop" in (await reader.get(f"/contexts/{context['larkmere'].reference}")).text
    assert "Your MASH" in (await (await admin(site)).get("/council")).text
    assert "MASH: reads what comes in" in (await (await admin(site)).get("/council/set-up/teams")).text
    assert "Third sector" in (await (await admin(site)).get("/partners")).text
    neighbour = await site.signed_in(world.hallowdene, "screener")
    for page in pages:
        shown = (await neighbour.get(page)).text
        assert not any(str(words) in shown for words in WORDS.values()), page
        assert ("front door" in shown) is ("front door" in before[page])
    assert canary("hallowdene") not in (await (await admin(site)).get(LABELS)).text


async def test_a_decision_is_offered_and_recorded_in_the_councils_words(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await choose(site)
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{told.reference}")).text
    assert "Take it to MACE" in page
    assert "Take it to the panel" not in page
    assert ">Neighbourhood</option>" in page


async def test_the_public_reads_on_in_our_words(site: Site) -> None:
    before = (await site.browser().get("/larkmere/report")).text
    await choose(site, harm_bullying="Playground trouble", kind_place="Neighbourhood", team_kind_front_door="MASH")
    for page in ("/larkmere/report", "/larkmere", "/larkmere/report?lang=cy"):
        shown = (await site.browser().get(page)).text
        assert not any(words in shown for words in ("Playground trouble", "Neighbourhood", "MASH")), page
    assert "front door" in before


async def test_the_file_has_both_the_code_and_the_word(site: Site, world: World) -> None:
    row = await put_referral(world, world.larkmere, title="Both", subject_kind="place", harms=["robbery", "hate"],
                             source="public")  # fmt: skip
    await choose(site)
    answer = await (await site.signed_in(world.larkmere, "screener")).get("/tracker/export.csv")
    mark, _, table = answer.text.partition("\r\n")
    assert "Taken out by " in mark
    lines = csv.DictReader(io.StringIO(table))
    (found,) = [each for each in lines if each["Reference"] == row["reference"]]
    assert (found["Type"], found["Type code"]) == ("Neighbourhood", "place")
    assert (found["Harm"], found["Harm codes"]) == ("Taking & robbing, Hate", "robbery hate")
    assert (found["From"], found["From code"]) == ("Resident’s report", "public")
    kept = await ask(world, "select harms, source, subject_kind from tenants.referrals where id = :id", id=row["id"])
    assert tuple(kept) == (["robbery", "hate"], "public", "place"), "codes stay as they are"


async def test_blank_is_ours_again_and_every_version_stays(site: Site, world: World) -> None:
    await choose(site)
    assert 'value="MASH"' in (await (await admin(site)).get(LABELS)).text
    await choose(site, 1, team_kind_front_door="", harm_robbery="Robbing")
    tracker = (await (await site.signed_in(world.larkmere, "screener")).get("/tracker")).text
    assert "Open at the front door" in tracker
    versions = await rows(world, "select version, words, saved_by from council.labels where tenant_id = :id"
                          " order by version", id=world.larkmere.id)  # fmt: skip
    assert [row.version for row in versions] == [1, 2]
    assert versions[0].words["team_kind"] == {"front_door": "MASH"}
    assert versions[1].words == {"harm": {"robbery": "Robbing"}}
    assert {row.saved_by for row in versions} == {world.larkmere.people["admin"].staff_id}
    trail = await ask(world, "select why from audit.entries where action = 'set_up_council' and tenant_id = :id"
                      " order by at desc, id desc limit 1", id=world.larkmere.id)  # fmt: skip
    assert trail.why == ("Changed its own words: 1 of team_kind, 1 of decision, 1 of kind, 1 of venue, 1 of harm,"
                         " 1 of source, 1 of agency")  # fmt: skip
    assert "Looked at by" in (await (await admin(site)).get("/council/set-up")).text


@pytest.mark.parametrize(
    ("form", "typed", "sentence"),
    [
        ({"harm_cse": "x" * 81}, "x" * 81, "Use 80 characters or fewer. You have typed 81"),
        ({"harm_cse": "<script>CSE</script>"}, "&lt;script&gt;CSE&lt;/script&gt;", "leave out &lt; and &gt;"),
        ({"harm_cse": "CSE\u202e!"}, "CSE!", "Hidden characters were taken out"),
        ({"harm_cse": "bullying"}, "bullying", "This is what “Bullying” is called already"),
    ],
)
async def test_what_can_not_stand_is_said_at_its_field_and_nothing_is_lost(
    site: Site, world: World, form: Form, typed: str, sentence: str
) -> None:
    answer = await (await admin(site)).submit(LABELS, {"version": "0", **WORDS, **form})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#harm_cse"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'value="MASH"' in answer.text, "the other words survive"
    assert 'id="list-harm" open' in answer.text
    assert 'id="list-agency" open' not in answer.text
    assert await ask(world, "select 1 from council.labels") is None


async def test_of_two_administrators_the_second_compares_first(site: Site, world: World) -> None:
    first, second = await admin(site), await admin(site)
    assert (await first.submit(LABELS, {"version": "0", "team_kind_front_door": "MASH"})).status_code == 303
    late = await second.submit(LABELS, {"version": "0", "team_kind_front_door": "FAST"})
    assert late.status_code == 409
    assert "Somebody changed this while you were writing" in late.text
    assert "Saved now: “MASH”" in late.text
    assert 'value="FAST"' in late.text
    assert 'name="version" value="1"' in late.text
    assert (await second.submit(LABELS, {"version": "1", "team_kind_front_door": "FAST"})).status_code == 303
    assert "Open at the FAST" in (await (await site.signed_in(world.larkmere, "screener")).get("/tracker")).text
    for version in ("0", "7", "-1", "x"):
        forged = await second.submit(LABELS, {"version": version, "team_kind_front_door": "Forged"})
        assert forged.status_code == 409, version


async def test_only_an_administrator_chooses_words(site: Site, world: World) -> None:
    for person in ("screener", "manager", "ig_lead"):
        assert (await (await site.signed_in(world.larkmere, person)).get(LABELS)).status_code == 403, person


async def test_words_cost_a_page_nothing_once_they_are_known(site: Site, world: World) -> None:
    reader = await site.signed_in(world.larkmere, "screener")
    await reader.get("/tracker")

    async def sent() -> int:
        with counting(site) as statements:
            assert (await reader.get("/tracker")).status_code == 200
        assert len(statements) <= 6
        return len(statements)

    without = await sent()
    await choose(site)
    assert [await sent() - without, await sent() - without] == [1, 0]
    browser = await admin(site)
    token = (await browser.get(LABELS)).text.split('name="_token" value="')[1].split('"')[0]
    with counting(site) as statements:
        saved = await browser.post(LABELS, {"_token": token, "version": "1", "harm_cse": "CSE risk"})
    assert saved.status_code == 303
    assert len(statements) <= 10, statements.sent


async def test_a_partner_reads_our_words(site: Site, world: World) -> None:
    await choose(site)
    partner = await site.signed_in(world.larkmere, "partner")
    assert "MASH" not in (await partner.get("/shared")).text


async def test_what_one_process_knows_of_a_council_is_shown_to_no_other(site: Site, world: World) -> None:
    await choose(site, team_kind_front_door="MASH")
    await choose(site, slug="hallowdene", team_kind_front_door="FAST")
    known = KnownLabels()
    for council, word in ((world.larkmere, "MASH"), (world.hallowdene, "FAST"), (world.larkmere, "MASH")):
        async with acting(world, council, "screener", keep=False) as work:
            assert (await known.of(work))["team_kind"] == {"front_door": word}
            assert (await labels_of(work)).labels["team_kind"] == {"front_door": word}
