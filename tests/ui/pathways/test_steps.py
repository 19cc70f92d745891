"""The steps that follow a decision: on the record, in the worklist, done, left out, or made an action."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from casework import add_referral, as_owner
from councils import World
from decisions import Form, decide, decision, rows, screened, state_of
from pages import counting
from pathway_set import decided_with_steps, ours_again, save_pathway, steps_of
from web import Site


async def test_the_steps_stand_on_the_record_with_their_days_under_the_version_of_then(
    site: Site, world: World
) -> None:
    told, _ = await decided_with_steps(site, world, "Steps")
    first, second = await steps_of(world, told)
    assert (first.what, second.what) == ("Hold the consultation", "Ring the school")
    assert first.due_at > second.due_at
    row = await state_of(world, told)
    assert row.pathway_kind == "place"
    version = row.pathway_version
    assert version > 0
    await save_pathway(site, world, when="Otherwise now.")
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
    await ours_again(site, world)


async def test_by_our_suggestion_no_day_counts(site: Site, world: World) -> None:
    await ours_again(site, world)
    told, browser = await screened(world), await site.signed_in(world.larkmere, "screener")
    assert (await decide(browser, told, decision(outcome="level_1"))).status_code == 303
    (step,) = await steps_of(world, told)
    assert (step.due_at, step.origin) == (None, "suggestion")
    assert "by our suggestion, not counted" in (await browser.get(f"/referrals/{told.reference}")).text
    assert str(step.id) not in (await browser.get("/worklist?whose=team")).text


def _on(day: date, name: str = "day") -> Form:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


async def test_a_step_is_done_on_a_day_and_stands_in_the_history(site: Site, world: World) -> None:
    told, _ = await decided_with_steps(site, world, "Done")
    first, second = await steps_of(world, told)
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
    await ours_again(site, world)


async def test_a_step_becomes_an_action_with_an_owner(site: Site, world: World) -> None:
    told, context = await decided_with_steps(site, world, "Action")
    _, step = await steps_of(world, told)
    lead, owner = await site.signed_in(world.larkmere, "practitioner"), world.larkmere.people["consultant"].staff_id
    here, day = f"/referrals/{told.reference}/steps/{step.id}", step.due_at.date()
    form: Form = {"version": "1", "status": "action", "owner": str(owner), **_on(day, "due_on")}
    assert (await lead.submit(here, form)).status_code == 303
    (action,) = await rows(world, "select * from tenants.context_actions where context_id = :id", id=context.id)
    assert (action.what, action.owner_id, action.due_on) == ("Ring the school", owner, day)
    page = (await lead.get(f"/referrals/{told.reference}")).text
    assert f"/contexts/{context.reference}#actions" in page
    assert "Is an action on the context" in page
    await ours_again(site, world)


async def test_whoever_may_not_open_the_record_finds_no_step(site: Site, world: World) -> None:
    told, _ = await decided_with_steps(site, world, "Nobody")
    first, _ = await steps_of(world, told)
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
    await ours_again(site, world)


async def test_what_is_opened_again_has_nothing_left_to_do(site: Site, world: World) -> None:
    told, _ = await decided_with_steps(site, world, "Again")
    screener = await site.signed_in(world.larkmere, "manager")
    version = str((await state_of(world, told)).version)
    form: Form = {"version": version, "reason": "It was another place.", "keep": "team"}
    assert (await screener.submit(f"/referrals/{told.reference}/reopen", form)).status_code == 303
    assert {each.status for each in await steps_of(world, told)} == {"dropped"}
    row = await state_of(world, told)
    assert (row.pathway_kind, row.pathway_version) == (None, None)
    await ours_again(site, world)


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
