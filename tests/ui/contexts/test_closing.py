"""Whoever closes a context knows what still goes on about it, as far as they may open that."""

from __future__ import annotations

from casework import Known, add_context, add_referral
from councils import World
from told import tell
from web import Site

_ACTION = (
    "insert into tenants.context_actions (tenant_id, id, context_id, what, owner_id, due_on, status, playbook,"
    " added_by, added_at, ended_at, ended_by) values (:council, gen_random_uuid(), :id, 'Ask the owner', :who,"
    " current_date, :state, '', :who, now(), case :state when 'open' then null else now() end,"
    " case :state when 'open' then null else cast(:who as uuid) end)"
)
_LINK = (
    "insert into tenants.person_links (tenant_id, id, context_id, case_reference, role, reason, review_on, put_at,"
    " put_by) values (:council, gen_random_uuid(), :id, 'LCS204417', 'at_risk', 'To plan', current_date, now(), :who)"
)


def _before(page: str) -> str:
    return page.partition('id="beforehand"')[2].partition("</div>")[0]


async def _put(world: World, known: Known, statement: str, **more: str) -> None:
    who = world.larkmere.people["practitioner"].staff_id
    await tell(world, statement, council=world.larkmere.id, id=known.id, who=who, **more)


async def test_what_is_still_open_is_said_before_it_is_closed(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Weir steps")
    browser, here = await site.signed_in(world.larkmere, "practitioner"), f"/contexts/{known.reference}/close"
    await add_referral(world, world.larkmere, state="decided", team="specialist", context=known)
    await add_referral(world, world.larkmere, state="new", team="specialist", context=known, named=("manager",))
    await _put(world, known, _ACTION, state="done")
    assert 'id="beforehand"' not in (await browser.get(here)).text, "nothing is open that they can see"
    await add_referral(world, world.larkmere, state="screening", team="specialist", lead="practitioner", context=known)
    for _ in range(2):
        await _put(world, known, _ACTION, state="open")
    await _put(world, known, _LINK)
    said = _before((await browser.get(here)).text)
    assert "1 referral without a decision, 2 actions, 1 person link." in said
    assert "LCS204417" not in said
    done = await browser.submit(here, {"version": "1", "reason": "The steps are lit now."})
    assert done.status_code == 303, "it is said, not forbidden"
