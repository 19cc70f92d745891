"""Two records of one place put together and taken apart, in a database with two councils."""

from __future__ import annotations

# Long: a merge with all that hangs on it, there and back.
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from casework import Known, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import LeadsOnError, NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.tenants.contexts import merging, restriction, service
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.queries import Wanted, contexts_like, find_by_words, find_contexts
from commonground.tenants.contexts.timeline import timeline_of
from commonground.tenants.contexts.types import Candidate
from commonground.tenants.retention.records import ended_before, kept_record
from commonground.tenants.retention.rules import DEFAULTS
from commonground.tenants.retention.types import KeptKind
from councils import World, canary
from merged_records import LATER, NOON, WHY, apart, flag_on, merge, two
from told import context_of, lines_of, named_on, referral_of, rows, tell, trail_of


async def holders_of(world: World, table: str, ids: list[UUID]) -> list[UUID]:
    column = "context_id" if table == "referrals" else "record_id"
    return [row[0] for row in await rows(world, f"select {column} from tenants.{table} where id = any(:ids)", ids=ids)]


async def test_what_hangs_on_one_goes_to_the_other_and_back(world: World) -> None:
    one, other = await two(world)
    told = [await add_referral(world, world.larkmere, state="decided", team="specialist", context=one) for _ in "ab"]
    theirs = await add_referral(world, world.larkmere, state="decided", team="specialist", context=other)
    await merge(world, one, other)
    assert await holders_of(world, "referrals", [each.id for each in (*told, theirs)]) == [other.id] * 3
    mark = canary("larkmere")
    together = await context_of(world, other)
    assert (together.aliases, together.parts_called) == ([], [f"Spoon yard {mark}", f"The yard {mark}"])
    assert (await lines_of(world, one), await lines_of(world, other)) == (
        [("go_into", f"{other.reference}: {WHY}")], [("take_in", f"{one.reference}: {WHY}")],
    )  # fmt: skip  # both sides
    for known in (one, other):
        assert [action for action, *_ in await trail_of(world, known)] == ["change_context:merge"]

    since = await add_referral(world, world.larkmere, state="decided", team="specialist", context=other)
    assert await apart(world, other) == one.reference
    assert await holders_of(world, "referrals", [each.id for each in told]) == [one.id] * 2
    assert await holders_of(world, "referrals", [theirs.id, since.id]) == [other.id] * 2, "what came since stays"
    assert (await context_of(world, other)).parts_called == []
    assert (await lines_of(world, one))[-1] == ("come_out", f"{other.reference}: They are two yards.")
    assert (await lines_of(world, other))[-1] == ("take_out", f"{one.reference}: They are two yards.")
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        assert (await load_context(work, one.reference, to=Action.READ_CONTEXT)).id == one.id


async def found(world: World, *texts: str) -> list[str]:
    """References of what a practitioner finds by each of the texts, one list for all, in both ways of looking."""
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        rows = [row for text in texts for row in await find_by_words(work, text, most=20)]
        like = [each.known for text in texts for each in await contexts_like(work, [text], None)]
        same = [match.reference for text in texts for match in likely_same(_asked(text), like)]
    assert {row.reference for row in rows} == set(same), "whatever finds it says that it is likely the same"
    return [row.reference for row in rows]


def _asked(text: str) -> Candidate:
    return Candidate(kind=None, name="Elsewhere", address=text, postcode=text, handle=text)


async def test_it_is_found_by_where_each_of_them_lies(world: World) -> None:
    one, other = await two(world)
    set_them = "update tenants.contexts set address = '3 Quarry Rise', postcode = 'LM7 1XX', handle = 'quarrykids'"
    await tell(world, f"{set_them} where id = :id", id=one.id)
    await merge(world, one, other)
    ways = ("3 Quarry Rise", "LM7 1XX", "quarrykids")
    assert await found(world, *ways) == [other.reference] * 3
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        for word in (one.reference, "lm71xx"):
            assert [row.reference for row in await find_by_words(work, word, most=20)] == [other.reference]
    await apart(world, other)
    assert await found(world, *ways) == [one.reference] * 3


