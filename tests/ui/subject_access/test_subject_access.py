"""Subject access over HTTP, from the request to the bundle: what is others' is in none of its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from uuid import UUID

import pytest

from access_pages import NAME, boxes, decide_all, form, put_in, unseen
from casework import add_context, add_message, add_referral
from commonground.platform.ids import number_of
from commonground.tenants.subject_access import looking, queries
from commonground.tenants.subject_access.types import GROUND_LABELS, WithholdGround
from councils import World, canary
from told import ask, tell
from web import Browser, Site

OTHERS = ("Ayesha", "Khan", "07700 900 982", "ask-me@example.com", "Delroy")


async def test_a_request_has_the_number_by_which_others_are_told_of_it(site: Site, world: World) -> None:
    browser, here = await put_in(site, world.larkmere, "Odette Farrow")
    number = number_of(UUID(here.rsplit("/", 1)[1]))
    for page in ("/subject-access", here):
        assert number in (await browser.get(page)).text


async def test_nothing_is_left_out_in_silence(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of the list of requests, nor of the texts in which somebody is looked for."""
    name = "Wilfred Otway"
    browser, here = await put_in(site, world.larkmere, name)
    await put_in(site, world.larkmere, "Somebody Else")
    for _ in range(2):
        await add_referral(world, world.larkmere, what=f"{name} was there.")
    assert "left out" not in (await browser.get("/subject-access")).text
    monkeypatch.setattr(queries, "MOST_LISTED", 1)
    assert "1 are shown, open ones first." in (await browser.get("/subject-access")).text
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 1)
    refused = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert "More than 1 texts may name them" in refused.text
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 2_000)
    found = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert "Found in 2 texts" in found.text


async def test_the_bundle_holds_the_persons_own_and_nothing_of_others(site: Site, world: World) -> None:
    council = world.larkmere
    told = await add_referral(
        world, council, what=f"{NAME} was with Ayesha Khan. Ring 07700 900 982 or ask-me@example.com.",
        title="Yard behind the shops",
    )  # fmt: skip  # one report
    await add_message(world, council, told, "news", "Branny came again with Delroy.")
    await add_context(world, council, name=f"Wall where {NAME} sits")
    await add_referral(world, world.hallowdene, what=f"{NAME} was here too.")
    browser, here = await put_in(site, council)
    found = await browser.submit(here, {}, to=f"{here}/search", follow=True)
    assert "Found in 3 texts." in found.text
    for words in (*OTHERS, "was with"):
        assert words not in found.text
    first = (await browser.get(f"{here}/decide")).text
    assert "<b>Branwen Stokes</b>" in first or "<b>Branny</b>" in first
    assert await decide_all(browser, here) == 3
    packed = await browser.submit(here, {}, to=f"{here}/bundle")
    assert packed.headers["content-type"] == "application/zip"
    assert NAME.split(maxsplit=1)[0].lower() not in packed.headers["content-disposition"].lower()
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        assert files.namelist() == ["index.html", "index.csv"]
        everything = {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}
    for name, words in everything.items():
        assert [each for each in OTHERS if each.casefold() in words.casefold()] == [], name
        assert canary("hallowdene") not in words
        assert words.count("[somebody else’s details]") >= 3, name
        assert "was with" in words
        assert told.reference in words
    assert f"What Larkmere Council holds about {NAME}" in everything["index.html"]
    entry = "select count(*) from audit.entries where action = 'answer_subject_access:export'"
    assert (await ask(world, entry))[0] == 1
    done = await browser.submit(here, {}, to=f"{here}/finish", follow=True)
    assert "Answered" in done.text


