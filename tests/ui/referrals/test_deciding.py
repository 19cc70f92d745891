"""Deciding over HTTP: with and without a script, refused, kept as a draft, and two people at once."""

# Long: every way of deciding, and of failing to, over one form.
from __future__ import annotations

import hashlib
import re

import pytest
from sqlalchemy import text

from casework import add_context, as_owner
from commonground.platform.reference import DECISIONS
from commonground.tenants.referrals.safe_replies import safe_reply
from commonground.tenants.referrals.types import Outcome
from councils import World
from decisions import THANKS, Form, decide, decision, drafts_of, linked, rows, screened, state_of
from pages import counting
from told import tell
from web import Site, token_in


@pytest.mark.parametrize("htmx", [False, True])
async def test_a_decision_is_saved_and_the_reply_sent(site: Site, world: World, htmx: bool) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    saved = await decide(browser, told, linked(context), htmx=htmx)
    if htmx:
        assert (saved.status_code, saved.headers["hx-redirect"]) == (200, "/tracker")
    else:
        assert (saved.status_code, saved.headers["location"]) == (303, "/tracker")
    assert "The reply was sent." in (await browser.get("/tracker")).text
    row = await state_of(world, told)
    assert (row.state, row.context_id) == ("decided", context.id)
    sent = await rows(world, "select body from tenants.report_messages where report_id = :id", id=told.report_id)
    assert [each.body for each in sent] == [THANKS]