async def test_it_keeps_a_lead(world: World) -> None:
    one = await add_context(world, world.larkmere)
    without, theirs = [await add_context(world, world.larkmere, lead=lead) for lead in (None, "specialist_manager")]
    facts = "select subject_id from system.outbox where kind = 'context_lead_given'"
    await merge(world, one, theirs)
    assert (await context_of(world, theirs)).lead_id == world.larkmere.people["specialist_manager"].staff_id
    assert await rows(world, facts) == [], "it has a lead, who knows"
    await apart(world, theirs)
    await merge(world, one, without, version=3)
    assert (await context_of(world, without)).lead_id == world.larkmere.people["practitioner"].staff_id
    assert [each.subject_id for each in await rows(world, facts)] == [without.id]


async def test_nothing_goes_out_of_sight_with_a_closed_one(world: World) -> None:
    one = await add_context(world, world.larkmere)
    closed = await add_context(world, world.larkmere, status="closed")
    with pytest.raises(IncompleteError, match="That one is closed"):
        await merge(world, one, closed)
    await merge(world, closed, one)
    assert (await context_of(world, one)).status == "active"


async def test_warnings_go_along_and_come_back(world: World) -> None:
    one, other = await two(world)
    flags = [await flag_on(world, one), await flag_on(world, one)]
    own = await flag_on(world, other)
    await merge(world, one, other)
    assert await holders_of(world, "warning_flags", [*flags, own]) == [other.id] * 3
    await apart(world, other)
    assert await holders_of(world, "warning_flags", flags) == [one.id] * 2
    assert await holders_of(world, "warning_flags", [own]) == [other.id]


async def test_the_old_reference_leads_on_for_those_who_may_open_the_new_one(world: World) -> None:
    one, other = await two(world, kind="group")
    await merge(world, one, other)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        with pytest.raises(LeadsOnError) as led:
            await load_context(work, one.reference.lower(), to=Action.READ_CONTEXT)
        assert led.value.reference == other.reference
        listed = [row.reference for row in (await find_contexts(work, Wanted(words="spoon"), most=200)).rows]
        assert one.reference not in listed
        assert other.reference in listed
    for council, person in ((world.larkmere, "screener"), (world.hallowdene, "practitioner")):
        async with acting(world, council, person, keep=False) as work:
            with pytest.raises(NotFoundHereError):
                await load_context(work, one.reference, to=Action.READ_CONTEXT)


async def test_one_timeline_is_read_while_they_are_together(world: World) -> None:
    one, other = await two(world)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.add_note(work, row, "Bins moved")
    await merge(world, one, other, version=2)

    async def words() -> set[str]:
        async with acting(world, world.larkmere, "practitioner", keep=False) as work:
            return {line.words for line in (await timeline_of(work, other.id)).entries}

    assert "Bins moved" in await words()
    await apart(world, other)
    assert "Bins moved" not in await words()


async def test_two_teams_records_a_restricted_one_and_a_shared_one_are_refused(world: World) -> None:
    one, other = await two(world)
    elsewhere = await add_context(world, world.larkmere, team="locality", lead=None)
    hidden = await add_context(world, world.larkmere, named=("practitioner",))
    group = await add_context(world, world.larkmere, kind="group")
    for target, words in (
        (elsewhere, "no other context"),
        (hidden, "not open to the same"),
        (group, "different kinds"),
    ):
        with pytest.raises(IncompleteError, match=words):
            await merge(world, one, target)
    with pytest.raises(IncompleteError, match="Another team"):
        await merge(world, one, elsewhere, "screener")
    foreign = await add_context(world, world.hallowdene)
    secret = await add_context(world, world.larkmere, named=("screener",), lead=None)
    for reference in (foreign, secret, one, Known(one.id, "CX-0000-00N"), Known(one.id, "x")):
        with pytest.raises(IncompleteError, match="no other context"):
            await merge(world, one, reference)
    assert await lines_of(world, other) == []
    assert (await context_of(world, one)).version == 1


