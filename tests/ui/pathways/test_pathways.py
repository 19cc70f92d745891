"""A council says which pathways there are, and in which order; and what whoever decides sees and is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import add_context, add_referral, as_owner
from councils import World, canary
from decisions import Form, decide, decision, rows, screened, state_of
from pages import counting
from web import Browser, Site

HERE = "/council/pathways"
ONE = f"{HERE}/one"


def _version(page: str) -> str:
    return str(re.findall(r'name="version"[^>]*value="(\d+)"', page)[0])


def _pathway(**changes: str | list[str]) -> Form:
    form: Form = {"of": "place", "outcome": "consultation", "offered": "yes", "when": "", "days": "", "children": ""}
    return form | changes


async def _save(site: Site, world: World, **changes: str | list[str]) -> Browser:
    admin = await site.signed_in(world.larkmere, "admin")
    form = _pathway(**changes)
    page = (await admin.get(f"{ONE}?of={form['of']}&pathway={form['outcome']}")).text
    assert (await admin.submit(ONE, form | {"version": _version(page)})).status_code == 303
    return admin


async def _ours(site: Site, world: World, kind: str = "place") -> Browser:
    """As if the council had set nothing."""
    admin = await site.signed_in(world.larkmere, "admin")
    version = _version((await admin.get(f"{HERE}?of={kind}")).text)
    assert (await admin.submit(HERE, {"version": version, "of": kind}, to=f"{HERE}/ours")).status_code == 303
    return admin


async def _steps(world: World, told: Any) -> list[Any]:
    return await rows(world, "select * from tenants.referral_steps where referral_id = :id order by number", id=told.id)


async def test_a_council_sets_its_own_and_who_changed_what_is_kept(site: Site, world: World) -> None:
    page = (await (await site.signed_in(world.hallowdene, "admin")).get(HERE)).text
    assert "Our suggestion." in page
    admin = await _save(site, world, when="Two teams know it.", days="5", step_1="Ring the school", days_1="2",
                        who_1="school", harms=["cse"], children="3")  # fmt: skip  # one pathway
    page = " ".join((await admin.get(HERE)).text.split())
    assert "Two teams know it." in page
    assert "Held within 5 working days" in page
    assert "Ring the school: School, 2 working days" in page
    assert "3 or more children; " in page
    assert "Who changed what" in page
    assert "when to choose it" in page
    assert "Our suggestion." in (await admin.get(f"{HERE}?of=group")).text
    theirs = (await (await site.signed_in(world.hallowdene, "admin")).get(HERE)).text
    assert "Two teams know it." not in theirs
    assert canary("larkmere") not in theirs


async def test_they_go_up_and_down_in_and_out_and_ours_come_back(site: Site, world: World) -> None:
    admin = await _ours(site, world, "school")
    page = (await admin.get(f"{HERE}?of=school")).text
    assert page.index('value="consultation.down"') < page.index('value="single_agency.up"')
    for move in ("single_agency.up", "panel.out"):
        sent: Form = {"version": _version(page), "of": "school", "move": move}
        page = (await admin.submit(HERE, sent, follow=True)).text
    assert page.index('value="single_agency.down"') < page.index('value="consultation.up"')
    assert "Not offered" in page
    late = await admin.submit(HERE, {"version": "0", "of": "school", "move": "panel.in"})
    assert late.status_code == 409
    assert (await admin.submit(HERE, {"version": "0", "of": "school", "move": "x"})).status_code == 404
    assert (await admin.submit(HERE, {"version": "0", "of": "x", "move": "panel.in"})).status_code == 404
    page = (await (await _ours(site, world, "school")).get(f"{HERE}?of=school")).text
    assert "Our suggestion." in page
    assert "Our suggestion stands again" in page


async def test_the_last_that_is_offered_stays(site: Site, world: World) -> None:
    admin = await _ours(site, world, "online")
    page = (await admin.get(f"{HERE}?of=online")).text
    answer = await admin.get(HERE)
    for code in re.findall(r'value="(\w+)\.out"', page):
        answer = await admin.submit(HERE, {"version": _version(page), "of": "online", "move": f"{code}.out"})
        page = (await admin.get(f"{HERE}?of=online")).text
    assert answer.status_code == 422
    assert 'id="refused"' in answer.text
    await _ours(site, world, "online")


async def test_the_second_of_two_sees_what_stands_beside_what_they_typed(site: Site, world: World) -> None:
    admin = await _ours(site, world)
    version = _version((await admin.get(f"{ONE}?of=place&pathway=panel")).text)
    typed = _pathway(outcome="panel", when="The first of them.") | {"version": version}
    assert (await admin.submit(ONE, typed)).status_code == 303
    second = await admin.submit(ONE, typed | {"when": "The second of them."})
    assert second.status_code == 409
    assert "The first of them." in second.text
    assert "The second of them.</textarea>" in second.text
    again = (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    assert "The second of them.</textarea>" in again, "kept as a draft"
    assert (await admin.submit(ONE, typed | {"_drop": "1"}, to=f"{HERE}/draft")).status_code == 303
    assert "The first of them.</textarea>" in (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    assert (await admin.submit(ONE, typed | {"when": "Half a"}, to=f"{HERE}/draft")).status_code == 303
    assert "Half a</textarea>" in (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    await admin.submit(ONE, typed | {"_drop": "1"}, to=f"{HERE}/draft")


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [("offered", "", "offered"), ("harms", ["x"], "harms"), ("levels", ["x"], "levels"), ("children", "2", "children"),
     ("days", "4", "days"), ("step_3", "Ring them", "days_3"), ("days_2", "5", "step_2"), ("who_1", "x", "who_1")],
)  # fmt: skip  # one line to a field
async def test_what_is_wrong_is_refused_beside_its_question(
    site: Site, world: World, field: str, value: str | list[str], at: str
) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    version = _version((await admin.get(ONE)).text)
    answer = await admin.submit(ONE, _pathway(version=version) | {field: value})
    assert answer.status_code == 422
    assert f'href="#{at}' in answer.text
    await admin.submit(ONE, _pathway() | {"_drop": "1"}, to=f"{HERE}/draft")


@pytest.mark.parametrize("person", ["screener", "practitioner", "manager"])
async def test_nobody_else_sets_them(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    for page in (HERE, ONE):
        assert (await browser.get(page)).status_code == 403


async def test_one_is_suggested_with_its_reason_and_nothing_is_chosen(site: Site, world: World) -> None:
    await _ours(site, world)
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    assert "Assess the context, because: 3 or more children. You decide." in page
    assert not re.search(r'name="outcome"[^>]*checked', page)
    form, here = decision(outcome="", level="statutory"), f"/referrals/{told.reference}"
    page = " ".join((await browser.submit(here, form, to=f"{here}/words", htmx=True)).text.split())
    assert "because: 3 or more children" in page, "the first that fits, in the order of a place"


async def test_what_is_not_offered_is_refused_at_its_question_and_what_was_decided_stands(
    site: Site, world: World
) -> None:
    await _ours(site, world)
    browser = await site.signed_in(world.larkmere, "screener")
    before = await screened(world)
    assert (await decide(browser, before, decision(outcome="signpost"))).status_code == 303
    await _save(site, world, outcome="signpost", offered="no", when="Never here.")
    told = await screened(world)
    assert "Never here." not in (await browser.get(f"/referrals/{told.reference}")).text
    refused = await decide(browser, told, decision(outcome="signpost"))
    assert refused.status_code == 422
    assert 'href="#outcome' in refused.text
    assert "does not offer this" in refused.text
    assert (await state_of(world, told)).state == "screening"
    assert "Signpost to a service for everyone" in (await browser.get(f"/referrals/{before.reference}")).text
    group = await screened(world, kind="group")
    assert (await decide(browser, group, decision(outcome="signpost"))).status_code == 303, "a group has its own"
    await _ours(site, world)


async def _decided(site: Site, world: World, name: str) -> tuple[Any, Any]:
    """Decided for consultation by pathways of the council's own, on a context, and led by a practitioner."""
    await _save(site, world, days="5", step_1="Ring the school", days_1="2", who_1="school", when="Two teams know it.")
    lead = str(world.larkmere.people["practitioner"].staff_id)
    context = await add_context(world, world.larkmere, name=name, address=f"1 {name} Street")
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    form = decision(context=context.reference, outcome="consultation", place=lead)
    assert "Two teams know it." in (await browser.get(f"/referrals/{told.reference}")).text
    with counting(site) as statements:
        assert (await decide(browser, told, form)).status_code == 303
    assert len(statements) <= 24, "its page before, and saving it"
    return told, context


