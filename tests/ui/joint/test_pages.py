"""Pages of joint concerns over HTTP: begun, joined, added to, taken back, left; and what strangers find."""

from __future__ import annotations

import asyncio
import re

import pytest
from httpx import Response

from casework import add_context
from commonground.platform.joint.types import PartKind
from councils import TestCouncil, World
from jointly import WORDS, add, agree, begin, invite, join, joined, let_in, parts, third_council
from told import ask, lines_of
from web import Browser, Site, token_in

BOSS = "specialist_manager"
Form = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


def side(council: TestCouncil) -> Form:
    return {"place": str(council.place(BOSS, "specialist")), "keep": "365", "context": ""}


async def test_a_council_begins_one_from_its_context_and_nothing_of_that_goes_along(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, kind="group", name="The Corner Boys")
    browser = await site.signed_in(world.larkmere, BOSS)
    page = await browser.get(f"/contexts/{known.reference}/begin-joint")
    assert page.status_code == 200
    assert "Nothing of your context goes along" in page.text
    typed: Form = {"title": "Young people on one bus route", "kind": "peer_group", "harms": ["bullying"],
                   "place": str(world.larkmere.place(BOSS, "specialist")), "keep": "365"}  # fmt: skip  # a form
    sent = await browser.submit(f"/contexts/{known.reference}/begin-joint", typed, follow=True)
    assert "Young people on one bus route" in sent.text
    assert [verb for verb, _ in await lines_of(world, known)] == ["open_joint"]
    assert "began a joint concern" in (await browser.get(f"/contexts/{known.reference}/timeline")).text
    stood = await ask(world, "select count(*) as n from crossing.joint_concerns t where t::text like '%Corner Boys%'")
    assert stood.n == 0


async def test_a_title_like_a_name_is_asked_about_before_it_is_saved(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, BOSS)
    typed: Form = {"title": "Friends of Ayesha Khan", "kind": "place", "harms": ["bullying"],
                   "place": str(world.larkmere.place(BOSS, "specialist")), "keep": "365"}  # fmt: skip  # a form
    sent = await browser.submit(f"/contexts/{known.reference}/begin-joint", typed)
    assert sent.status_code == 422
    assert "may be a name" in sent.text


async def test_one_who_is_asked_reads_no_word_joins_and_sees_what_it_is_shown(site: Site, world: World) -> None:
    begun = await begin(world, title="Title that is a marked-title")
    ours = await site.signed_in(world.larkmere, BOSS)
    page = await ours.get(f"/joint/{begun.reference}/invite")
    assert "no agreement" in page.text
    typed: Form = {"council": str(world.hallowdene.id), "words": ""}
    assert (await ours.submit(f"/joint/{begun.reference}/invite", typed)).status_code == 422
    asked = await ours.submit(f"/joint/{begun.reference}/invite", typed | {"words": "It cannot wait."})
    assert asked.status_code == 303
    theirs = await site.signed_in(world.hallowdene, BOSS)
    for path in ("/joint", f"/joint/{begun.reference}/answer", f"/joint/{begun.reference}/decline"):
        page = await theirs.get(path)
        assert page.status_code == 200, path
        assert "marked-title" not in page.text
        assert "It cannot wait." not in page.text
    assert "Larkmere Council asks. Kind: Peer group. Harms: Bullying." in page.text
    assert (await theirs.get(f"/joint/{begun.reference}")).status_code == 404
    done = await theirs.submit(f"/joint/{begun.reference}/answer", side(world.hallowdene), follow=True)
    assert "marked-title" in done.text
    assert "Your council has joined." in done.text


async def test_who_will_see_it_stands_in_the_form_and_beside_the_part(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene, third)
    browser = await site.signed_in(world.larkmere, BOSS)
    here = f"/joint/{begun.reference}/add/text"
    page = (await browser.get(here)).text
    assert "Which councils will see it?" in page
    assert len(re.findall(r'name="councils"[^>]*checked', page)) == 2
    typed: Form = {"words": WORDS, "councils": [str(world.hallowdene.id)], "keep": "90"}
    done = await browser.submit(here, typed, follow=True)
    assert "Added. Your council sees it, and: Hallowdene County Council." in done.text
    assert "Who can see this:" in done.text
    for council, sees in ((world.hallowdene, True), (third, False)):
        other = await site.signed_in(council, BOSS)
        for shown in (await other.get(f"/joint/{begun.reference}"), await part(other, f"/joint/{begun.reference}")):
            assert shown.status_code == 200
            assert (WORDS in shown.text) is sees
    refused = await browser.submit(here, typed | {"words": "Ring 07700 900123."})
    assert refused.status_code == 422
    assert "can tell who somebody is" in refused.text


async def part(browser: Browser, path: str) -> Response:
    return await browser.get(path, htmx=True)