async def test_a_partner_who_is_let_in_is_asked_out_first(world: World) -> None:
    one, other = await two(world)
    council = world.larkmere
    staff = council.people["practitioner"].staff_id

    async def let_in(known: Known, state: str, days: int) -> None:
        await tell(
            world,
            "insert into tenants.partner_invitations (tenant_id, id, organisation_id, context_id, sponsor_id, purpose,"
            " basis, necessity, names, notes, state, proposed_at, until_at) values (:council, gen_random_uuid(),"
            " :organisation, :context, :staff, 'Why', 'ca2004_s10', 'Need', false, false, :state, now(), :until)",
            council=council.id, organisation=council.organisation, context=known.id, staff=staff, state=state,
            until=datetime.now(UTC) + timedelta(days=days),
        )  # fmt: skip  # one statement

    await let_in(other, "ended", 5)
    await let_in(other, "active", -1)
    for known, state in ((one, "active"), (other, "proposed")):
        await let_in(known, state, 5)
        with pytest.raises(IncompleteError, match="A partner is let in"):
            await merge(world, one, other)
        await tell(world, "update tenants.partner_invitations set state = 'ended' where context_id = :id", id=known.id)
    await merge(world, one, other)


async def test_nobody_merges_what_somebody_else_changed_meanwhile(world: World) -> None:
    one, other = await two(world)
    with pytest.raises(ChangedMeanwhileError):
        await merge(world, one, other, version=7)