async def test_the_same_press_twice_says_what_the_first_one_did(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = f"/referrals/{told.reference}"
    body = {"_token": token_in((await browser.get(page)).text), **linked(context)}
    for _ in range(3):
        saved = await browser.post(page, body)
        assert (saved.status_code, saved.headers["location"]) == (303, "/tracker")
        assert "The reply was sent." in (await browser.get("/tracker")).text
    sent = await rows(world, "select body from tenants.report_messages where report_id = :id", id=told.report_id)
    assert [each.body for each in sent] == [THANKS]
    assert (await state_of(world, told)).version == 2


async def test_another_decision_in_a_second_tab_is_no_second_press(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = f"/referrals/{told.reference}"
    body = {"_token": token_in((await browser.get(page)).text), **linked(context)}
    assert (await browser.post(page, body)).status_code == 303
    for other in ({"why": "It is worse than that."}, {"outcome": "advice", "context": "none"}):
        assert (await browser.post(page, {**body, **other})).status_code == 409


WEIGHED = {"frequency": "most_weeks", "severity": "serious_harm", "trajectory": "worse", "guardianship": "partly"}


async def test_what_was_weighed_is_kept_shown_and_no_second_press_when_it_differs(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    page = f"/referrals/{told.reference}"
    asked = await browser.get(page)
    assert '<details class="govuk-details" id="weigh">' in asked.text
    typed = linked(context, **WEIGHED, response="Wardens walk by.")
    again = await browser.submit(page, {**typed, "why": ""})
    assert again.status_code == 422
    assert '<details class="govuk-details" id="weigh" open>' in again.text
    assert "Wardens walk by." in again.text
    body = {"_token": token_in(asked.text), **typed}
    assert [(await browser.post(page, body)).status_code for _ in range(2)] == [303, 303]
    assert (await browser.post(page, {**body, "severity": "unease"})).status_code == 409
    shown = (await browser.get(page)).text
    for words in ("Most weeks", "Serious harm", "Getting worse", "Some, not always able to act", "Wardens walk by."):
        assert words in shown
    forged = {**linked(context, severity="made_up"), "_token": token_in(asked.text)}
    other = await screened(world)
    assert (await browser.post(f"/referrals/{other.reference}", forged)).status_code == 422


async def test_saving_takes_at_most_ten_statements(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    lead = str(world.larkmere.place("practitioner"))
    for form in (linked(context), decision(context=context.reference, outcome="consultation", place=lead)):
        told = await screened(world)
        token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
        with counting(site) as statements:
            saved = await browser.post(f"/referrals/{told.reference}", {"_token": token, **form})
        assert saved.status_code == 303
        assert len(statements) <= 10, statements.sent


@pytest.mark.parametrize("htmx", [False, True])
async def test_everything_lacking_is_said_and_what_was_typed_stays(site: Site, world: World, htmx: bool) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(outcome="context_assessment", why="", reply="Thank you, we typed this ourselves.")
    page = await decide(browser, told, form, htmx=htmx)
    assert page.status_code == 422
    assert ("<title>" in page.text) is not htmx
    assert "Say why, in two sentences a stranger could follow" in page.text
    assert "Thank you, we typed this ourselves." in page.text
    assert 'value="context_assessment" checked' in " ".join(page.text.split())
    page = await decide(browser, told, form | {"why": "Now it has a reason."}, htmx=htmx)
    assert page.status_code == 422
    assert "Choose which context it is, or make a new one." in page.text
    assert (await state_of(world, told)).version == 1


async def test_a_refused_form_is_kept_and_found_again(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await decide(browser, told, decision(why="Long considered words", outcome="panel"))
    assert page.status_code == 422
    assert [draft.form for draft in await drafts_of(world, told)] == ["decide"]
    again = await browser.get(f"/referrals/{told.reference}")
    assert "Long considered words" in again.text
    assert "Draft kept" in again.text
    other = await site.signed_in(world.larkmere, "second_screener")
    assert "Long considered words" not in (await other.get(f"/referrals/{told.reference}")).text
    reads = await rows(
        world,
        "select 1 from audit.entries where subject_id = :id and action = 'read_referral' and staff_id = :who",
        id=told.id,
        who=world.larkmere.people["screener"].staff_id,
    )
    assert len(reads) == 3, "the page, the form shown again, the page again"


async def test_autosave_keeps_what_is_typed_until_it_is_saved(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    token = token_in((await browser.get(here)).text)
    headers = {"X-CSRF-Token": token, "HX-Request": "true"}
    kept = await browser.client.post(f"{here}/draft", data={"why": "Half a sen", "evil": "x"}, headers=headers)
    assert (kept.status_code, kept.text) == (204, "")
    assert (await drafts_of(world, told))[0].answers == {"why": ["Half a sen"]}
    killed = await site.signed_in(world.larkmere, "screener")  # another browser, after the first one died
    assert "Half a sen" in (await killed.get(here)).text
    assert (await decide(killed, told, decision())).status_code == 303
    assert await drafts_of(world, told) == []


async def test_without_a_script_a_draft_is_kept_and_thrown_away_by_buttons(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    kept = await browser.submit(here, decision(why="For later"), to=f"{here}/draft", follow=True)
    assert "Your draft is kept." in kept.text
    assert "For later" in kept.text
    gone = await browser.submit(here, {"_drop": "1"}, to=f"{here}/draft", follow=True)
    assert "The draft is gone." in gone.text
    assert "For later" not in gone.text


async def test_with_a_script_the_draft_is_thrown_away_and_nothing_is_decided(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    await browser.submit(here, decision(why="For later"), to=f"{here}/draft")
    for address in (f"{here}/draft", here):  # the second is where a form of this kind must never be saved either
        gone = await browser.submit(here, decision(why="For later", _drop="1"), to=address, htmx=True)
        assert gone.status_code == 200
        assert 'data-say="The draft is gone."' in gone.text
        assert "For later" not in gone.text
        assert "<title>" not in gone.text
        assert await drafts_of(world, told) == []
    assert (await browser.submit(here, decision(_drop="1"))).headers["location"] == here
    row = await state_of(world, told)
    assert (row.state, row.version) == ("screening", 1)
    assert not await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)


@pytest.mark.parametrize("htmx", [False, True])
async def test_of_two_who_decide_the_second_sees_the_first_and_loses_nothing(
    site: Site, world: World, htmx: bool
) -> None:
    told = await screened(world)
    first = await site.signed_in(world.larkmere, "second_screener")
    second = await site.signed_in(world.larkmere, "screener")
    opened = (await second.get(f"/referrals/{told.reference}")).text
    stamp = opened.split('name="opened" value="')[1].split('"')[0]
    assert (await decide(first, told, decision(why="The quicker one’s reason."))).status_code == 303
    token = token_in(opened)
    form = decision(why="The slower one’s reason.", outcome="signpost", opened=stamp)
    page = await second.post(f"/referrals/{told.reference}", {"_token": token, **form}, htmx=htmx)
    assert page.status_code == 409
    assert ("<title>" in page.text) is not htmx
    assert "Somebody was quicker: this can’t be decided any more. Read what they did." in page.text
    assert "save again" not in page.text, "there is nothing to save"
    assert "The quicker one’s reason." in page.text
    assert "The slower one’s reason." in page.text
    assert "Signpost to a service for everyone" in page.text
    row = await state_of(world, told)
    assert (row.outcome, row.rationale) == ("advice", "The quicker one’s reason.")
    assert len(await rows(world, "select 1 from tenants.report_messages where report_id = :id", id=told.report_id)) == 1
    assert (await drafts_of(world, told))[0].answers["why"] == ["The slower one’s reason."]


@pytest.mark.parametrize("htmx", [False, True])
async def test_a_change_that_leaves_it_open_is_merged_by_the_one_who_decides(
    site: Site, world: World, htmx: bool
) -> None:
    told = await screened(world)
    manager = await site.signed_in(world.larkmere, "manager")
    screener = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    place = str(world.larkmere.place("screener"))
    opened = (await screener.get(here)).text
    form: Form = {"version": "1", "place": place, "reason": "Keep it, please"}
    assert (await manager.submit(f"{here}/reassign", form)).status_code == 303
    stamp = opened.split('name="opened" value="')[1].split('"')[0]
    form = {"_token": token_in(opened), **decision(why="Written before that.", opened=stamp)}
    page = await screener.post(here, form, htmx=htmx)
    assert page.status_code == 409
    assert "Keep it, please" in page.text.split('id="conflict"')[1].split("1. Which context")[0]
    assert "Written before that." in page.text
    assert 'name="version" value="2"' in page.text
    assert (await decide(screener, told, decision(why="Written before that.", version="2"))).status_code == 303


async def test_who_lost_it_meanwhile_is_told_and_keeps_the_words(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
    async with as_owner(world.database) as engine, engine.begin() as connection:
        moved = "update tenants.referrals set team_id = :team, lead_id = null where id = :id"
        await connection.execute(text(moved), {"team": world.larkmere.teams["specialist"], "id": told.id})
    page = await browser.post(f"/referrals/{told.reference}", {"_token": token, **decision(why="My own words")})
    assert page.status_code == 409
    assert "another team has it now" in page.text
    assert "My own words" in page.text
    assert (await state_of(world, told)).state == "screening"


async def test_reading_is_not_deciding(site: Site, world: World) -> None:
    """The front door reads every open referral, and decides those of its own team alone."""
    told = await screened(world, team="specialist", lead="practitioner")
    browser = await site.signed_in(world.larkmere, "screener")
    page = await browser.get(f"/referrals/{told.reference}")
    assert page.status_code == 200
    assert "Save decision" not in page.text
    refused = await decide(browser, told, decision())
    assert refused.status_code == 409
    assert (await state_of(world, told)).state == "screening"
    for part in ("draft", "words", "names", "take", "ask", "hand-back", "escalate", "reassign", "reopen"):
        answer = await browser.submit(
            f"/referrals/{told.reference}", decision(), to=f"/referrals/{told.reference}/{part}"
        )
        assert answer.status_code == 404


async def test_unsafe_words_never_leave(site: Site, world: World) -> None:
    told = await screened(world, what="Jaydon waits there.", masked="[name hidden] waits there.")
    browser = await site.signed_in(world.larkmere, "screener")
    for words in ("We already know about this young person.", "Thank you. We will look after Jaydon."):
        page = await decide(browser, told, decision(reply=words))
        assert page.status_code == 422
        assert "Instead:" in page.text
    assert (await state_of(world, told)).state == "screening"


async def test_doubtful_words_are_asked_about_once(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(reply="Thank you. Ask her at the youth club.")
    page = await decide(browser, told, form)
    assert page.status_code == 422
    assert "Look again, and save again if it may stay" in page.text
    seal = page.text.split('name="looked" value="')[1].split('"')[0]
    changed = await decide(browser, told, form | {"looked": seal, "reply": "Thank you. Ask him at the youth club."})
    assert changed.status_code == 422, "the seal is of the words that were shown"
    assert (await decide(browser, told, form | {"looked": seal})).status_code == 303


async def test_ones_own_words_are_affirmed_once_and_ready_ones_never(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(reply=f"{THANKS} The lamps are to be mended in May. Ask at the library.")
    page = await decide(browser, told, form)
    assert page.status_code == 422
    own = "You wrote: “The lamps are to be mended in May. Ask at the library.” Does any of this tell the reader whether"
    assert own in page.text, "only what is their own"
    assert (await state_of(world, told)).version == 1
    seal = page.text.split('name="looked" value="')[1].split('"')[0]
    changed = await decide(browser, told, form | {"looked": seal, "reply": f"{THANKS} They live elsewhere now."})
    assert changed.status_code == 422, "what was affirmed were other words"
    assert (await decide(browser, told, form | {"looked": seal})).status_code == 303
    for outcome in Outcome:
        ready = decision(reply=safe_reply(outcome, "en"), outcome="advice", fitted=_fitted(safe_reply(outcome, "en")))
        assert (await decide(browser, await screened(world), ready)).status_code == 303


async def test_what_a_rule_refuses_is_not_affirmed_as_well(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await decide(browser, told, decision(reply="Thank you. We are working with the family."))
    assert "Instead:" in page.text
    assert "You wrote:" not in page.text
    assert 'name="looked" value=""' in page.text


def _fitted(words: str) -> str:
    """That these ready words of another outcome were put back by somebody who means them."""
    return hashlib.sha256(words.encode()).hexdigest()


async def test_better_words_are_suggested_and_never_a_condition(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(why="It is a hotspot for absconding.")
    page = await decide(browser, told, form | {"outcome": ""})
    assert "“absconding” → <b>missing</b>" in page.text
    assert (await decide(browser, told, form)).status_code == 303


async def test_a_new_context_starts_from_the_report(site: Site, world: World) -> None:
    told = await screened(world, kind="place", title="Vape shop, Station Parade")
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert 'name="new_name" type="text" value="Vape shop, Station Parade' in " ".join(page.split())
    form = decision(
        context="new", outcome="single_agency", new_name="Vape shop", new_kind="place", new_postcode="LM4 2QT"
    )
    assert (await decide(browser, told, form)).status_code == 303
    made = await rows(
        world, "select * from tenants.contexts where id = :id", id=(await state_of(world, told)).context_id
    )
    assert (made[0].name, made[0].postcode, made[0].venue) == ("Vape shop", "LM4 2QT", "takeaway")


@pytest.mark.parametrize(
    ("title", "told_venue", "kind", "preset"),
    [
        ("Peri Palace takeaway", None, "place", "takeaway"),
        ("Peri Palace", None, "place", ""),
        ("Peri Palace takeaway", "shop", "place", "shop"),
        ("Chicken shop boys", None, "group", ""),
    ],
)
async def test_the_kind_of_place_of_a_new_context_starts_from_the_report_or_the_name(
    site: Site, world: World, title: str, told_venue: str | None, kind: str, preset: str
) -> None:
    told = await screened(world, kind=kind, title=title, where="There", subject=kind)
    await tell(world, "update tenants.reports set venue = :venue, subject = :kind where id = :id", venue=told_venue,
               kind=kind, id=told.report_id)  # fmt: skip  # one row
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{told.reference}")).text
    offered = re.findall(r'<select[^>]*name="new_venue".*?</select>', page, re.DOTALL)[0]
    chosen = re.findall(r'<option value="([^"]*)" selected', offered)
    assert [each for each in chosen if each] == ([preset] if preset else [])
    assert "peer_group" not in offered


@pytest.mark.parametrize(
    ("kind", "chosen", "kept", "asks"),
    [
        ("place", "takeaway", "takeaway", "What do I do about a shop?"),
        ("place", "", None, "What do I do about a place?"),
        ("school", "takeaway", None, "What do I do about a school or college?"),
    ],
)
async def test_what_was_chosen_says_what_to_do_about_it(
    site: Site, world: World, kind: str, chosen: str, kept: str | None, asks: str
) -> None:
    """Without a script it is asked of everything, and counts for places alone."""
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(context="new", outcome="single_agency", new_name="Peri Palace", new_kind=kind, new_venue=chosen)
    assert (await decide(browser, told, form)).status_code == 303
    query = "select reference, venue from tenants.contexts where id = :id"
    made = (await rows(world, query, id=(await state_of(world, told)).context_id))[0]
    assert made.venue == kept
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    assert asks in (await manager.get(f"/contexts/{made.reference}/playbook")).text


async def test_a_kind_of_place_that_we_do_not_know_is_refused_beside_its_question(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(context="new", outcome="single_agency", new_name="X", new_kind="place", new_venue="peer_group")
    page = await decide(browser, told, form)
    assert page.status_code == 422
    assert 'href="#new_venue' in page.text


async def test_no_reply_is_a_choice_with_a_reason(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    page = await decide(browser, told, decision(answer="nothing", no_reply=""))
    assert page.status_code == 422
    assert "Say why they get no reply" in page.text
    saved = await decide(browser, told, decision(answer="nothing", no_reply="could_put_somebody_at_risk"))
    assert saved.status_code == 303
    assert "No reply was sent." in (await browser.get("/tracker")).text


async def test_words_under_an_answer_that_was_taken_back_are_not_lost(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(answer="nothing", reply="Words of my own", new_name="Typed before")
    page = await decide(browser, told, form)
    assert page.status_code == 422
    assert "Words of my own" in page.text
    assert "Typed before" in page.text


async def test_welsh_reports_get_welsh_words_and_the_decider_reads_them_in_english(site: Site, world: World) -> None:
    told = await screened(world, lang="cy")
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "Diolch. Rydym wedi darllen" in page
    assert "In English: Thank you. We have read" in " ".join(page.split())


@pytest.mark.parametrize("htmx", [False, True])
async def test_other_ready_words_keep_everything_else(site: Site, world: World, htmx: bool) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    form = decision(why="Already typed", reply="Mine", _words="other_borough")
    page = await browser.submit(here, form, to=f"{here}/words", htmx=htmx)
    assert page.status_code == 200
    assert "passed it to the council whose area it is" in page.text
    assert "Already typed" in page.text
    own = await browser.submit(here, decision(reply="My own words"), to=f"{here}/words", htmx=htmx)
    assert "My own words" in own.text, "choosing an outcome never replaces what somebody wrote"


async def test_a_lead_of_the_other_council_is_no_answer(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    ours, theirs = world.larkmere, world.hallowdene
    mixed = f"{ours.teams['front_door']}.{theirs.people['screener'].staff_id}"
    elsewhere = str(ours.place("screener", "specialist"))
    for place in (str(theirs.place("screener")), mixed, elsewhere, "01900000-0000-7000-8000-00000000dead", "x'"):
        form = decision(context=context.reference, outcome="consultation", place=place)
        page = await decide(browser, told, form)
        assert page.status_code == 422
        assert "Choose one of the answers on this page" in page.text


async def test_another_teams_manager_reads_and_decides_nothing(site: Site, world: World) -> None:
    """Thresholds add up, so that managers read what other teams hold; what is done with it is that team's."""
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    assert (await browser.get(f"/referrals/{told.reference}")).status_code == 200
    token = token_in((await browser.get("/my-work", follow=True)).text)
    answers = [
        (await browser.post(f"/referrals/{told.reference}{part}", {"_token": token, **decision()})).status_code
        for part in ("", "/draft", "/words", "/names", "/take")
    ]
    assert answers == [409, 404, 404, 404, 404]
    assert (await state_of(world, told)).version == 1


@pytest.mark.parametrize("person", ["practitioner", "admin"])
async def test_another_role_decides_nothing(site: Site, world: World, person: str) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, person)
    token = token_in((await browser.get("/my-work", follow=True)).text)
    for part in ("", "/draft", "/words", "/names", "/take"):
        page = await browser.post(f"/referrals/{told.reference}{part}", {"_token": token, **decision()})
        assert page.status_code == 404
    assert (await state_of(world, told)).version == 1


@pytest.mark.parametrize("lang", ["en", "cy"])
async def test_ready_words_of_another_outcome_are_changed_and_read_before_they_are_sent(
    site: Site, world: World, lang: str
) -> None:
    told = await screened(world, lang=lang)
    browser = await site.signed_in(world.larkmere, "screener")
    first, fitting = safe_reply(Outcome.CONSULTATION, lang), safe_reply(Outcome.ADVICE, lang)
    page = await decide(browser, told, decision(reply=first, why=""))
    assert page.status_code == 422
    said = f"The words now fit “{DECISIONS.label(Outcome.ADVICE)}”. Read them before you save"
    assert said in page.text, "with everything else that is to be put right"
    assert f">{fitting}</textarea>" in page.text
    seal = page.text.split('name="fitted" value="')[1].split('"')[0]
    own = await decide(browser, told, decision(reply=first + " Ask for Sam.", fitted=seal, why=""))
    assert said not in own.text, "what somebody wrote is theirs"
    sent = first if lang == "en" else fitting  # who puts the first ones back means them
    saved = await decide(browser, told, decision(reply=sent, fitted=seal))
    assert saved.status_code == 303
    written = await rows(world, "select body from tenants.report_messages where report_id = :id", id=told.report_id)
    assert [each.body for each in written] == [sent]


async def test_choosing_an_outcome_changes_ready_words_in_sight_and_no_others(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    ready = decision(reply=safe_reply(Outcome.CONSULTATION, "en"))
    page = await browser.submit(here, ready, to=f"{here}/words", htmx=True)
    assert page.headers["hx-retarget"] == page.headers["hx-reselect"] == "#reply-step"
    assert f">{safe_reply(Outcome.ADVICE, 'en')}</textarea>" in page.text
    assert "The words of the reply now fit this outcome." in page.text
    kept = (await drafts_of(world, told))[0].answers
    assert kept["reply"] == [safe_reply(Outcome.ADVICE, "en")]
    own = await browser.submit(here, decision(reply="My own."), to=f"{here}/words", htmx=True)
    assert "hx-retarget" not in own.headers
    assert ">My own.</textarea>" in own.text