async def test_more_words_are_hidden_and_words_that_are_not_there_are_refused(site: Site, world: World) -> None:
    name = "Carys Umber"
    await add_referral(world, world.larkmere, what=f"{name} got into the red hatchback of the twins.")
    browser, here = await put_in(site, world.larkmere, name)
    await browser.submit(here, {}, to=f"{here}/search")
    page = (await browser.get(f"{here}/decide")).text
    answer: dict[str, str | list[str]] = {
        **unseen(page), "decision": "give", "hide": [], "more": "blue van", "words": "",
    }  # fmt: skip  # one form
    wrong = await browser.submit(f"{here}/decide", answer)
    assert wrong.status_code == 422
    assert "“blue van” does not stand in the text" in wrong.text
    assert "blue van</textarea>" in wrong.text
    invented = await browser.submit(f"{here}/decide", answer | {"more": "", "hide": ["0-4000"]})
    assert invented.status_code == 422
    withheld = await browser.submit(f"{here}/decide", answer | {"more": "", "decision": "withhold", "ground": "crime"})
    assert withheld.status_code == 422
    assert "Say how you came to that" in withheld.text
    await browser.submit(f"{here}/decide", answer | {"more": "red hatchback\nthe twins"})
    packed = await browser.submit(here, {}, to=f"{here}/bundle")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        words = files.read("index.html").decode()
    assert "hatchback" not in words
    assert "twins" not in words
    assert "got into" in words


async def test_what_a_redacted_copy_hides_is_suggested(site: Site, world: World) -> None:
    """A person knew that it tells who somebody is; masking could not."""
    name = "Carys Ambleside"
    what = f"{name} got into the red hatchback of the twins."
    masked = what.replace("the twins", "[other person hidden]").replace(name, "[child’s name hidden]")
    await add_referral(world, world.larkmere, what=what, masked=masked)
    browser, here = await put_in(site, world.larkmere, name)
    await browser.submit(here, {}, to=f"{here}/search")
    page = (await browser.get(f"{here}/decide")).text
    start = what.index("the twins")
    assert f"{start}-{start + len('the twins')}" in boxes(page)
    assert not any(box.startswith("0-") for box in boxes(page)), "what is the person's own is not hidden from them"


async def test_a_text_that_a_refused_answer_shows_is_in_the_trail_of_its_record(site: Site, world: World) -> None:
    """Whoever sends the form with another text's id reads words that no page showed them before."""
    name = "Heledd Marlow"
    told = await add_referral(world, world.larkmere, what=f"{name} waits by the kiosk.")
    browser, here = await put_in(site, world.larkmere, name)
    await browser.submit(here, {}, to=f"{here}/search")
    asked = {"id": here.rsplit("/", 1)[1]}
    mentions = "select id from tenants.access_mentions where request_id = cast(:id as uuid)"
    (mention,) = await ask(world, mentions, **asked)
    entries = "select count(*) from audit.entries where action = 'answer_subject_access' and subject_id = :id"
    assert (await ask(world, entries, id=told.id))[0] == 0
    for status, seen in ((409, ""), (422, unseen((await browser.get(f"{here}/decide")).text)["seen"])):
        (before,) = await ask(world, entries, id=told.id)
        sent = await browser.submit(here, {"mention": str(mention), "seen": seen}, to=f"{here}/decide")
        assert (sent.status_code, "kiosk" in sent.text) == (status, True)
        assert (await ask(world, entries, id=told.id))[0] == before + 1


