"""Closing a request without an answer, over HTTP: with a reason, by whoever answers for access in its own council."""

from __future__ import annotations

from datetime import UTC, datetime

from casework import add_referral
from councils import World
from web import Browser, Site


async def put_in(site: Site, world: World, name: str) -> tuple[Browser, str]:
    browser = await site.signed_in(world.larkmere, "ig_lead")
    now = datetime.now(UTC)
    received = {f"received_on-{part}": str(getattr(now, part)) for part in ("day", "month", "year")}
    typed: dict[str, str | list[str]] = {
        "name": name,
        "aliases": "",
        "asked_by": "themselves",
        "identity_words": "Passport seen",
        **received,
    }
    made = await browser.submit("/subject-access/new", typed)
    return browser, str(made.headers["location"])


async def test_closing_without_an_answer_says_why(site: Site, world: World) -> None:
    name = "Delyth Amory"
    told = await add_referral(world, world.larkmere, what=f"{name} waits.")
    browser, here = await put_in(site, world, name)
    searched = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert f'href="{here}/close"' in searched.text
    for why, words, said in (("", "A note of mine", "Choose why it ends"), ("refused", "", "Say how you came to that")):
        wrong = await browser.submit(f"{here}/close", {"why": why, "words": words})
        assert (wrong.status_code, said in wrong.text, words in wrong.text) == (422, True, True)
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    assert (await neighbour.get(f"{here}/close")).status_code == 404
    answer: dict[str, str | list[str]] = {"why": "unconfirmed", "words": "Sent no papers; wrote to them"}
    assert (await neighbour.submit("/subject-access/new", answer, to=f"{here}/close")).status_code == 404
    done = await browser.submit(f"{here}/close", answer, follow=True)
    assert "Closed without an answer, " in done.text
    page = (await browser.get(here)).text
    for words in ("We can’t confirm who they are", "Sent no papers; wrote to them", "was deleted when"):
        assert words in page
    for gone in (told.reference, f"{here}/close", f"{here}/bundle", f"{here}/finish", f"{here}/search", "Answered"):
        assert gone not in page
    late = await browser.submit("/subject-access/new", {}, to=f"{here}/bundle", follow=True)
    assert "closed without an answer" in late.text