async def test_the_steps_stand_on_the_record_with_their_days_under_the_version_of_then(
    site: Site, world: World
) -> None:
    told, _ = await _decided(site, world, "Steps")
    first, second = await _steps(world, told)
    assert (first.what, second.what) == ("Hold the consultation", "Ring the school")
    assert first.due_at > second.due_at
    row = await state_of(world, told)
    assert row.pathway_kind == "place"
    version = row.pathway_version
    assert version > 0
    await _save(site, world, when="Otherwise now.")
    lead = await site.signed_in(world.larkmere, "practitioner")
    page = " ".join((await lead.get(f"/referrals/{told.reference}")).text.split())
    assert f"Place, version {version}<" in page
    assert "by your council’s policy" in page
    assert f"/referrals/{told.reference}/steps/{second.id}" in page
    with counting(site) as statements:
        await lead.get(f"/referrals/{told.reference}")
    assert len(statements) <= 12, statements.sent
    work = (await lead.get("/worklist")).text
    assert f"/steps/{second.id}" in work
    assert "Steps that follow" in work
    analyst = await site.signed_in(world.larkmere, "qa") if "qa" in world.larkmere.people else None
    assert analyst is None or "/steps/" not in (await analyst.get(f"/referrals/{told.reference}")).text
    await _ours(site, world)


