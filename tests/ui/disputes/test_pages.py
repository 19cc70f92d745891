"""Where two councils do not agree whose something is, over HTTP: asked from a handoff and from the directory, answered,
escalated, decided by both managers; and what anybody else finds."""

from __future__ import annotations

import re

import pytest
from httpx import Response

from commonground.platform.disputes import queries
from councils import World
from handing_over import ALL_MARKS, Hands
from jointly import third_council
from pages import words_in
from told import ask, rows, tell
from web import Site, hidden_in

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_REFERENCE = re.compile(r"/disputes/(BD-[0-9A-Z]{4}-[0-9A-Z]{3})")
Form = dict[str, str | list[str]]


OURS, THEIRS = "Larkmere Council", "Hallowdene County Council"


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


def reference_in(response: Response) -> str:
    assert response.status_code == 303, words_in(response.text)
    found = _REFERENCE.search(response.headers["location"])
    assert found
    return found[1]


async def begun(hands: Hands, handoff: str) -> str:
    """Asked by Hallowdene, which was offered it: Larkmere should lead."""
    browser = await hands.of(hands.world.hallowdene, "screener")
    typed: Form = {"handoff": handoff, "lead": "theirs", "reason": "child_lives", "words": "They live on your side."}
    return reference_in(await browser.submit(f"/disputes/new?handoff={handoff}", typed, to="/disputes/new"))


async def say(hands: Hands, council: str, path: str, person: str = "screener", **typed: str | list[str]) -> Response:
    browser = await hands.of(getattr(hands.world, council), person)
    page = path.rpartition("/")[0]
    shown = hidden_in((await browser.get(page)).text)
    seen: Form = {"seen": shown.get("seen", "")}
    return await browser.submit(page, seen | typed, to=path)


# Long: one question from both sides, to its end.
async def test_a_handoff_is_disputed_agreed_and_closed_and_both_read_the_same(hands: Hands, world: World) -> None:
    handoff = await hands.offer()
    there, here = await hands.of(world.hallowdene, "screener"), await hands.of(world.larkmere, "screener")
    assert "We do not agree whose this is" in (await there.get(f"/handoffs/{handoff}")).text
    known = await begun(hands, handoff)
    again = await there.submit(
        f"/disputes/{known}", {"handoff": handoff, "lead": "ours", "reason": "other", "words": "Again"},
        to="/disputes/new",
    )  # fmt: skip
    assert again.status_code == 409
    assert "an open question already" in again.text
    for browser in (here, there):
        page = words_in((await browser.get(f"/handoffs/{handoff}")).text)
        assert "We do not agree whose this is" not in page, "one at a time"
        assert f"{THEIRS} asked whose this is ({known})" in page
        assert known in (await browser.get("/disputes")).text
        for htmx in (False, True):
            seen = await browser.get(f"/disputes/{known}", htmx=htmx)
            said = words_in(seen.text)
            assert f"{THEIRS} proposes that {OURS} leads: The child" in said
            assert "They live on your side." in said
            assert f"Until this is settled, {OURS} goes on acting and stays responsible." in said
            assert not [mark for mark in ALL_MARKS if mark in seen.text]
    ours = words_in((await here.get(f"/disputes/{known}")).text)
    assert "until then you give the reason by its kind alone" in ours, "nobody has accepted what they offered"
    typed = {"answer": "propose", "reason": "placed_by"}
    early = await say(hands, "larkmere", f"/disputes/{known}/answer", words="His mother moved.", **typed)
    assert early.status_code == 422
    assert "until then you give the reason by its kind alone" in early.text
    assert (await say(hands, "larkmere", f"/disputes/{known}/answer", **typed)).status_code == 303
    stale = await here.submit(f"/disputes/{known}", {"answer": "agree", "seen": ""}, to=f"/disputes/{known}/answer")
    assert stale.status_code == 409, "it is not their turn"
    more = await say(hands, "hallowdene", f"/disputes/{known}/answer", answer="ask_more", words="")
    assert "Say it in a few words" in more.text
    agreed = await say(hands, "hallowdene", f"/disputes/{known}/answer", answer="agree")
    assert agreed.status_code == 303
    for browser in (here, there):
        said = words_in((await browser.get(f"/disputes/{known}")).text)
        assert f"{THEIRS} leads." in said
        assert f"{OURS} goes on acting and stays responsible until it is handed over" in said
        assert f"{known}: Agreed: {THEIRS} leads" in words_in((await browser.get(f"/handoffs/{handoff}")).text)
    assert (await ask(world, "select responsible_id = sender_id from crossing.offers where reference = :r", r=handoff))[
        0
    ], "an answer moves nothing"
    assert (await say(hands, "larkmere", f"/disputes/{known}/end")).status_code == 303
    assert "Closed" in (await there.get(f"/disputes/{known}")).text


async def test_names_are_asked_about_and_numbers_refused(hands: Hands, world: World) -> None:
    handoff = await hands.offer()
    browser = await hands.of(world.hallowdene, "screener")
    typed: Form = {"handoff": handoff, "lead": "theirs", "reason": "knew_first"}
    for words, said in (("Ayesha Khan lives with you", "may be a name"), ("Born 3 May 2010", "can tell who somebody")):
        answer = await browser.submit(f"/disputes/new?handoff={handoff}", typed | {"words": words}, to="/disputes/new")
        assert answer.status_code == 422
        assert said in answer.text, words
        assert words in answer.text, "what was typed is kept"
    assert await rows(world, "select 1 from crossing.dispute_steps where words ~ 'Ayesha|2010'") == []


