"""A child's worker elsewhere learns that a plan for a place around the child exists, and the actions that were ticked:
not who else has to do with it, nor its name unless that was ticked too."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from casework import Known, add_context, add_referral
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.tenants.actions.models import ContextAction
from councils import World, canary
from handing_over import Hands
from told import ask, tell
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
TOLD, UNTOLD = "Lights mended on the path-41", "Unticked patrol-42"


async def actions(world: World, known: Known) -> dict[str, UUID]:
    """Their ids by what they are; the one that is told names somebody."""
    here, now = world.larkmere, datetime.now(UTC)
    staff = here.people["practitioner"].staff_id
    made: dict[str, UUID] = {}
    async with acting_as_setup(world.database.owner_url) as connection:
        for what, status in ((f"{TOLD} with Ayesha Khan", "done"), (f"{UNTOLD} {canary('larkmere')}", "open")):
            row: dict[str, Any] = {
                "tenant_id": here.id, "id": uuid7(), "context_id": known.id, "what": what, "owner_id": staff,
                "due_on": (now + timedelta(days=9)).date(), "status": status, "added_by": staff, "added_at": now,
                "ended_by": staff if status == "done" else None, "ended_at": now if status == "done" else None,
            }  # fmt: skip  # a row
            await connection.execute(insert(ContextAction), row)
            made[what] = row["id"]
    return {what.split("-")[0]: each for what, each in made.items()}


async def drafted(hands: Hands, *, restricted: bool = False) -> tuple[str, Known, dict[str, UUID]]:
    """A child is placed: the handoff of a referral that is on a context with a plan."""
    world = hands.world
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner", name="Alder yard-43")
    await tell(world, "update tenants.contexts set restricted = :it where id = :id", it=restricted, id=known.id)
    its = await actions(world, known)
    told = await add_referral(world, world.larkmere)
    on = "update tenants.referrals set context_id = :context, team_id = :team, restricted = false where id = :id"
    await tell(world, on, context=known.id, team=world.larkmere.teams["specialist"], id=told.id)
    priya = await hands.of(world.larkmere, "practitioner")
    form: dict[str, str | list[str]] = {"context": "", "referral": told.reference, "again": ""}
    form |= {"verb": "inform", "kind": "child_placed", "receiver": str(world.hallowdene.id)}
    begun = await priya.submit(f"/handoffs/new?referral={told.reference}", form, to="/handoffs/new")
    assert begun.status_code == 303, begun.text
    return begun.headers["location"].split("/")[2], known, its


# Long: one way, from the boxes to the referral that it became.
async def test_what_is_ticked_of_a_plan_crosses_and_nothing_else(site: Site, world: World) -> None:
    hands = Hands(site)
    reference, known, its = await drafted(hands)
    priya = await hands.of(world.larkmere, "practitioner")
    page = (await priya.get(f"/handoffs/{reference}/build")).text
    for seen in (TOLD, UNTOLD, "It is called: Alder yard-43"):
        assert seen in page
    assert "Ayesha Khan" not in page, "masked before anybody chooses"
    assert 'name="plan" type="checkbox" value' in page.replace("\n", " ")
    plan = [f"plan:{known.id}", f"action:{its['Lights mended on the path']}", f"action:{uuid7()}"]
    assert (await hands.propose(reference, plan=plan)).status_code == 422, "an action of somewhere else"
    assert (await hands.propose(reference, plan=plan[:2])).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    await priya.submit(f"/handoffs/{reference}/send", {})
    offered = (await (await hands.of(world.hallowdene, "screener")).get(f"/handoffs/{reference}")).text
    assert TOLD not in offered
    assert (await hands.accept(reference, slug="acknowledge")).status_code == 303
    callum = await hands.of(world.hallowdene, "practitioner")
    package = (await callum.get(f"/handoffs/{reference}/package")).text
    assert "A plan for a place or group around the child" in package
    assert "there is a plan around the child. To do: 1. Done: 1." in package
    assert f"{TOLD} with" in package
    await callum.submit(f"/handoffs/{reference}/take-in", {"about": "place"})
    quoted = "select what from tenants.statements s join tenants.referrals r on r.tenant_id = s.tenant_id and r.id ="
    held = f"{quoted.replace('what', 's.what_said', 1)} s.referral_id where s.tenant_id = :id order by s.sent_at desc"
    words = (await ask(world, held, id=world.hallowdene.id))[0]
    assert TOLD in words
    kept = "select string_agg(canonical, '') from tenants.packages where tenant_id = :id"
    for hidden in (UNTOLD, "Alder yard-43", "Ayesha", world.larkmere.people["practitioner"].name + ":", str(known.id)):
        assert hidden not in package
        assert hidden not in words
        assert hidden not in (await ask(world, kept, id=world.hallowdene.id))[0]
    await tell(world, "update tenants.context_actions set status = 'done', ended_at = now() where context_id = :id",
               id=known.id)  # fmt: skip  # one change
    assert "To do: 1. Done: 1." in (await callum.get(f"/handoffs/{reference}/package")).text, "never a silent sync"
    news: dict[str, str | list[str]] = {"plan": [f"plan:{known.id}", f"name:{known.id}"]}
    there = f"/handoffs/{reference}/supplement"
    assert (await priya.submit(there, news)).status_code == 303
    assert (await hands.agree(reference, answer="refuse")).status_code == 303
    ticked = re.findall(r'<input[^>]*value="((?:plan|name|action):[^"]+)"[^>]* checked', (await priya.get(there)).text)
    assert ticked == news["plan"], "what was refused, to be changed and sent again"
    assert (await priya.submit(there, news)).status_code == 303
    assert (await hands.agree(reference)).status_code == 303
    package = (await callum.get(f"/handoffs/{reference}/package")).text
    assert "To do: 0. Done: 2." in package
    assert "It is called: Alder yard-43" in package


async def test_of_a_restricted_context_nothing_is_offered(site: Site, world: World) -> None:
    """Also when it was ticked before: the words are put together when it is sealed."""
    hands = Hands(site)
    reference, known, _ = await drafted(hands)
    assert (await hands.propose(reference, plan=[f"plan:{known.id}"], go="save")).status_code == 303
    priya = await hands.of(world.larkmere, "practitioner")
    assert "To do: 1. Done: 1." in (await priya.get(f"/handoffs/{reference}/build")).text
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)
    page = (await priya.get(f"/handoffs/{reference}/build")).text
    for hidden in ("there is a plan", TOLD, "Alder yard-43"):
        assert hidden not in page
    assert (await hands.propose(reference)).status_code == 303
    sealed = "select canonical from tenants.packages p join tenants.disclosures d on d.tenant_id = p.tenant_id and"
    (words,) = await ask(world, f"{sealed} d.id = p.crossing_id where d.reference = :ref", ref=reference)
    assert "context_plan" not in words


async def test_what_is_ticked_of_a_plan_can_be_all_that_is_told(site: Site, world: World) -> None:
    hands = Hands(site)
    reference, known, its = await drafted(hands)
    nothing = await hands.propose(reference, chosen=[])
    assert nothing.status_code == 422
    assert "Tick at least one thing" in nothing.text
    asked = await hands.propose(reference, chosen=[], plan=[f"action:{its['Lights mended on the path']}"])
    assert asked.status_code == 303
    sealed = "select fields from tenants.packages p join tenants.disclosures d on d.tenant_id = p.tenant_id and"
    (fields,) = await ask(world, f"{sealed} d.id = p.crossing_id where d.reference = :ref", ref=reference)
    assert fields == ["context_plan"]
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)
    stale = await hands.propose(reference, chosen=[], plan=[f"action:{its['Lights mended on the path']}"])
    assert stale.status_code == 422, "nothing of it can be told any more"