async def test_by_our_suggestion_no_day_counts(site: Site, world: World) -> None:
    await _ours(site, world)
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    assert (await decide(browser, told, decision(outcome="level_1"))).status_code == 303
    (step,) = await _steps(world, told)
    assert (step.due_at, step.origin) == (None, "suggestion")
    assert "by our suggestion, not counted" in (await browser.get(f"/referrals/{told.reference}")).text
    assert str(step.id) not in (await browser.get("/worklist?whose=team")).text


def _on(day: date, name: str = "day") -> Form:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


async def test_a_step_is_done_on_a_day_and_stands_in_the_history(site: Site, world: World) -> None:
    told, _ = await _decided(site, world, "Done")
    first, second = await _steps(world, told)
    lead = await site.signed_in(world.larkmere, "practitioner")
    here, today = f"/referrals/{told.reference}/steps/{second.id}", first.decided_at.date()
    assert "Somebody takes it on" in (await lead.get(here)).text
    early = await lead.submit(here, {"version": "1", "status": "done", **_on(today - timedelta(days=2))})
    assert early.status_code == 422
    assert 'href="#day' in early.text
    done: Form = {"version": "1", "status": "done", "words": "They keep the gate shut.", **_on(today)}
    assert (await lead.submit(here, done)).status_code == 303
    page = (await lead.get(f"/referrals/{told.reference}")).text
    assert "Done on" in page
    assert "They keep the gate shut." in page
    assert "did a step" in page
    late = await lead.submit(here, done)
    assert late.status_code == 409
    assert "over already" in late.text
    no_reason = await lead.submit(here.replace(str(second.id), str(first.id)), {"version": "1", "status": "dropped"})
    assert no_reason.status_code == 422
    assert 'href="#words' in no_reason.text
    await _ours(site, world)


async def test_a_step_becomes_an_action_with_an_owner(site: Site, world: World) -> None:
    told, context = await _decided(site, world, "Action")
    _, step = await _steps(world, told)
    lead, owner = await site.signed_in(world.larkmere, "practitioner"), world.larkmere.people["consultant"].staff_id
    here, day = f"/referrals/{told.reference}/steps/{step.id}", step.due_at.date()
    form: Form = {"version": "1", "status": "action", "owner": str(owner), **_on(day, "due_on")}
    assert (await lead.submit(here, form)).status_code == 303
    (action,) = await rows(world, "select * from tenants.context_actions where context_id = :id", id=context.id)
    assert (action.what, action.owner_id, action.due_on) == ("Ring the school", owner, day)
    page = (await lead.get(f"/referrals/{told.reference}")).text
    assert f"/contexts/{context.reference}#actions" in page
    assert "Is an action on the context" in page
    await _ours(site, world)


async def test_whoever_may_not_open_the_record_finds_no_step(site: Site, world: World) -> None:
    told, _ = await _decided(site, world, "Nobody")
    first, _ = await _steps(world, told)
    other = await screened(world)
    theirs = await site.signed_in(world.hallowdene, "screener")
    assert (await theirs.get(f"/referrals/{told.reference}/steps/{first.id}")).status_code == 404
    lead = await site.signed_in(world.larkmere, "practitioner")
    assert (await lead.get(f"/referrals/{other.reference}/steps/{first.id}")).status_code == 404
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get(f"/referrals/{other.reference}/steps/{first.id}")).status_code == 404
    locality = await site.signed_in(world.larkmere, "locality_practitioner")
    assert (await locality.get(f"/referrals/{told.reference}/steps/{first.id}")).status_code == 404
    assert str(first.id) not in (await locality.get("/worklist?whose=team")).text
    await _ours(site, world)


async def test_what_is_opened_again_has_nothing_left_to_do(site: Site, world: World) -> None:
    told, _ = await _decided(site, world, "Again")
    screener = await site.signed_in(world.larkmere, "manager")
    version = str((await state_of(world, told)).version)
    form: Form = {"version": version, "reason": "It was another place.", "keep": "team"}
    assert (await screener.submit(f"/referrals/{told.reference}/reopen", form)).status_code == 303
    assert {each.status for each in await _steps(world, told)} == {"dropped"}
    row = await state_of(world, told)
    assert (row.pathway_kind, row.pathway_version) == (None, None)
    await _ours(site, world)


_STEP = (
    "insert into tenants.referral_steps (tenant_id, id, referral_id, decided_at, number, what, who, days, origin,"
    " due_at) select tenant_id, gen_random_uuid(), id, now(), 1, 'Ring them', 'lead', 1, 'council_policy', now()"
    " from tenants.referrals where id = :id returning id"
)


async def test_a_restricted_record_lists_its_steps_for_those_named_alone(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="decided", lead="practitioner", team="specialist",
                              named=("practitioner",))  # fmt: skip  # one record
    async with as_owner(world.database) as engine, engine.begin() as connection:
        step_id = await connection.scalar(text(_STEP), {"id": told.id})
    named = await site.signed_in(world.larkmere, "practitioner")
    colleague = await site.signed_in(world.larkmere, "consultant")
    assert str(step_id) in (await named.get("/worklist")).text
    assert str(step_id) not in (await colleague.get("/worklist?whose=team")).text
