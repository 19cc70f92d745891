"""Deciding over HTTP: with and without a script, refused, kept as a draft, and two people at once."""

from __future__ import annotations

# Long: every way of deciding, and of failing to, over one form.
from typing import Any

import pytest
from sqlalchemy import text

from casework import Known, Told, add_context, add_referral, as_owner
from commonground.tenants.referrals.safe_replies import safe_reply
from commonground.tenants.referrals.types import Outcome
from commonground.tenants.referrals.words import OUTCOME_LABELS
from councils import World, canary
from pages import counting
from web import Browser, Site, token_in

THANKS = "Thank you. We have read what you told us and thought about what would help."
Form = dict[str, str | list[str]]


async def rows(world: World, query: str, **asked: object) -> list[Any]:
    async with as_owner(world.database) as engine, engine.connect() as connection:
        return list((await connection.execute(text(query), asked)).all())


async def state_of(world: World, told: Told) -> Any:
    return (await rows(world, "select * from tenants.referrals where id = :id", id=told.id))[0]


async def drafts_of(world: World, told: Told) -> list[Any]:
    return await rows(world, "select form, answers from council.drafts where subject_id = :id", id=told.id)


async def screened(world: World, **more: Any) -> Told:
    return await add_referral(world, world.larkmere, state="screening", **({"lead": "screener"} | more))


def decision(**changes: str) -> Form:
    form = {
        "version": "1",
        "context": "none",
        "outcome": "advice",
        "why": "Nothing goes on there now. It was one evening.",
        "answer": "send",
        "reply": THANKS,
    }
    return {**form, **changes}


def linked(known: Known, **changes: str) -> Form:
    return decision(context=known.reference, outcome="added_to_context", **changes)


async def decide(browser: Browser, told: Told, form: Form, *, htmx: bool = False) -> Any:
    return await browser.submit(f"/referrals/{told.reference}", form, htmx=htmx)


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