async def test_every_kind_has_its_form_and_is_shown(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    browser = await site.signed_in(world.larkmere, BOSS)
    there = world.hallowdene.id
    day: Form = {"due_on-day": "4", "due_on-month": "12", "due_on-year": "2026"}
    forms: dict[str, Form] = {
        "text": {"words": WORDS},
        "place": {"where": "The upper deck", "words": "Mostly there."},
        "time_pattern": {"words": "Weekdays after five."},
        "harm": {"harms": ["bullying", "cce"]},
        "weighting": {"weight": "some_harm"},
        "count": {"band": "3_5", "ages": ["13_15"], "slots": "4"},
        "document": {"words": "The bus company’s survey; ask the transport desk."},
        "action": {**day, "words": "Brief the drivers.", "doer": str(there), "organisation": "The bus desk"},
        "meeting": {**day, "words": "Who does what."},
        "message": {"words": "Can we speak on Monday?"},
    }
    for kind, typed in forms.items():
        here = f"/joint/{begun.reference}/add/{kind}"
        assert (await browser.get(here)).status_code == 200, kind
        sent = await browser.submit(here, typed | {"councils": [str(world.hallowdene.id)], "keep": "90"})
        assert sent.status_code == 303, (kind, sent.text)
    other = await site.signed_in(world.hallowdene, BOSS)
    page = (await other.get(f"/joint/{begun.reference}")).text
    for said in ("The upper deck", "Bullying, Child criminal exploitation", "Some harm", "3 to 5", "A, B, C, D",
                 "The bus desk, Hallowdene County Council", "Can we speak on Monday?", "4 December 2026"):  # fmt: skip
        assert said in page, said
    colleague = await site.signed_in(world.hallowdene, "practitioner")
    page = (await colleague.get(f"/joint/{begun.reference}")).text
    assert "Brief the drivers." in page
    assert "Can we speak on Monday?" not in page, "between coordinators"


async def test_a_third_council_other_teams_and_the_operator_find_nothing(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene)
    made = await add(world, begun, world.larkmere, world.hallowdene)
    strangers = [await site.signed_in(third, BOSS), await site.signed_in(world.larkmere, "manager")]
    for browser in strangers:
        for path in (
            "",
            "/history",
            "/add/text",
            "/leave",
            f"/parts/{made}/withdraw",
            f"/parts/{made}/show",
            "/answer",
        ):
            assert (await browser.get(f"/joint/{begun.reference}{path}")).status_code == 404, path
        assert begun.reference not in (await browser.get("/joint")).text


async def test_taken_back_it_leaves_a_stub_a_receipt_and_a_line(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    made = await add(world, begun, world.larkmere, world.hallowdene, words="Words with a marked-words")
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert (await theirs.get(f"/joint/{begun.reference}/parts/{made}/withdraw")).status_code == 404
    ours = await site.signed_in(world.larkmere, BOSS)
    opened = await ours.get(f"/joint/{begun.reference}/parts/{made}/withdraw")
    assert "marked-words" in opened.text
    done = await ours.submit(f"/joint/{begun.reference}/parts/{made}/withdraw", {"words": ""}, follow=True)
    assert "Taken back. No word of it is left." in done.text
    page = (await theirs.get(f"/joint/{begun.reference}")).text
    assert "marked-words" not in page
    assert "what is left is the proof of that" in page
    history = (await theirs.get(f"/joint/{begun.reference}/history")).text
    assert "Something was taken back and deleted" in history
    assert "took back" in history


async def test_whoever_has_left_finds_its_receipts_and_nothing_else(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    await add(world, begun, world.hallowdene, world.larkmere)
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert (await theirs.submit(f"/joint/{begun.reference}/leave", {"words": ""})).status_code == 303
    assert (await theirs.get(f"/joint/{begun.reference}")).status_code == 404
    page = (await theirs.get(f"/joint/{begun.reference}/history")).text
    assert "Something was shared" in page
    assert "Young people on a bus" not in page
    assert "Your council has left these" in (await theirs.get("/joint")).text
    assert [each.words for each in await parts(world, begun, world.larkmere)] == [""]


async def _looks(world: World, concern: object) -> int:
    kept = "select count(*) from audit.entries where subject_kind = 'joint' and subject_id = :id and action = :action"
    return int((await ask(world, kept, id=concern, action="read_shared"))[0])


async def test_of_a_council_that_has_left_the_others_read_when_and_that_it_is_gone(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    await add(world, begun, world.hallowdene, world.larkmere, words="Behind the kiosk, after five")
    here = f"/joint/{begun.reference}"
    ours, theirs = await site.signed_in(world.larkmere, BOSS), await site.signed_in(world.hallowdene, BOSS)
    assert "Behind the kiosk" in (await ours.get(here)).text
    assert (await theirs.submit(f"{here}/leave", {"words": "We work on it alone."})).status_code == 303
    page = (await ours.get(here)).text
    assert "and took it along. What is left is the proof of that." in page
    assert "Behind the kiosk" not in page


async def test_who_reads_what_came_of_an_action_stands_in_its_form(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene, third)
    due = (await ask(world, "select current_date + 7 as day")).day
    given = {"due_on": due, "doer_id": world.hallowdene.id, "kind": PartKind.ACTION}
    made = await add(world, begun, world.larkmere, world.hallowdene, third, **given)
    here = f"/joint/{begun.reference}/parts/{made}/done"
    assert "whoever sees the action reads" in (await (await site.signed_in(world.larkmere, BOSS)).get(here)).text
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert "is read by: Larkmere Council." in (await theirs.get(here)).text, "with the third there is no agreement"
    kept = await theirs.submit(here, {"words": "Two drivers were briefed."}, follow=True)
    assert "Your words stand under “What we know”" in kept.text
    assert (
        "Two drivers were briefed."
        in (await (await site.signed_in(world.larkmere, BOSS)).get(f"/joint/{begun.reference}")).text
    )
    assert "Two drivers" not in (await (await site.signed_in(third, BOSS)).get(f"/joint/{begun.reference}")).text


async def test_a_partner_reads_adds_and_is_out_from_the_next_request_on(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    guest = await let_in(world, begun, world.hallowdene)
    await add(world, begun, world.larkmere, world.hallowdene, words="For councils alone")
    await add(world, begun, world.larkmere, words="For the partner", guests=(guest,))
    partner = await site.signed_in(world.hallowdene, "partner")
    assert begun.reference in (await partner.get("/shared")).text
    here = f"/shared/joint/{begun.reference}"
    page = (await partner.get(here)).text
    assert "For the partner" in page
    assert "For councils alone" not in page
    added = await partner.submit(here, {"words": "They meet at the drop-in."}, follow=True)
    assert "Added. The councils that may know it read it." in added.text
    before = await _looks(world, begun.id)
    assert (await partner.post(here, {"words": "Ring 07700 900123.", "_token": token_in(page)})).status_code == 422
    assert await _looks(world, begun.id) == before + 1, "a refused form shows it again"
    ours = await site.signed_in(world.hallowdene, BOSS)
    ended = await ours.submit(f"/joint/{begun.reference}/end-guest", {"part": str(guest)})
    assert ended.status_code == 303
    for gone in (await partner.get(here), await part(partner, here)):
        assert gone.status_code == 404
        assert gone.headers["hx-refresh"] == "true"
    assert begun.reference not in (await partner.get("/shared")).text
    stranger = await site.signed_in(world.larkmere, "partner")
    assert (await stranger.get(here)).status_code == 404


async def test_minutes_wait_for_a_second_person(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    browser = await site.signed_in(world.larkmere, "practitioner")
    day: Form = {"due_on-day": "4", "due_on-month": "12", "due_on-year": "2026"}
    typed: Form = {"words": "Agenda", "councils": [str(world.hallowdene.id)], "keep": "90"}
    await browser.submit(f"/joint/{begun.reference}/add/meeting", typed | day)
    [meeting] = await parts(world, begun, world.larkmere)
    here = f"/joint/{begun.reference}/parts/{meeting.id}/minutes"
    for people in ("1", "²"):
        wrong: Form = {"words": "We agreed.", "people": people, "agencies": ["police"]}
        assert (await browser.submit(here, wrong)).status_code == 422, people
    assert (
        await browser.submit(here, {"words": "We agreed.", "people": "5", "agencies": ["police"]})
    ).status_code == 303
    waits = await ask(world, "select id from tenants.joint_minutes where concern_id = :id", id=begun.id)
    place = f"/joint/{begun.reference}/minutes/{waits.id}"
    assert "Save the answer" not in (await browser.get(place)).text, "one’s own"
    assert (await browser.submit(place, {"answer": "publish"})).status_code == 409
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert (await theirs.get(place)).status_code == 404
    assert "We agreed." not in (await theirs.get(f"/joint/{begun.reference}")).text
    second = await site.signed_in(world.larkmere, BOSS)
    assert "We agreed." in (await second.get(place)).text
    assert (await second.submit(place, {"answer": "publish"})).status_code == 303
    page = (await theirs.get(f"/joint/{begun.reference}")).text
    assert "We agreed." in page
    assert "Police" in page


async def test_the_lead_changes_and_closes_with_lessons(site: Site, world: World, third: TestCouncil) -> None:
    await agree(world, world.larkmere, third)
    begun = await begin(world)
    await invite(world, begun, third, words="")
    await join(world, begun, third)
    ours, theirs = await site.signed_in(world.larkmere, BOSS), await site.signed_in(third, BOSS)
    assert (await theirs.submit(f"/joint/{begun.reference}/close", {"outcome": "safer", "words": "x", "lessons": "y"})
            ).status_code == 409  # fmt: skip
    assert (await ours.submit(f"/joint/{begun.reference}/propose-lead", {"council": str(third.id)})).status_code == 303
    assert "Agree to the change of lead" in (await theirs.get(f"/joint/{begun.reference}")).text
    assert (await theirs.submit(f"/joint/{begun.reference}/take-lead", {})).status_code == 303
    typed: Form = {"outcome": "safer", "words": "The drivers know.", "lessons": "One number was enough."}
    assert (await theirs.submit(f"/joint/{begun.reference}/close", typed)).status_code == 303
    page = (await ours.get(f"/joint/{begun.reference}")).text
    assert "One number was enough." in page
    assert "/add/text" not in page
    assert (await ours.submit(f"/joint/{begun.reference}/add/text", {"words": WORDS, "keep": "90"})).status_code == 409
