"""Joint concerns of three councils and a partner: who sees what, what is taken back, and what a stranger finds."""

# Long: one joint concern's whole life, each rule in its own test.

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from casework import acting
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.identity.passes import claim_job
from commonground.platform.joint import queries
from commonground.platform.joint import service as shared
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.joint.rules import shown_to
from commonground.platform.joint.types import JointAct, JointKind, Outcome, PartKind, PartState, PartyState
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import begin as begin_work
from commonground.tenants.joint import service
from commonground.tenants.joint.load import load_joint, load_link
from commonground.tenants.joint.partner import add_as_partner, let_in_to, load_shared_joint, withdraw_as_partner
from commonground.tenants.joint.queries import minutes_of
from councils import TestCouncil, World
from engines import lent
from jointly import WORDS, Begun, add, agree, begin, invite, join, joined, let_in, parts, third_council, withdraw
from told import ask, rows, tell

BOSS = "specialist_manager"


@pytest.fixture(scope="module")
def third(world: World) -> TestCouncil:
    return asyncio.run(third_council(world))


async def act(world: World, begun: Begun, ours: TestCouncil, what: JointAct, **said: object) -> None:
    async with acting(world, ours, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.COORDINATE_JOINT)
        await service.act(work, joint.link, what, **said)  # type: ignore[arg-type]  # words and a council


async def words_seen(world: World, begun: Begun, council: TestCouncil) -> list[str]:
    return [each.words for each in await parts(world, begun, council)]


async def test_what_is_begun_is_the_leads_own_until_another_council_joins(world: World, third: TestCouncil) -> None:
    begun = await begin(world)
    for council in (world.hallowdene, third):
        async with acting(world, council, BOSS) as work:
            assert await queries.rounds(work, [begun.id]) == {}
            assert await queries.asked_of_us(work) == [] or council is world.hallowdene
            with pytest.raises(NotFoundHereError):
                await load_link(work, begun.reference, to=Action.READ_JOINT)


async def test_whoever_is_asked_reads_codes_and_who_asks_and_no_word(world: World, third: TestCouncil) -> None:
    begun = await begin(world, title="Title with a marked-title")
    await add(world, begun, world.larkmere, words="Words with a marked-words")
    await invite(world, begun, world.hallowdene)
    async with acting(world, world.hallowdene, BOSS) as work:
        [party] = await queries.asked_of_us(work, begun.reference)
        assert (party.kind, party.harms, party.invited_by) == (JointKind.PEER_GROUP, ("bullying",), "Larkmere Council")
        for table in ("joint_concerns", "joint_parties", "contributions", "joint_steps", "joint_guests"):
            found = (await work.connection.execute(text(f"select t::text from crossing.{table} t"))).scalars().all()
            assert not any("marked-title" in each or "marked-words" in each for each in found), table
            assert not any("It cannot wait." in each for each in found)
    async with acting(world, third, BOSS) as work:
        assert await queries.asked_of_us(work, begun.reference) == []


async def test_without_an_agreement_it_takes_a_reason_and_the_ig_lead_is_told(world: World, third: TestCouncil) -> None:
    begun = await begin(world)
    with pytest.raises(IncompleteError):
        await invite(world, begun, third, words="")
    await invite(world, begun, third)
    told = "select kind from system.outbox where subject_id = :id and tenant_id = :council"
    kinds = {row.kind for row in await rows(world, told, id=begun.id, council=world.larkmere.id)}
    assert "joint_without_agreement" in kinds
    assert {row.kind for row in await rows(world, told, id=begun.id, council=third.id)} == {"joint_invited"}
    with pytest.raises(JointRefusedError):
        await invite(world, begun, third)