async def test_saving_takes_at_most_ten_statements(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    lead = str(world.larkmere.people["practitioner"].staff_id)
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
    place = str(world.larkmere.people["screener"].staff_id)
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
    form = decision(reply="Thank you. She is safe to talk to at the youth club.")
    page = await decide(browser, told, form)
    assert page.status_code == 422
    assert "Look again, and save again if it may stay" in page.text
    seal = page.text.split('name="looked" value="')[1].split('"')[0]
    changed = await decide(browser, told, form | {"looked": seal, "reply": "Thank you. He is safe to talk to."})
    assert changed.status_code == 422, "the seal is of the words that were shown"
    assert (await decide(browser, told, form | {"looked": seal})).status_code == 303


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


async def test_a_context_that_may_not_be_opened_is_refused_like_one_that_is_not_there(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    theirs = await add_context(world, world.hallowdene)
    hidden = await add_context(world, world.larkmere, named=("manager",))
    answers = []
    for reference in (theirs.reference, hidden.reference, "CX-0000-00N"):
        form = decision(context="other", reference=reference, outcome="added_to_context")
        page = await decide(browser, told, form)
        assert page.status_code == 422
        assert "There is no context under this reference that you can open" in page.text
        answers.append(page.status_code)
        chosen = await decide(browser, told, linked(Known(theirs.id, reference)))
        assert chosen.status_code == 422
    assert (await state_of(world, told)).state == "screening"


async def test_a_lead_of_the_other_council_is_no_answer(site: Site, world: World) -> None:
    told, context = await screened(world), await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "screener")
    for place in (str(world.hallowdene.people["screener"].staff_id), "01900000-0000-7000-8000-00000000dead", "x'"):
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


async def timeline(world: World, context: Known) -> list[tuple[str, Any]]:
    query = "select verb, referral_id from tenants.context_events where context_id = :id and verb <> 'open' order by id"
    return [tuple(each) for each in await rows(world, query, id=context.id)]


async def test_the_context_it_is_on_is_offered_first_ticked_and_linked(site: Site, world: World) -> None:
    on = await add_context(world, world.larkmere, name="Bus station", address="1 Far Road")
    told = await screened(world, context=on)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    radios = page.split('name="context"')
    assert f'value="{on.reference}" checked' in radios[1]
    assert "The context it is on" in radios[1]
    assert page.count(f'value="{on.reference}"') == 1
    assert f'It is on <a class="govuk-link" href="/contexts/{on.reference}">Bus station' in page
    assert (await decide(browser, told, linked(on))).status_code == 303
    assert (await state_of(world, told)).context_id == on.id
    assert await timeline(world, on) == [], "it was there before"


@pytest.mark.parametrize("to", ["none", "other"])
async def test_taking_it_off_its_context_is_written_on_both(site: Site, world: World, to: str) -> None:
    on, other = await add_context(world, world.larkmere), await add_context(world, world.larkmere, name="Quayside")
    told = await screened(world, context=on)
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
    form = decision() if to == "none" else linked(other)
    with counting(site) as statements:
        assert (await browser.post(f"/referrals/{told.reference}", {"_token": token, **form})).status_code == 303
    assert len(statements) <= 10, statements.sent
    assert (await state_of(world, told)).context_id == (None if to == "none" else other.id)
    assert await timeline(world, on) == [("unlink", told.id)]
    assert await timeline(world, other) == ([] if to == "none" else [("link", told.id)])
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert f"Taken off the context that it was on, {on.reference}." in page
    assert "You took a contact off it" in (await browser.get(f"/contexts/{on.reference}")).text


async def test_a_context_that_may_not_be_opened_is_kept_and_never_named(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, name="Hidden yard", named=("manager",))
    told = await screened(world, context=hidden)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    assert 'value="kept" checked' in page
    assert "The context it is on" in page
    assert hidden.reference not in page
    assert "Hidden yard" not in page
    assert (await decide(browser, told, decision(context="kept", outcome="added_to_context"))).status_code == 303
    assert (await state_of(world, told)).context_id == hidden.id
    assert await timeline(world, hidden) == []
    other = await screened(world, context=hidden)
    assert (await decide(browser, other, decision())).status_code == 303
    assert (await state_of(world, other)).context_id is None
    assert await timeline(world, hidden) == [("unlink", other.id)]
    page = (await browser.get(f"/referrals/{other.reference}")).text
    assert "Taken off the context that it was on." in page
    assert hidden.reference not in page
    alone = await screened(world)
    refused = await decide(browser, alone, decision(context="kept", outcome="added_to_context"))
    assert refused.status_code == 422
    assert "Choose one of the answers on this page" in refused.text


@pytest.mark.parametrize("lang", ["en", "cy"])
async def test_ready_words_of_another_outcome_are_changed_and_read_before_they_are_sent(
    site: Site, world: World, lang: str
) -> None:
    told = await screened(world, lang=lang)
    browser = await site.signed_in(world.larkmere, "screener")
    first, fitting = safe_reply(Outcome.CONSULTATION, lang), safe_reply(Outcome.ADVICE, lang)
    page = await decide(browser, told, decision(reply=first, why=""))
    assert page.status_code == 422
    said = f"The words now fit “{OUTCOME_LABELS[Outcome.ADVICE]}”. Read them before you save"
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


@pytest.mark.parametrize("typed", ["OLD brewery {}", "Beer yard, {}", "brewery", "yard beer"])
async def test_a_context_is_taken_by_what_people_call_it(site: Site, world: World, typed: str) -> None:
    mark = canary("larkmere")
    known = await add_context(world, world.larkmere, name="Old Brewery", aliases=("Beer Yard",))
    await add_context(world, world.hallowdene, name="Old Brewery", aliases=("Beer Yard",))
    await add_context(world, world.larkmere, name="Old Brewery", named=("manager",))
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
    form = decision(context="other", reference=typed.format(mark), outcome="added_to_context")
    with counting(site) as statements:
        saved = await browser.post(f"/referrals/{told.reference}", {"_token": token, **form})
    assert saved.status_code == 303
    assert len(statements) <= 10, statements.sent
    assert f"It is on Old Brewery {mark} now." in (await browser.get("/tracker")).text
    assert (await state_of(world, told)).context_id == known.id
    async with as_owner(world.database) as engine, engine.begin() as connection:
        await connection.execute(text("update tenants.contexts set name = 'Other', aliases = '{}'"))  # for the next


@pytest.mark.parametrize("htmx", [False, True])
async def test_of_several_contexts_of_a_name_one_is_chosen(site: Site, world: World, htmx: bool) -> None:
    one = await add_context(world, world.larkmere, name=f"Lido {htmx} north", address="1 Pool Lane")
    two = await add_context(world, world.larkmere, name=f"Lido {htmx} south", address="2 Pool Lane")
    hidden = await add_context(world, world.larkmere, name=f"Lido {htmx} west", named=("manager",))
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(context="other", reference=f"lido {htmx}", outcome="added_to_context")
    page = await decide(browser, told, form, htmx=htmx)
    assert page.status_code == 422
    assert "2 contexts have this in their name. Choose one of them above" in page.text
    assert hidden.reference not in page.text
    for known in (one, two):
        assert f'value="{known.reference}"' in page.text
    assert "2 Pool Lane" in page.text
    chosen = await decide(browser, told, form | {"context": two.reference}, htmx=htmx)
    assert chosen.status_code == (200 if htmx else 303)
    assert (await state_of(world, told)).context_id == two.id


async def test_a_name_of_nothing_that_may_be_opened_is_said_plainly(site: Site, world: World) -> None:
    await add_context(world, world.larkmere, name="Secret arches", named=("manager",))
    await add_context(world, world.hallowdene, name="Their arches")
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    for typed in ("Secret arches", "Their arches", "Nowhere at all", "CX-1234-567", "100%", "%!", "  "):
        page = await decide(browser, told, decision(context="other", reference=typed, outcome="added_to_context"))
        assert page.status_code == 422
        said = "There is no context of this name that you can open" if typed.strip() else "Write the name or the"
        assert said in page.text
    assert (await state_of(world, told)).version == 1


async def test_what_stays_on_a_group_that_is_hidden_stays_with_its_team(site: Site, world: World) -> None:
    group = await add_context(world, world.larkmere, kind="group", name="Hidden group")
    told = await screened(world, context=group, kind="group")
    browser = await site.signed_in(world.larkmere, "screener")
    assert group.reference not in (await browser.get(f"/referrals/{told.reference}")).text
    other, own = (str(world.larkmere.people[each].staff_id) for each in ("practitioner", "second_screener"))
    form = decision(context="kept", outcome="consultation")
    refused = await decide(browser, told, form | {"place": other})
    assert refused.status_code == 422
    assert "A group is open to its own team alone. Choose from it." in refused.text
    assert (await decide(browser, told, form | {"place": own})).status_code == 303
    assert (await state_of(world, told)).context_id == group.id
