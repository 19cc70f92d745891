"""Later news that a second person had not answered when the handoff moved on: nobody believes that it was sent, its
words are read still, and it is nobody's task any more."""

from __future__ import annotations

from datetime import datetime

import pytest

from commonground.platform.calendar import LONDON
from councils import World
from handing_over import Hands
from pages import words_in
from web import Site, hidden_in

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
_NEWS = "late-news-51"
_NOT_SENT = "Later news was not sent, and can’t be sent as this stands now."
_TASK = "/worklist?kind=agree_handoff"


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


@pytest.fixture
async def reference(hands: Hands) -> str:
    """Taken by the other council, with news that waits for a second person."""
    made = await hands.offer()
    await hands.accept(made)
    priya = await hands.of(hands.world.larkmere, "practitioner")
    assert (await priya.submit(f"/handoffs/{made}/supplement", {"f_tried": _NEWS})).status_code == 303
    return made


async def move_on(hands: Hands, reference: str, how: str) -> None:
    if how == "closed":
        done = await hands.act("larkmere", reference, "close", words="They do not move after all.")
    elif how == "declined":
        said = {"reason": "not_ours", "words": "It lies beyond the river."}
        done = await hands.act("hallowdene", reference, "decline", "specialist_manager", **said)
    else:
        await hands.act("hallowdene", reference, "complete", "practitioner")
        day = datetime.now(LONDON).date()
        held = {"held_on-day": str(day.day), "held_on-month": str(day.month), "held_on-year": str(day.year)}
        await hands.act("hallowdene", reference, "hold-conference", "practitioner", words="Held with both.", **held)
        done = await hands.act("hallowdene", reference, "take-responsibility", "practitioner")
    assert done.status_code == 303, done.text


@pytest.mark.parametrize("how", ["moved", "declined", "closed"])
async def test_its_author_reads_that_it_was_not_sent_and_its_words(
    hands: Hands, world: World, reference: str, how: str
) -> None:
    page = f"/handoffs/{reference}"
    priya = await hands.of(world.larkmere, "practitioner")
    seen = words_in((await priya.get(page)).text)
    assert "Later news waits for a second person." in seen
    assert _NOT_SENT not in seen
    assert _NEWS not in (await priya.get(f"{page}/package")).text, "not yet"
    await move_on(hands, reference, how)
    seen = (await priya.get(page)).text
    assert _NOT_SENT in words_in(seen)
    assert f"{page}/package#not-sent" in seen
    assert _NEWS not in seen, "each look at the words is recorded"
    package = words_in((await priya.get(f"{page}/package")).text)
    assert "Later news that was not sent" in package
    assert _NEWS in package
    receiver = await hands.of(world.hallowdene, "practitioner")
    for path in (page, f"{page}/package"):
        other = await receiver.get(path)
        assert _NEWS not in other.text, path
        assert "not sent" not in words_in(other.text), path


@pytest.mark.parametrize("how", ["moved", "declined", "closed"])
async def test_it_is_no_task_of_managers_any_more(hands: Hands, world: World, reference: str, how: str) -> None:
    link = f"/handoffs/{reference}/authorise"
    joan = await hands.of(world.larkmere, "specialist_manager")
    assert link in (await joan.get(_TASK)).text
    before = (await joan.get(link)).text
    await move_on(hands, reference, how)
    assert link not in (await joan.get(_TASK)).text
    seen = (await joan.get(link)).text
    assert "It can’t be sent as the handoff stands now" in words_in(seen)
    assert "Save the answer" in before
    assert "Save the answer" not in seen
    typed: dict[str, str | list[str]] = {"answer": "agree", "words": "typed-late-94", "package": ""}
    late = await joan.submit("/account", typed, to=link)
    assert late.status_code == 409
    assert "typed-late-94" in late.text
    priya = await hands.of(world.larkmere, "practitioner")
    assert _NOT_SENT in words_in((await priya.get(f"/handoffs/{reference}")).text)


async def test_what_was_refused_before_it_moved_on_is_read_with_the_reason(
    hands: Hands, world: World, reference: str
) -> None:
    assert (await hands.agree(reference, answer="refuse")).status_code == 303
    await move_on(hands, reference, "moved")
    priya = await hands.of(world.larkmere, "practitioner")
    package = words_in((await priya.get(f"/handoffs/{reference}/package")).text)
    assert _NEWS in package
    assert "The second person refused it: It is the least." in package


async def test_offered_again_after_a_decline_it_has_the_news_that_never_went(
    hands: Hands, world: World, reference: str
) -> None:
    await move_on(hands, reference, "declined")
    priya = await hands.of(world.larkmere, "practitioner")
    link = f"/handoffs/new?again={reference}"
    typed: dict[str, str | list[str]] = {"verb": "hand_over", "kind": "peer_group"}
    typed |= {"receiver": str(world.hallowdene.id)} | hidden_in((await priya.get(link)).text)
    begun = await priya.submit(link, typed, to="/handoffs/new")
    assert begun.status_code == 303, begun.text
    assert _NEWS in (await priya.get(begun.headers["location"])).text


async def test_whoever_may_not_read_what_was_sent_reads_no_late_news(
    hands: Hands, world: World, reference: str
) -> None:
    await move_on(hands, reference, "moved")
    screener = await hands.of(world.larkmere, "screener")
    seen = await screener.get(f"/handoffs/{reference}")
    assert f"{reference}/package" not in seen.text
    assert (await screener.get(f"/handoffs/{reference}/package")).status_code == 404
