"""A step becomes an action with an owner, on the context and in their work, until it is done or dropped."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from casework import Known, add_context
from commonground.platform.reference.playbooks import PLAYBOOKS
from councils import World
from pages import counting
from told import ask, lines_of, tell
from web import Site

STEP = PLAYBOOKS["shop"].words.steps[2].do
Form = dict[str, str | list[str]]


def typed(world: World, owner: str = "practitioner", days: int = 3, **more: str) -> Form:
    day = datetime.now(UTC).date() + timedelta(days=days)
    due: Form = {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}
    return {"owner": str(world.larkmere.people[owner].staff_id), "what": STEP, "step": "shop-3", **due, **more}


async def added(site: Site, world: World, known: Known) -> str:
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/contexts/{known.reference}/actions/new?step=shop-3"
    answer = await manager.submit(here, typed(world), to=f"/contexts/{known.reference}/actions/new")
    assert answer.status_code == 303, answer.text
    (found,) = await ask(world, "select id from tenants.context_actions where context_id = :id", id=known.id)
    return f"/contexts/{known.reference}/actions/{found}"


async def test_a_step_comes_filled_in_and_stands_in_its_owners_work(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await tell(world, "update tenants.contexts set venue = 'shop' where id = :id", id=known.id)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    form = (await manager.get(f"/contexts/{known.reference}/actions/new?step=shop-3")).text
    assert STEP in form
    assert re.search(rf'value="{world.larkmere.people["specialist_manager"].staff_id}"[^>]*selected', form)
    here = await added(site, world, known)
    browser = await site.signed_in(world.larkmere, "practitioner")
    work = (await browser.get("/my-work")).text
    assert STEP in work.split('id="to-do"')[1]
    with counting(site) as statements:
        await browser.get("/my-work")
    assert len(statements) <= 7, statements.sent
    with counting(site) as statements:
        page = (await browser.get(f"/contexts/{known.reference}")).text
    # One of them for what is told to other councils of it, and one for what is worked on with them.
    assert len(statements) <= 8, statements.sent
    assert f'href="{here}"' in page
    book = (await browser.get(f"/contexts/{known.reference}/playbook")).text
    assert f"{world.larkmere.people['practitioner'].name}, by " in book
    done = await browser.submit(here, typed(world, version="1", status="done", reason="They moved the bins"))
    assert done.status_code == 303
    assert STEP not in (await browser.get("/my-work")).text
    assert "They moved the bins" in (await browser.get(f"/contexts/{known.reference}")).text
    assert (await lines_of(world, known))[-1] == ("do_action", f"{STEP}. They moved the bins")


async def test_what_somebody_left_behind_is_seen_by_whoever_leads(site: Site, world: World) -> None:
    known, other = await add_context(world, world.larkmere), await add_context(world, world.larkmere, lead=None)
    for context in (known, other):
        manager = await site.signed_in(world.larkmere, "specialist_manager")
        here = f"/contexts/{context.reference}/actions/new"
        assert (await manager.submit(here, typed(world, "specialist_manager"))).status_code == 303
    lead = await site.signed_in(world.larkmere, "practitioner")
    assert 'id="to-do"' not in (await lead.get("/my-work")).text, "somebody else's"
    gone = world.larkmere.people["specialist_manager"]
    left = "update council.staff set ended_at = {} where id = :id"
    await tell(world, left.format("now()"), id=gone.staff_id)
    try:
        listed = (await lead.get("/my-work")).text.split('id="to-do"')[1]
        assert f"given to {gone.name}, who has left" in listed
        assert listed.count(STEP) == 1, "not of what they do not lead"
        assert f"{gone.name}, who has left" in (await lead.get(f"/contexts/{known.reference}")).text
    finally:
        await tell(world, left.format("null"), id=gone.staff_id)


async def test_what_its_owner_cannot_work_on_any_more_is_seen_by_whoever_leads(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    here, owner = f"/contexts/{known.reference}", world.larkmere.people["consultant"]
    assert (await manager.submit(f"{here}/actions/new", typed(world, "consultant"))).status_code == 303
    lead = await site.signed_in(world.larkmere, "practitioner")
    assert 'id="to-do"' not in (await lead.get("/my-work")).text, "somebody else's"
    circle = [str(world.larkmere.people[each].staff_id) for each in ("specialist_manager", "practitioner")]
    form: Form = {"version": "2", "open_to": "named", "named": circle, "reason": "A colleague's family"}
    assert (await manager.submit(f"{here}/restrict", form)).status_code == 303
    listed = (await lead.get("/my-work")).text.partition('id="to-do"')[2]
    assert f"given to {owner.name}, who can’t work on it any more" in listed
    assert STEP in (await lead.get("/worklist?kind=action")).text
    assert f"{owner.name}, who can’t work on it any more" in (await lead.get(here)).text
    assert STEP not in (await (await site.signed_in(world.larkmere, "consultant")).get("/my-work")).text


async def test_a_step_that_somebody_has_taken_up_is_given_to_a_second_only_knowingly(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await added(site, world, known)
    new, two = (
        f"/contexts/{known.reference}/actions/new",
        "select count(*) from tenants.context_actions where context_id = :id",
    )
    lead = await site.signed_in(world.larkmere, "practitioner")
    form = typed(world, days=5)
    asked = await lead.submit(f"{new}?step=shop-3", form, to=new)
    assert asked.status_code == 422
    assert f"{world.larkmere.people['practitioner'].name} has this to do already, by " in asked.text
    assert await ask(world, two, id=known.id) == (1,)
    looked = re.findall(r'name="looked"[^>]*value="([^"]+)"', asked.text)[0]
    assert (await lead.submit(f"{new}?step=shop-3", form | {"looked": looked}, to=new)).status_code == 303
    assert (await lead.submit(f"{new}?step=shop-3", form, to=new)).status_code in (303, 422)
    assert await ask(world, two, id=known.id) == (2,), "another press adds no third"
    other = await lead.submit(f"{new}?step=shop-3", typed(world, days=6), to=new)
    assert other.status_code == 422, "one's own of a moment ago, but for another day"
    assert (await lead.submit(new, {**form, "step": "", "what": "Walk round with the wardens"})).status_code == 303


async def test_dropping_it_takes_a_reason_and_nobody_overwrites_another(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    here = await added(site, world, known)
    browser = await site.signed_in(world.larkmere, "practitioner")
    lacking = await browser.submit(here, typed(world, version="1", status="dropped", reason=""))
    assert lacking.status_code == 422
    assert "Say why it is dropped" in lacking.text
    kept = await site.signed_in(world.larkmere, "practitioner")
    moved = typed(world, "specialist_manager", 9, version="1", status="open", reason="")
    with counting(site) as statements:
        assert (await browser.submit(here, moved)).status_code == 303
    assert len(statements) <= 20, statements.sent  # a page and a save
    assert (await browser.submit(here, moved)).status_code == 409
    assert 'name="version" value="1"' in (await kept.get(here)).text, "what was kept is not saved over theirs unseen"
    dropped = typed(world, version="2", status="dropped", reason="The shop has closed")
    assert (await browser.submit(here, dropped)).status_code == 303
    assert (await browser.submit(here, {**dropped, "version": "3"})).status_code == 409, "it is over"


async def test_it_has_an_owner_who_can_open_it_and_a_day_to_come(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    here = f"/contexts/{known.reference}/actions/new"
    theirs: Form = {**typed(world), "owner": str(world.hallowdene.people["practitioner"].staff_id)}
    for wrong in (typed(world, "ig_lead"), theirs, {**typed(world), "what": ""}, typed(world, days=-2)):
        assert (await browser.submit(here, wrong)).status_code == 422
    kept = (await browser.get(f"{here}?step=shop-3")).text
    assert "What you typed before is still here." in kept
    for part, number in typed(world, days=-2).items():
        if part.startswith("due_on-"):
            assert re.search(rf'name="{part}"[^>]*value="{number}"', kept), part
    assert "What you typed before" not in (await browser.get(here)).text, "of another step"
    asked = await browser.submit(here, {**typed(world), "what": "Ring Amara Nwosu about the yard"})
    assert asked.status_code == 422
    assert "may be a name" in asked.text
    assert (await browser.submit(here, {**typed(world), "step": "casino-99"})).status_code == 303
    made = await ask(world, "select playbook, step from tenants.context_actions where context_id = :id", id=known.id)
    assert tuple(made) == ("", None), "there is no such step"


async def test_nobody_else_finds_it(site: Site, world: World) -> None:
    known, other = await add_context(world, world.larkmere), await add_context(world, world.larkmere)
    here = await added(site, world, known)
    front_door = world.larkmere.teams["front_door"]
    await tell(world, "update tenants.contexts set team_id = :team where id = :id", id=known.id, team=front_door)
    await tell(world, "update tenants.contexts set lead_id = null where id = :id", id=known.id)
    reader = await site.signed_in(world.larkmere, "specialist_manager")
    page = (await reader.get(f"/contexts/{known.reference}")).text
    assert STEP in page
    assert here not in page, "read, not worked on"
    assert (await reader.get(here)).status_code == 404
    theirs = await site.signed_in(world.hallowdene, "practitioner")
    assert (await theirs.get(here)).status_code == 404
    mine = await site.signed_in(world.larkmere, "screener")
    assert (await mine.get(here)).status_code == 200
    assert (await mine.get(here.replace(known.reference, other.reference))).status_code == 404
