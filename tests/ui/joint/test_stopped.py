"""Where an agreement is over, or was never there: what each side's pages still show, and what they ask."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.joint.types import JointAct, Outcome
from commonground.tenants.joint import service
from commonground.tenants.joint.load import load_joint
from councils import TestCouncil, World
from jointly import Begun, add, agree, begin, do, invite, join, joined, let_in, shown, third_council
from told import rows, tell
from web import Site

BOSS = "specialist_manager"
Form = dict[str, str | list[str]]
THEIRS = "They meet at the stops, after nine."


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


async def under_agreement(world: World, *others: TestCouncil) -> tuple[Begun, list[UUID]]:
    """One on which these work with Larkmere, each under an agreement with it alone."""
    await none_in_force(world)
    begun, made = await begin(world), []
    for council in others:
        made.append(await agree(world, world.larkmere, council))
        await invite(world, begun, council, words="")
        await join(world, begun, council)
    return begun, made


async def none_in_force(world: World) -> None:
    await tell(world, "update crossing.agreements set ended_at = now() where ended_at is null")


async def over(world: World, *agreements: UUID) -> None:
    ended = "update crossing.agreement_signatures set withdrawn_at = now() where agreement_id = :id"
    for each in agreements:
        await tell(world, ended, id=each)


async def close(world: World, begun: Begun, council: TestCouncil) -> None:
    async with acting(world, council, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.COORDINATE_JOINT)
        await service.close(work, joint.link, Outcome.SAFER, "A marked-outcome", "A marked-lesson")


async def test_whoever_is_stopped_reads_nothing_of_what_goes_on(site: Site, world: World, third: TestCouncil) -> None:
    begun, (agreement,) = await under_agreement(world, world.hallowdene)
    await let_in(world, begun, world.larkmere)
    theirs = await site.signed_in(world.hallowdene, BOSS)
    place = f"/joint/{begun.reference}"
    speaks = "update crossing.joint_parties set coordinator = :name where concern_id = :id and council_id = :council"
    for council, name in ((world.larkmere, "Mara Quill"), (world.hallowdene, "Odo Finch")):
        await tell(world, speaks, name=name, id=begun.id, council=council.id)
    label = (await rows(world, "select label from crossing.joint_guests where concern_id = :id", id=begun.id))[0].label
    told = ("Mara Quill", f"<dt>{label}</dt>")
    page = (await theirs.get(place)).text
    assert "Mara Quill" in page
    assert "let in by Larkmere Council" in page
    await over(world, agreement)
    await invite(world, begun, third, words="A marked-reason")
    await close(world, begun, world.larkmere)
    for path in ("", "/history", "/add/text"):
        page = (await theirs.get(place + path)).text
        for said in ("marked-reason", "marked-outcome", "marked-lesson", "let in by Larkmere", *told):
            assert said not in page, (path, said)
    assert "The agreement under which your council works on it is over." in (await theirs.get(place)).text
    ours = (await (await site.signed_in(world.larkmere, BOSS)).get(place)).text
    assert "marked-outcome" in ours
    assert "Odo Finch" not in ours, "it speaks to them no more"
    closed = "select tenant_id from council.receipts where crossing_id = :id and what = 'joint_closed'"
    assert [row.tenant_id for row in await rows(world, closed, id=begun.id)] == [world.larkmere.id]


async def test_a_lead_whose_agreement_is_over_hands_on_and_leaves_or_closes_and_leaves(
    site: Site, world: World
) -> None:
    here, there = world.larkmere, world.hallowdene
    for way in ("hand on", "close"):
        begun, (agreement,) = await under_agreement(world, there)
        await do(world, begun, here, JointAct.PROPOSE_LEAD, council=there.id)
        await do(world, begun, there, JointAct.TAKE_LEAD)
        await over(world, agreement)
        lead, place = await site.signed_in(there, BOSS), f"/joint/{begun.reference}"
        page = (await lead.get(place)).text
        assert f'{place}/close"' in page
        assert f'{place}/invite"' not in page
        assert (await lead.submit(f"{place}/leave", {"words": ""})).status_code == 409
        if way == "hand on":
            await do(world, begun, here, JointAct.PROPOSE_LEAD, council=here.id)
            assert "Agree to the change of lead" in (await lead.get(place)).text
            assert (await lead.submit(f"{place}/take-lead", {})).status_code == 303
        else:
            typed: Form = {"outcome": "safer", "words": "A marked-outcome", "lessons": "A lesson"}
            assert (await lead.submit(f"{place}/close", typed)).status_code == 303
            ours = (await (await site.signed_in(here, BOSS)).get(place)).text
            assert "marked-outcome" not in ours, "neither side reads the other"
        assert f'{place}/leave"' in (await lead.get(place)).text
        assert (await lead.submit(f"{place}/leave", {"words": ""})).status_code == 303
        assert (await lead.get(place)).status_code == 404
        assert (await lead.get(f"{place}/history")).status_code == 200


async def test_two_without_an_agreement_of_their_own_give_a_reason_once(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun, _ = await under_agreement(world, world.hallowdene, third)
    theirs, place = await site.signed_in(world.hallowdene, BOSS), f"/joint/{begun.reference}"
    page = (await theirs.get(f"{place}/add/text")).text
    assert "No agreement with them: say why below" in page
    typed: Form = {"words": THEIRS, "councils": [str(third.id), str(world.larkmere.id)], "keep": "90"}
    refused = await theirs.submit(f"{place}/add/text", typed)
    assert refused.status_code == 422
    assert "No agreement with one of those who would see it allows that." in refused.text
    named: Form = {"reason": "Ring 07700 900123."}
    assert (await theirs.submit(f"{place}/add/text", typed | named)).status_code == 422
    assert await shown(world, begun, third) == []
    given: Form = {"reason": "They share the last bus."}
    assert (await theirs.submit(f"{place}/add/text", typed | given)).status_code == 303
    assert await shown(world, begun, third) == [THEIRS]
    facts = "select kind from system.outbox where tenant_id = :id and subject_id = :concern"
    told = [row.kind for row in await rows(world, facts, id=world.hallowdene.id, concern=begun.id)]
    assert told.count("joint_without_agreement") == 1
    reader = await site.signed_in(third, BOSS)
    assert "They share the last bus." in (await reader.get(f"{place}/history")).text
    ours = await site.signed_in(world.larkmere, BOSS)
    assert "They share the last bus." not in (await ours.get(f"{place}/history")).text, "between those two"
    assert "say why below" not in (await theirs.get(f"{place}/add/text")).text, "once"
    assert (await theirs.submit(f"{place}/add/text", typed | {"words": "More"})).status_code == 303
    assert "say why below" in (await reader.get(f"{place}/add/text")).text, "the other way is theirs to answer for"


async def test_who_sees_a_part_is_widened_with_a_reason_where_there_is_no_agreement(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun, _ = await under_agreement(world, world.hallowdene, third)
    part = await add(world, begun, world.hallowdene, world.larkmere, words=THEIRS)
    theirs, here = await site.signed_in(world.hallowdene, BOSS), f"/joint/{begun.reference}/parts/{part}/show"
    typed: Form = {"councils": [str(third.id)]}
    assert (await theirs.submit(here, typed)).status_code == 422
    assert await shown(world, begun, third) == []
    assert (await theirs.submit(here, typed | {"reason": "They share the last bus."})).status_code == 303
    assert await shown(world, begun, third) == [THEIRS]


async def test_an_agreement_of_the_two_that_ends_hides_what_each_showed_the_other(
    site: Site, world: World, third: TestCouncil
) -> None:
    begun, _ = await under_agreement(world, world.hallowdene, third)
    between = await agree(world, world.hallowdene, third)
    await add(world, begun, world.hallowdene, third, world.larkmere, words=THEIRS)
    assert await shown(world, begun, third) == [THEIRS]
    await over(world, between)
    assert await shown(world, begun, third) == []
    assert await shown(world, begun, world.larkmere) == [THEIRS]
    page = (await (await site.signed_in(world.hallowdene, BOSS)).get(f"/joint/{begun.reference}")).text
    assert "Who can see this: Hallowdene County Council, Larkmere Council</p>" in page


async def test_one_who_is_asked_without_an_agreement_is_told_before_it_joins(site: Site, world: World) -> None:
    await none_in_force(world)
    begun = await begin(world)
    await invite(world, begun, world.hallowdene)
    theirs = await site.signed_in(world.hallowdene, BOSS)
    assert "No agreement between your councils allows it" in (await theirs.get(f"/joint/{begun.reference}/answer")).text
    await agree(world, world.larkmere, world.hallowdene)
    other = await begin(world)
    await invite(world, other, world.hallowdene, words="")
    page = (await theirs.get(f"/joint/{other.reference}/answer")).text
    assert "No agreement between your councils" not in page


async def test_a_partner_whose_time_is_over_is_named_nowhere(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    guest = await let_in(world, begun, world.hallowdene)
    await add(world, begun, world.larkmere, world.hallowdene, guests=(guest,))
    ours, there = await site.signed_in(world.larkmere, BOSS), await site.signed_in(world.hallowdene, BOSS)
    place = f"/joint/{begun.reference}"
    label = (await rows(world, "select label from crossing.joint_guests where id = :id", id=guest))[0].label
    assert (await ours.get(place)).text.count(label) == 2
    assert "End what a partner sees" in (await there.get(place)).text
    for table in ("crossing.joint_guests", "tenants.joint_partners"):
        await tell(world, f"update {table} set until_at = now() - interval '1 day' where id = :id", id=guest)
    assert label not in (await ours.get(place)).text
    assert "End what a partner sees" not in (await there.get(place)).text
