"""Whoever restricts a context knows what goes with it; nothing that goes on is taken from whoever does it."""

from __future__ import annotations

from casework import Known, add_context, add_referral
from councils import World
from pages import counting
from told import tell
from web import Site

Form = dict[str, str | list[str]]

_ACTION = (
    "insert into tenants.context_actions (tenant_id, id, context_id, what, owner_id, due_on, status, playbook,"
    " added_by, added_at, ended_at, ended_by) values (:council, gen_random_uuid(), :id, 'Ask the owner', :who,"
    " current_date, :state, '', :who, now(), case :state when 'open' then null else now() end,"
    " case :state when 'open' then null else cast(:who as uuid) end)"
)


def _before(page: str) -> str:
    return page.partition('id="beforehand"')[2].partition("</div>")[0]


def _form(world: World, *people: str, version: int = 1) -> Form:
    named = [str(world.larkmere.people[each].staff_id) for each in people]
    return {"version": str(version), "open_to": "named", "named": named, "reason": "A colleague's family"}


async def _act(world: World, known: Known, owner: str, state: str = "open") -> None:
    who = world.larkmere.people[owner].staff_id
    await tell(world, _ACTION, council=world.larkmere.id, id=known.id, who=who, state=state)


async def test_what_goes_with_it_and_whose_it_is_is_said_before_it_is_pressed(site: Site, world: World) -> None:
    known, people = await add_context(world, world.larkmere), world.larkmere.people
    here = f"/contexts/{known.reference}/restrict"
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    await add_referral(world, world.larkmere, state="decided", lead="screener", context=known)
    await add_referral(world, world.larkmere, context=known, named=("specialist_manager",))
    await add_referral(world, world.larkmere, kind="group", state="screening", lead="second_screener", context=known)
    await _act(world, known, "consultant", "done")
    assert 'id="beforehand"' not in (await browser.get(here)).text, "nothing open that they can see goes with it"
    await add_referral(world, world.larkmere, context=known)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=known)
    for owner in ("practitioner", "consultant"):
        await _act(world, known, owner)
    said = _before((await browser.get(here)).text)
    assert "as far as you can see: 2 open referrals, 2 open actions." in said
    assert f"is not chosen yet: {people['screener'].name}." in said
    assert "1 action is to be done by somebody who is not chosen" in said
    assert people["consultant"].name in said
    assert people["practitioner"].name not in said, "its lead is chosen already"
    assert people["second_screener"].name not in said
    refused = await browser.submit(here, _form(world, "specialist_manager", "practitioner", "consultant"))
    assert refused.status_code == 422
    sentence = f"{people['screener'].name} has open work that goes with it: {told.reference}."
    assert sentence in refused.text
    assert f"{people['second_screener'].name} has" not in refused.text
    assert people["consultant"].name not in _before(refused.text), "chosen by now"
    chosen = ("specialist_manager", "practitioner", "consultant", "screener")
    assert (await browser.submit(here, _form(world, *chosen))).status_code == 303
    screener = await site.signed_in(world.larkmere, "screener")
    page = await screener.get(f"/referrals/{told.reference}")
    assert page.status_code == 200
    assert "With its context" in page.text
    assert told.reference in (await screener.get("/worklist")).text


async def test_opening_it_to_everybody_takes_nothing_along(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, named=("specialist_manager", "practitioner"))
    await _act(world, known, "consultant")
    browser, here = await site.signed_in(world.larkmere, "specialist_manager"), f"/contexts/{known.reference}/restrict"
    assert "1 open action." in _before((await browser.get(here)).text)
    form: Form = {"version": "1", "open_to": "everybody", "reason": ""}
    refused = await browser.submit(here, form)
    assert refused.status_code == 422
    assert 'id="beforehand"' not in refused.text


async def test_one_with_a_circle_of_its_own_is_opened_to_nobody_else_by_its_context(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="decided", team="specialist", context=known)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    circle = ("specialist_manager", "practitioner")
    own, its = f"/referrals/{told.reference}", f"/contexts/{known.reference}/restrict"
    assert (await manager.submit(f"{own}/restrict", _form(world, *circle))).status_code == 303
    assert (await manager.submit(its, _form(world, *circle))).status_code == 303
    assert (await manager.submit(its, _form(world, *circle, "consultant", version=2))).status_code == 303
    consultant = await site.signed_in(world.larkmere, "consultant")
    assert (await consultant.get(f"/contexts/{known.reference}")).status_code == 200
    assert (await consultant.get(own)).status_code == 404
    assert "With its context" not in (await manager.get(own)).text


async def test_it_takes_as_many_statements_however_much_goes_with_it(site: Site, world: World) -> None:
    taken = []
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    for many in (1, 4):
        known = await add_context(world, world.larkmere)
        for _ in range(many):
            await add_referral(world, world.larkmere, state="screening", lead="screener", context=known)
            await _act(world, known, "consultant")
        here = f"/contexts/{known.reference}/restrict"
        with counting(site) as shown:
            await browser.get(here)
        with counting(site) as both:
            answer = await browser.submit(here, _form(world, "specialist_manager", "practitioner", "screener"))
        assert answer.status_code == 303
        taken.append((len(shown), len(both) - len(shown)))
    assert taken[0] == taken[1]
    assert taken[0][0] <= 8
    assert taken[0][1] <= 12, "two of them write the history of what goes along"