async def test_two_people_who_put_them_together_both_ways_leave_one(world: World) -> None:
    one, other = await two(world)
    done = await asyncio.gather(
        merge(world, one, other), merge(world, other, one, "specialist_manager"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) in (
        ["IncompleteError", "NoneType"],
        ["ChangedMeanwhileError", "NoneType"],
        ["LeadsOnError", "NoneType"],
    )


async def test_restricting_it_covers_what_has_gone_in_also_when_taken_apart(world: World) -> None:
    one, other = await two(world, lead=None)
    await merge(world, one, other)
    me = world.larkmere.people["specialist_manager"].staff_id
    assert me is not None
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restriction.restrict(work, row, [me], "A colleague's family")
    for known in (one, other):
        assert (await context_of(world, known)).restricted
        assert set(await named_on(world, known)) == {me}
    await apart(world, other, "specialist_manager")
    assert (await context_of(world, one)).restricted
    assert set(await named_on(world, one)) == {me}
    async with acting(world, world.larkmere, "specialist_manager", now=LATER) as work:
        row = await load_context(work, other.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restriction.lift_restriction(work, row, "Over")
    assert (await context_of(world, one)).restricted, "it stands by itself"


async def test_lifting_a_restriction_opens_what_has_gone_in(world: World) -> None:
    one, other = await two(world, named=("specialist_manager",), lead=None)
    await merge(world, one, other, "specialist_manager")
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.RESTRICT_RECORD, lock=True)
        await restriction.lift_restriction(work, row, "Over")
    assert not (await context_of(world, one)).restricted
    assert await named_on(world, one) == {}


async def test_it_comes_out_with_the_team_that_holds_the_other_one_now(world: World) -> None:
    one, other = await two(world, kind="group")
    await merge(world, one, other)
    locality, lead = world.larkmere.teams["locality"], world.larkmere.people["locality_practitioner"].staff_id
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.give_lead(work, row, team_id=locality, lead_id=lead, reason="Closest")
    await apart(world, other, "locality_practitioner")
    row = await context_of(world, one)
    assert (row.team_id, row.lead_id) == (locality, lead)


async def test_what_went_in_before_goes_along_and_comes_back(world: World) -> None:
    first, second = await two(world)
    third = await add_context(world, world.larkmere, name="Spoon, Mill Lane")
    told = await add_referral(world, world.larkmere, state="decided", team="specialist", context=first)
    await merge(world, first, second)
    await merge(world, second, third, version=2)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        for known in (first, second):
            with pytest.raises(LeadsOnError) as led:
                await load_context(work, known.reference, to=Action.READ_CONTEXT)
            assert led.value.reference == third.reference
        newest = [each for each in await parts_of(work, third.id) if each.context_id == second.id]
    async with acting(world, world.larkmere, "practitioner", now=LATER) as work:
        row = await load_context(work, third.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await merging.take_apart(work, row, newest[0].merge_id, "Not the same")
    assert (await referral_of(world, told)).context_id == second.id
    await apart(world, second)
    assert (await referral_of(world, told)).context_id == first.id


async def test_a_merge_is_taken_apart_once_and_from_where_it_stands(world: World) -> None:
    one, other = await two(world)
    await merge(world, one, other)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        (part,) = await parts_of(work, other.id)
    await apart(world, other)
    for known in (one, other):
        async with acting(world, world.larkmere, "practitioner", now=LATER, keep=False) as work:
            row = await load_context(work, known.reference, to=Action.CHANGE_CONTEXT, lock=True)
            with pytest.raises(NotFoundHereError):
                await merging.take_apart(work, row, part.merge_id, "Again")


async def test_a_line_of_what_has_gone_in_says_on_which_it_stands(world: World) -> None:
    one, other = await two(world)
    await merge(world, one, other)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = {(each.verb, each.words, each.on) for each in (await timeline_of(work, other.id)).entries}
    assert ("go_into", f"{other.reference}: {WHY}", one.reference) in found
    assert ("take_in", f"{one.reference}: {WHY}", "") in found


async def test_what_holds_one_holds_both_and_it_is_not_due_by_itself(world: World) -> None:
    one, other = await two(world, status="closed")
    council = world.larkmere
    await merge(world, one, other)
    put = (
        "insert into tenants.holds (tenant_id, id, record_kind, record_id, reference, ground, reason, put_by, put_at,"
        " review_on) values (:council, gen_random_uuid(), 'context', :record, :reference, 'inquiry', 'Why', :staff,"
        " now(), now())"
    )
    lead = council.people["ig_lead"].staff_id
    await tell(world, put, council=council.id, record=one.id, reference=one.reference, staff=lead)
    told = await add_referral(world, council, state="decided", team="specialist", context=other)
    async with acting(world, council, "ig_lead", keep=False) as work:
        assert (await kept_record(work, KeptKind.CONTEXT, other.reference)).held
        assert (await kept_record(work, KeptKind.REFERRAL, told.reference)).held_with == one.reference
        assert not (await kept_record(work, KeptKind.CONTEXT, one.reference)).trial
        due = await ended_before(work, KeptKind.CONTEXT, DEFAULTS.values(), (NOON + timedelta(days=99_999)).date(), 500)
        listed = {each.reference for each in due}
        assert other.reference in listed
        assert one.reference not in listed


async def test_what_both_add_up_to_is_looked_at_once(world: World) -> None:
    one, other = await two(world)
    before = await add_referral(world, world.larkmere, context=one)
    newest = await add_referral(world, world.larkmere, context=one)
    await tell(world, "update tenants.referrals set received_at = received_at - interval '9 days' where id = :id",
               id=before.id)  # fmt: skip  # one statement
    await add_referral(world, world.larkmere, context=other)
    await tell(world, "delete from system.outbox")
    await merge(world, one, other)
    facts = await rows(world, "select subject_id from system.outbox where kind = 'referral_linked'")
    assert [each.subject_id for each in facts] == [newest.id], "whoever counts then counts all of them"


async def test_without_contacts_nothing_adds_up(world: World) -> None:
    one, other = await two(world)
    await add_referral(world, world.larkmere, context=other)
    await tell(world, "delete from system.outbox")
    await merge(world, one, other)
    assert await rows(world, "select 1 from system.outbox where kind = 'referral_linked'") == []