async def test_what_a_colleague_changed_meanwhile_is_decided_about_again(site: Site, world: World) -> None:
    """No word leaves that whoever decided has not read."""
    name = "Mabli Thorne"
    told = await add_referral(world, world.larkmere, what=f"{name} waits by the kiosk.")
    browser, here = await put_in(site, world.larkmere, name)
    await browser.submit(here, {}, to=f"{here}/search")
    page = (await browser.get(f"{here}/decide")).text
    answer = {**unseen(page), "decision": "give", "hide": boxes(page), "more": "kiosk", "words": "A note of mine"}
    change = "update tenants.reports set what_said = :words where referral_id = :id"
    await tell(world, change, words=f"{name} waits by the kiosk with Ayesha Khan.", id=told.id)
    late = await browser.submit(f"{here}/decide", answer)
    assert (late.status_code, "Somebody was quicker" in late.text) == (409, True)
    for kept in ("Ayesha Khan", "kiosk</textarea>", "A note of mine</textarea>"):
        assert kept in late.text
    assert set(re.findall(r'value="(\d+-\d+)"[^>]*checked', late.text)) == set(boxes(late.text)) != set()
    assert not await ask(world, "select 1 from tenants.access_mentions where decision is not null and request_id ="
                         " cast(:id as uuid)", id=here.rsplit("/", 1)[1])  # fmt: skip
    stripped = {each: value for each, value in answer.items() if each != "seen"}
    assert (await browser.submit(f"{here}/decide", stripped)).status_code == 409
    again = await browser.submit(f"{here}/decide", answer | unseen(late.text) | {"hide": boxes(late.text)})
    assert again.status_code == 303
    packed = await browser.submit(here, {}, to=f"{here}/bundle")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        words = files.read("index.html").decode()
    assert "waits by the" in words
    assert [each for each in ("Ayesha", "Khan", "kiosk") if each in words] == []


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("Idris Vellum", {"decision": "withhold", "ground": "crime", "words": "Why"}),
        ("Nesta Pellow", {"decision": "withhold", "ground": "serious_harm", "words": "Why"}),
        ("Emrys Quarm", {"decision": "somebody_else"}),
    ],
)
async def test_nobody_learns_from_the_bundle_that_something_is_not_in_it(
    site: Site, world: World, name: str, decision: dict[str, str]
) -> None:
    """Neither its words, nor its record, nor that there is one: with it left out, and without it, it is the same."""
    told = await add_referral(world, world.larkmere, what=f"{name} told us a secret.", title="Yard of the secret")
    browser, here = await put_in(site, world.larkmere, name)
    await browser.submit(here, {}, to=f"{here}/search")
    assert await decide_all(browser, here, **decision) == 1
    without = await taken_out(browser, here)
    for words in without.values():
        for said in ("secret", told.reference, "Withheld", "withheld", "Schedule", "crime", "What somebody reported"):
            assert said not in words
    assert without["index.csv"].splitlines() == ["Number,What it is,Record,When,Given,Text"]
    if ground := decision.get("ground"):
        assert GROUND_LABELS[WithholdGround(ground)].split(" (")[0] in (await browser.get(here)).text
    general = "some information may be left out where the law allows it"
    await add_referral(world, world.larkmere, what=f"{name} waits.")
    await browser.submit(here, {}, to=f"{here}/search")
    assert await decide_all(browser, here) == 1
    with_one = await taken_out(browser, here)
    assert general in without["index.html"]
    assert general in with_one["index.html"]
    assert 'id="text-1"' in with_one["index.html"]
    assert "2</a>" not in with_one["index.html"]


async def taken_out(browser: Browser, here: str) -> dict[str, str]:
    """The bundle's files."""
    packed = await browser.submit(here, {}, to=f"{here}/bundle")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as files:
        return {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}


async def test_nothing_is_taken_out_before_everything_is_decided(site: Site, world: World) -> None:
    name = "Owain Quill"
    await add_referral(world, world.larkmere, what=f"{name} waits.")
    browser, here = await put_in(site, world.larkmere, name)
    early = await browser.submit(here, {}, to=f"{here}/bundle", follow=True)
    assert "Search first" in early.text
    assert early.headers["content-type"].startswith("text/html")


async def test_whoever_reads_it_confirms_first(site: Site, world: World) -> None:
    _, here = await put_in(site, world.larkmere)
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    for path in ("", "/decide", "/extend", "/close"):
        answer = await browser.get(f"{here}{path}")
        assert answer.status_code in (303, 401), path
        assert NAME not in answer.text
    assert (await browser.get("/subject-access")).status_code == 200


async def test_it_is_one_councils_and_one_roles(site: Site, world: World) -> None:
    _, here = await put_in(site, world.larkmere)
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    assert (await neighbour.get(here)).status_code == 404
    assert NAME not in (await neighbour.get("/subject-access")).text
    for person in ("screener", "manager", "admin", "auditor", "analyst"):
        other = await site.signed_in(world.larkmere, person)
        assert (await other.get(here)).status_code == 404
        assert (await other.get("/subject-access")).status_code == 403


async def test_extending_says_why(site: Site, world: World) -> None:
    browser, here = await put_in(site, world.larkmere)
    empty = await browser.submit(f"{here}/extend", {"reason": ""})
    assert empty.status_code == 422
    done = await browser.submit(f"{here}/extend", {"reason": "One of many"}, follow=True)
    assert "One of many" in done.text
    assert "Extend by two months" not in done.text
    wrong = await browser.submit("/subject-access/new", form(name=""))
    assert wrong.status_code == 422
    assert "Passport seen" in wrong.text