async def test_from_a_boundary_street_to_both_managers_decision(hands: Hands, world: World) -> None:
    for council in (world.larkmere, world.hallowdene):
        named = "update commons.councils set areas = array[:area] where id = :id"
        await tell(world, named, area=council.slug.title(), id=council.id)
    browser = await hands.of(world.larkmere, "manager")
    link = 'href="/disputes/new?council=hallowdene"'
    assert link in (await browser.get("/directory?q=HW1+1AA")).text
    assert link not in (await browser.get("/directory?q=HW7+3QA")).text, "one council alone"
    analyst = await hands.of(world.larkmere, "practitioner")
    assert link not in (await analyst.get("/directory?q=HW1+1AA")).text, "who may not ask"
    assert (await browser.get("/disputes/new?council=nowhere")).status_code == 404
    page = "/disputes/new?council=hallowdene"
    typed: Form = {"handoff": "", "other": str(world.hallowdene.id), "kind": "border_place", "lead": "theirs"}
    typed |= {"postcode": "ZZ9 9ZZ", "reason": "harm_happens", "words": "It happens on the far side."}
    assert "We do not know where that postcode lies" in (await browser.submit(page, typed, to="/disputes/new")).text
    known = reference_in(await browser.submit(page, typed | {"postcode": "HW1 1AA"}, to="/disputes/new"))
    stood = await ask(world, "select area, d::text as whole from crossing.disputes d where reference = :r", r=known)
    assert (len(stood.area), "HW1" in stood.whole) == (15, False)
    assert (
        await say(hands, "larkmere", f"/disputes/{known}/decide", "manager", lead="", grounds="x")
    ).status_code == 422
    assert (await say(hands, "hallowdene", f"/disputes/{known}/escalate")).status_code == 303
    assert (await say(hands, "larkmere", f"/disputes/{known}/decide", lead="x")).status_code == 404, "no manager"
    for who, lead in (("larkmere", "hallowdene"), ("hallowdene", "larkmere"), ("hallowdene", "hallowdene")):
        chosen = {"lead": str(getattr(world, lead).id), "grounds": "As we said on the telephone."}
        done = await say(hands, who, f"/disputes/{known}/decide", "manager", **chosen)
        assert done.status_code == 303, words_in(done.text)
    said = words_in((await browser.get(f"/disputes/{known}")).text)
    assert "Decided by both managers" in said
    assert f"{THEIRS} acts and is responsible." in said
    assert f"The manager of {THEIRS} has decided that {THEIRS} leads." in said


async def test_who_has_no_part_in_it_finds_nothing(hands: Hands, world: World) -> None:
    handoff = await hands.offer()
    known = await begun(hands, handoff)
    for person, status in (("practitioner", 200), ("ig_lead", 200), ("analyst", 404), ("partner", 404)):
        browser = await hands.of(world.larkmere, person)
        assert (await browser.get(f"/disputes/{known}")).status_code == status, person
    told = await hands.of(world.larkmere, "practitioner")
    assert "Your answer" not in (await told.get(f"/disputes/{known}")).text
    third = await third_council(world)
    stranger = await hands.of(third, "manager")
    missing = "BD-0000-000"
    for path in (f"/disputes/{known}", f"/disputes/{missing}"):
        assert (await stranger.get(path)).status_code == 404
    assert known not in (await stranger.get("/disputes")).text
    sent = await stranger.submit("/disputes/new", {"answer": "agree"}, to=f"/disputes/{known}/answer")
    assert sent.status_code == 404
    assert (await stranger.get(f"/disputes/new?handoff={handoff}")).status_code == 404


async def test_what_is_about_a_restricted_record_is_hidden_on_its_side(hands: Hands, world: World) -> None:
    handoff = await hands.offer()
    known = await begun(hands, handoff)
    shut = (
        "update tenants.contexts c set restricted = :to from tenants.disclosures d"
        " where d.record_id = c.id and d.reference = :r"
    )
    await tell(world, shut, to=True, r=handoff)
    ours, theirs = await hands.of(world.larkmere, "screener"), await hands.of(world.hallowdene, "screener")
    try:
        assert (await ours.get(f"/disputes/{known}")).status_code == 404
        assert known not in (await ours.get("/disputes")).text
        assert known not in (await ours.get("/worklist?kind=dispute")).text
        assert (await theirs.get(f"/disputes/{known}")).status_code == 200
    finally:
        await tell(world, shut, to=False, r=handoff)
    assert known in (await ours.get("/worklist?kind=dispute")).text


async def test_a_list_that_is_cut_says_so(hands: Hands, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        await begun(hands, await hands.offer())
    browser = await hands.of(world.larkmere, "screener")
    assert "that are due first" not in (await browser.get("/disputes")).text
    monkeypatch.setattr(queries, "MOST", 1)
    assert "Only the 1 that are due first are shown." in (await browser.get("/disputes")).text