async def test_only_those_named_see_a_part_and_no_number_tells_of_it(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    await add(world, begun, world.larkmere, world.hallowdene, words="For Hallowdene alone")
    await add(world, begun, third, words="For nobody else")
    assert await words_seen(world, begun, world.hallowdene) == ["For Hallowdene alone"]
    assert await words_seen(world, begun, third) == ["For nobody else"]
    async with acting(world, third, BOSS) as work:
        verbs = [each.verb for each in await queries.steps_of(work, begun.id)]
        assert verbs.count("add") == 1, "its own"
        receipts = await queries.receipts_of(work, begun.id)
        assert [each.no for each in receipts] == [1]
    same = "select tenant_id, manifest, encode(digest, 'hex') as digest from council.receipts where crossing_id = :id"
    both = await rows(world, f"{same} and manifest like '%\"text\"%'", id=begun.id)
    assert len(both) == 3
    assert len({row.manifest for row in both}) == 2, "one to both who see it, one to the third alone"
    assert not any("alone" in row.manifest for row in both)


async def test_a_council_that_joins_later_sees_what_it_is_shown_and_nothing_before(
    world: World, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene)
    part = await add(world, begun, world.larkmere, world.hallowdene)
    await invite(world, begun, third)
    await join(world, begun, third)
    assert await parts(world, begun, third) == []
    async with acting(world, world.larkmere, BOSS) as work:
        await shared.show(work, part, [third.id], [])
    assert await words_seen(world, begun, third) == [WORDS]
    assert await parts(world, begun, world.hallowdene) == [], "not ticked any more"
    async with acting(world, world.hallowdene, BOSS) as work:
        with pytest.raises(NotFoundHereError):
            await shared.show(work, part, [], [])


async def test_taken_back_no_word_is_left_and_whoever_saw_it_has_proof(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    part = await add(world, begun, world.larkmere, world.hallowdene, words="Something with marked-taken-back")
    async with acting(world, world.hallowdene, BOSS) as work:
        with pytest.raises(NotFoundHereError):
            await shared.withdraw(work, part, "")
    async with acting(world, world.larkmere, BOSS) as work:
        await shared.withdraw(work, part, "It was wrong.")
    [stub] = await parts(world, begun, world.hallowdene)
    assert (stub.state, stub.words, stub.over_words) == (PartState.WITHDRAWN, "", "It was wrong.")
    assert len(stub.digest) == 64
    for table in ("crossing.contributions", "crossing.joint_steps", "council.receipts", "audit.entries"):
        left = f"select count(*) as n from {table} t where t::text like '%marked-taken-back%'"
        assert (await ask(world, left)).n == 0, table
    proof = await rows(world, "select tenant_id, manifest from council.receipts where what = 'joint_withdrawn'"
                       " and crossing_id = :id", id=begun.id)  # fmt: skip
    assert {row.tenant_id for row in proof} == {world.larkmere.id, world.hallowdene.id}
    assert stub.digest in proof[0].manifest
    async with acting(world, world.larkmere, BOSS) as work:
        with pytest.raises(JointRefusedError):
            await shared.withdraw(work, part, "")


@pytest.mark.parametrize(
    "words",
    [
        "Ring 07700 900123.",
        "Her NHS number is 943 476 5919.",
        "At SW1A 1AA.",
        "Born on 4 May 2011.",
        "See CR-7K3F-29M.",
    ],
)
async def test_what_tells_who_somebody_is_is_refused(world: World, words: str) -> None:
    begun = await begin(world)
    with pytest.raises(IncompleteError):
        await add(world, begun, world.larkmere, words=words)
    assert await parts(world, begun, world.larkmere) == []


async def test_of_two_keeps_the_shorter_counts_and_its_day_takes_it(world: World) -> None:
    begun = await begin(world)
    await invite(world, begun, world.hallowdene)
    await join(world, begun, world.hallowdene, keep_days=90)
    part = await add(world, begun, world.hallowdene, world.larkmere, keep_days=730)
    await add(world, begun, world.larkmere, world.hallowdene, keep_days=730, words="Kept longer")
    today = "(now() at time zone 'Europe/London')::date"
    days = f"select keep_until - {today} as days from crossing.contributions where id = :id"
    assert (await ask(world, days, id=part)).days == 90
    await tell(world, "update crossing.contributions set keep_until = current_date - 2 where id = :id", id=part)
    job = await ask(world, "select gen_random_uuid() as id")
    due = (
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts)"
        " values (:id, :council, 'joint_due', 'council', :council, now(), 0)"
    )
    await tell(world, due, id=job.id, council=world.hallowdene.id)
    async with begin_work(lent(world.database.worker_url)) as work:
        await claim_job(work, job.id)
        assert await shared.expire(work) == 1
        await work.commit()
    assert [(each.words, each.state) for each in await parts(world, begun, world.larkmere)] == [
        ("Kept longer", PartState.STANDS), ("", PartState.EXPIRED),
    ]  # fmt: skip  # a row


async def test_whoever_leaves_takes_along_what_is_its_own_and_keeps_its_receipts(
    world: World, third: TestCouncil
) -> None:
    begun = await joined(world, world.hallowdene, third)
    await add(world, begun, world.hallowdene, world.larkmere, third, words="Of Hallowdene")
    await add(world, begun, world.larkmere, world.hallowdene, third, words="Of Larkmere")
    await let_in(world, begun, world.hallowdene)
    await act(world, begun, world.hallowdene, JointAct.LEAVE)
    seen = {each.words for each in await parts(world, begun, third)}
    assert seen == {"Of Larkmere", ""}
    async with acting(world, world.hallowdene, BOSS) as work:
        assert await queries.round_of(work, begun.id) is None
        assert [each.words for each in await queries.parts_of(work, begun.id)] == [""], "its own stub"
        assert {each.what for each in await queries.receipts_of(work, begun.id)} >= {"joint_shared", "joint_left"}
        link = await load_link(work, begun.reference, to=Action.READ_JOINT)
        assert link.is_over
        with pytest.raises(NotFoundHereError):
            await load_joint(work, begun.reference, to=Action.READ_JOINT)
    async with acting(world, world.hallowdene, "partner") as work:
        assert await let_in_to(work) == []
    with pytest.raises(JointRefusedError):
        await act(world, begun, world.larkmere, JointAct.LEAVE)


async def test_the_lead_changes_once_both_say_so(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    await act(world, begun, world.larkmere, JointAct.PROPOSE_LEAD, council=world.hallowdene.id)
    for council in (world.larkmere, third):
        with pytest.raises(JointRefusedError):
            await act(world, begun, council, JointAct.TAKE_LEAD)
    with pytest.raises(JointRefusedError):
        await act(world, begun, third, JointAct.REFUSE_LEAD)
    await act(world, begun, world.hallowdene, JointAct.TAKE_LEAD)
    async with acting(world, third, BOSS) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        assert found.concern.lead_id == world.hallowdene.id
    with pytest.raises(JointRefusedError):
        await act(world, begun, third, JointAct.PROPOSE_LEAD, council=world.larkmere.id)
    await act(world, begun, third, JointAct.PROPOSE_LEAD, council=third.id)
    await act(world, begun, world.hallowdene, JointAct.REFUSE_LEAD)
    await act(world, begun, world.larkmere, JointAct.LEAVE)


async def test_what_is_closed_gets_nothing_more_and_can_be_taken_back(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene)
    part = await add(world, begun, world.hallowdene, world.larkmere)
    await invite(world, begun, third)
    async with acting(world, world.larkmere, BOSS) as work:
        joint = await load_joint(work, begun.reference, to=Action.COORDINATE_JOINT)
        await service.close(work, joint.link, Outcome.SAFER, "The drivers know.", "One number was enough.")
    with pytest.raises(JointRefusedError):
        await add(world, begun, world.hallowdene)
    async with acting(world, third, BOSS) as work:
        assert await queries.asked_of_us(work, begun.reference) == []
    async with acting(world, world.hallowdene, BOSS) as work:
        await shared.withdraw(work, part, "")
        found = await queries.round_of(work, begun.id)
        assert found is not None
        assert (found.concern.outcome, found.concern.lessons) == (Outcome.SAFER, "One number was enough.")


async def test_an_agreement_that_ends_stops_both_sides_at_once(world: World, third: TestCouncil) -> None:
    agreement = await agree(world, world.larkmere, third)
    begun = await begin(world)
    await invite(world, begun, third, words="")
    await join(world, begun, third)
    await add(world, begun, third, world.larkmere, words="Of the third")
    await add(world, begun, world.larkmere, third, words="Of Larkmere")
    await tell(world, "update crossing.agreement_signatures set withdrawn_at = now() where agreement_id = :id"
               " and council_id = :council", id=agreement, council=third.id)  # fmt: skip
    for council, own in ((world.larkmere, "Of Larkmere"), (third, "Of the third")):
        async with acting(world, council, BOSS) as work:
            found = await queries.round_of(work, begun.id)
            assert found is not None
            shown = shown_to(await queries.parts_of(work, begun.id), found.parties, council.id)
            assert [each.words for each in shown] == [own]
            assert not found.party(third.id).stands
    with pytest.raises(JointRefusedError):
        await add(world, begun, third, world.larkmere)
    with pytest.raises(IncompleteError):
        await add(world, begun, world.larkmere, third)


async def test_an_agreement_of_two_others_counts_for_whoever_works_with_both(world: World, third: TestCouncil) -> None:
    """It is theirs to read, and its standing is everybody's to know."""
    here, there = world.larkmere, world.hallowdene
    agreements = [await agree(world, here, other) for other in (there, third)]
    begun = await begin(world)
    for council in (there, third):
        await invite(world, begun, council, words="")
        await join(world, begun, council)
    await add(world, begun, third, there, words="Of the third")
    for words, ended in ((["Of the third"], "null"), ([], "now()")):
        await tell(world, f"update crossing.agreements set ended_at = {ended} where id = :id", id=agreements[1])
        async with acting(world, there, BOSS) as work:
            found = await queries.round_of(work, begun.id)
            assert found is not None
            shown = shown_to(await queries.parts_of(work, begun.id), found.parties, there.id)
            assert [each.words for each in shown] == words
    await tell(world, "update crossing.agreements set ended_at = now() where id = :id", id=agreements[0])


async def test_a_partner_reads_what_is_marked_for_them_until_it_ends(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene)
    guest = await let_in(world, begun, world.hallowdene)
    await add(world, begun, world.larkmere, world.hallowdene, words="For councils alone")
    await add(world, begun, world.larkmere, words="For the partner too", guests=(guest,))
    async with acting(world, world.hallowdene, "partner") as work:
        found, seen = await load_shared_joint(work, begun.reference)
        assert found.council == "Hallowdene County Council"
        assert [each.words for each in seen] == ["For the partner too"]
        await add_as_partner(work, begun.reference, "They meet at the drop-in.")
    [own, *_] = await parts(world, begun, world.larkmere)
    assert (own.words, own.council_id) == ("They meet at the drop-in.", world.hallowdene.id)
    async with acting(world, world.hallowdene, "partner") as work:
        _, seen = await load_shared_joint(work, begun.reference)
        others = next(each.id for each in seen if not each.mine)
        with pytest.raises(NotFoundHereError):
            await withdraw_as_partner(work, others)
    async with acting(world, world.hallowdene, "partner") as work:
        await withdraw_as_partner(work, own.id)
    for council, person in ((world.larkmere, "partner"), (world.hallowdene, "screener"), (third, "partner")):
        async with acting(world, council, person) as work:
            with pytest.raises(NotFoundHereError):
                await load_shared_joint(work, begun.reference)
    async with acting(world, world.larkmere, BOSS) as work:
        with pytest.raises(NotFoundHereError):
            await shared.end_guest(work, guest)
    async with acting(world, world.hallowdene, BOSS) as work:
        await shared.end_guest(work, guest)
    async with acting(world, world.hallowdene, "partner") as work:
        assert await let_in_to(work) == []
        with pytest.raises(NotFoundHereError):
            await add_as_partner(work, begun.reference, "Once more.")


async def test_minutes_are_read_by_nobody_else_before_a_second_person_has(world: World) -> None:
    begun = await joined(world, world.hallowdene)
    day = (await ask(world, "select current_date as day")).day
    meeting = await add(world, begun, world.larkmere, world.hallowdene, kind=PartKind.MEETING, due_on=day)
    async with acting(world, world.larkmere, "practitioner") as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        [part] = await queries.parts_of(work, begun.id)
        assert part.id == meeting
        made = await service.write_minutes(work, joint, part, ["police"], "4", "We agreed on two evenings.")
        with pytest.raises(JointRefusedError):
            await service.check_minutes(work, made, publish=True, words="")
    assert [each.kind for each in await parts(world, begun, world.hallowdene)] == [PartKind.MEETING]
    async with acting(world, world.larkmere, BOSS) as work:
        await service.check_minutes(work, made, publish=False, words="Leave the shop out.")
        [(_, given_back)] = await minutes_of(work, [begun.id])
        assert (given_back.state, given_back.check_words) == ("returned", "Leave the shop out.")
    async with acting(world, world.larkmere, "practitioner") as work:
        joint = await load_joint(work, begun.reference, to=Action.WORK_JOINT)
        made = await service.write_minutes(work, joint, part, ["police"], "4", "We agreed on two.")
    async with acting(world, world.larkmere, BOSS) as work:
        await service.check_minutes(work, made, publish=True, words="")
    [minutes, _] = await parts(world, begun, world.hallowdene)
    assert (minutes.kind, minutes.words, minutes.codes) == (
        PartKind.MINUTES,
        "We agreed on two.",
        ("police", "people:4"),
    )


async def test_an_action_is_done_by_whoever_does_it(world: World, third: TestCouncil) -> None:
    begun = await joined(world, world.hallowdene, third)
    due = (await ask(world, "select current_date + 7 as day")).day
    given = {"due_on": due, "doer_id": world.hallowdene.id, "kind": PartKind.ACTION}
    part = await add(world, begun, world.larkmere, world.hallowdene, third, **given)
    async with acting(world, third, BOSS) as work:
        with pytest.raises(NotFoundHereError):
            await shared.done(work, part, "Done.")
    guest = await let_in(world, begun, world.larkmere)
    async with acting(world, world.larkmere, BOSS) as work:
        await shared.show(work, part, [world.hallowdene.id, third.id], [guest])
    async with acting(world, world.hallowdene, BOSS) as work:
        await shared.done(work, part, "Two drivers were briefed.")
    [said, action] = await parts(world, begun, world.larkmere)
    assert (said.council_id, said.words, said.about_id) == (world.hallowdene.id, "Two drivers were briefed.", part)
    assert (action.done_at is not None, action.came_of) == (True, "")
    assert "Two drivers were briefed." not in await words_seen(world, begun, third), "no reason given"
    async with acting(world, world.larkmere, "partner") as work:
        _, read = await load_shared_joint(work, begun.reference)
        assert [each.kind for each in read] == [PartKind.ACTION]
    await withdraw(world, begun, said.id, world.hallowdene)
    assert [each.words for each in await parts(world, begun, world.larkmere)] == ["", WORDS]
    with pytest.raises(IncompleteError):
        await add(world, begun, world.larkmere, kind=PartKind.ACTION, due_on=due, doer_id=third.id)


async def test_a_declined_invitation_reaches_those_who_asked(world: World, third: TestCouncil) -> None:
    begun = await begin(world)
    await invite(world, begun, third)
    async with acting(world, third, BOSS) as work:
        await service.decline(work, begun.id, "It is not ours.")
        with pytest.raises(NotFoundHereError):
            await service.decline(work, begun.id, "It is not ours.")
    async with acting(world, world.larkmere, BOSS) as work:
        found = await queries.round_of(work, begun.id)
        assert found is not None
        assert found.party(third.id).state is PartyState.DECLINED
        assert "It is not ours." in [each.words for each in await queries.steps_of(work, begun.id)]
