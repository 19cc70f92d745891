"""What stands around a context, in a database with two councils."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import ARRIVED, Known, acting, add_context
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.tenants.around import service
from commonground.tenants.around.queries import believed_of, links_due, links_of, relations_of, watchers_of
from commonground.tenants.around.rules import BelievedInput, PersonInput
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts import merging
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.merging import merge
from councils import World
from told import lines_of, rows, trail_of

NOON = ARRIVED + timedelta(hours=15)
TODAY = NOON.date()
SIXTEEN = PersonInput(
    case_reference="LCS-204417", role="at_risk", reason="To plan.", review_on=TODAY + timedelta(days=10)
)


def believed(band: str, day: date = TODAY) -> BelievedInput:
    return BelievedInput(band=band, source="school", believed_on=day)


async def relate(world: World, one: Known, reference: str, kind: RelationKind, person: str = "practitioner") -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await service.relate(work, row, kind, reference)


async def neighbours(world: World, known: Known, person: str = "practitioner") -> list[tuple[str, str]]:
    async with acting(world, world.larkmere, person, keep=False) as work:
        return [(each.words, each.reference) for each in await relations_of(work, known.id)]


async def test_a_relation_is_read_from_both_sides_and_taken_back_from_either(world: World) -> None:
    yard, parade = [await add_context(world, world.larkmere) for _ in range(2)]
    await relate(world, yard, parade.reference, RelationKind.PART_OF)
    assert await neighbours(world, yard) == [("It is part of", parade.reference)]
    assert await neighbours(world, parade) == [("Part of it is", yard.reference)]
    assert await lines_of(world, yard) == [("relate", "")], "which one it is stays out of the timeline"
    with pytest.raises(IncompleteError, match="said already"):
        await relate(world, yard, parade.reference, RelationKind.PART_OF)
    await relate(world, yard, parade.reference, RelationKind.OPPOSITE)
    with pytest.raises(IncompleteError, match="said already"):
        await relate(world, parade, yard.reference, RelationKind.OPPOSITE)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, parade.reference, to=Action.CHANGE_CONTEXT, lock=True)
        for each in await relations_of(work, row.id):
            await service.unrelate(work, row, each.id)
    assert await neighbours(world, yard) == []


async def test_what_two_records_said_alike_is_taken_back_with_both(world: World) -> None:
    one, other, third = [await add_context(world, world.larkmere) for _ in range(3)]
    await relate(world, one, third.reference, RelationKind.OPPOSITE)
    await relate(world, third, other.reference, RelationKind.OPPOSITE)
    await relate(world, other, third.reference, RelationKind.PART_OF)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, other.reference, "The same", version=row.version)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        opposite, part_of = await relations_of(work, row.id)
        await service.unrelate(work, row, opposite.id)
    assert await neighbours(world, other) == [(part_of.words, third.reference)]
    assert await neighbours(world, third) == [("Part of it is", other.reference)]


async def test_no_relation_reaches_what_one_may_not_open(world: World) -> None:
    mine = await add_context(world, world.larkmere)
    foreign = await add_context(world, world.hallowdene)
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    group = await add_context(world, world.larkmere, kind="group", team="locality", lead=None)
    for known in (foreign, hidden, group, mine, Known(mine.id, "CX-0000-00N")):
        with pytest.raises(IncompleteError, match="no other context of this reference that you can open"):
            await relate(world, mine, known.reference, RelationKind.OPPOSITE)


async def test_a_relation_to_a_restricted_one_is_seen_by_the_people_named_on_it_alone(world: World) -> None:
    mine = await add_context(world, world.larkmere)
    hidden = await add_context(world, world.larkmere, named=("practitioner",))
    await relate(world, mine, hidden.reference, RelationKind.SAME_GROUP)
    assert [each for _, each in await neighbours(world, mine)] == [hidden.reference]
    assert await neighbours(world, mine, "screener") == []


async def test_a_relation_of_another_context_is_not_taken_back_from_here(world: World) -> None:
    one, two, three = [await add_context(world, world.larkmere) for _ in range(3)]
    await relate(world, one, two.reference, RelationKind.OPPOSITE)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        (relation,) = await relations_of(work, one.id)
        with pytest.raises(NotFoundHereError):
            await service.unrelate(
                work, await load_context(work, three.reference, to=Action.CHANGE_CONTEXT), relation.id
            )


async def test_whoever_watches_is_asked_for_when_it_changes(world: World) -> None:
    known = await add_context(world, world.larkmere)

    async def note(person: str, words: str) -> int:
        async with acting(world, world.larkmere, person, now=NOON) as work:
            row = await load_context(work, known.reference, to=Action.CHANGE_CONTEXT, lock=True)
            await contexts.add_note(work, row, words)
        found = "select 1 from system.outbox where subject_id = :id and kind = 'context_changed'"
        return len(await rows(world, found, id=known.id))

    assert await note("practitioner", "Seen") == 0, "nobody watches"
    for _ in range(2):
        async with acting(world, world.larkmere, "screener", now=NOON) as work:
            await service.watch(work, await load_context(work, known.reference, to=Action.READ_CONTEXT))
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        watchers = await watchers_of(work, known.id)
        assert (len(watchers.names), watchers.me) == (1, True)
    assert await note("screener", "Seen") == 0, "who changes it knows"
    assert await note("practitioner", "Seen again") == 1
    async with acting(world, world.larkmere, "screener", now=NOON) as work:
        await service.unwatch(work, await load_context(work, known.reference, to=Action.READ_CONTEXT))
    assert await note("practitioner", "Seen once more") == 1


async def test_what_was_believed_before_stays(world: World) -> None:
    known = await add_context(world, world.larkmere)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.say_how_many(work, row, believed("3_5"))
        await service.say_how_many(work, row, believed("1_2", TODAY - timedelta(days=20)))
        await service.say_how_many(work, row, believed("6_10"))
        with pytest.raises(IncompleteError):
            await service.say_how_many(work, row, believed("6_10", TODAY + timedelta(days=2)))
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        assert [each.band for each in await believed_of(work, known.id)] == ["6_10", "3_5", "1_2"]
    assert [verb for verb, _ in await lines_of(world, known)] == ["children"] * 3


async def link(world: World, known: Known, person: str = "practitioner", typed: PersonInput = SIXTEEN) -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.KEEP_PERSON_LINKS, lock=True)
        await service.link_person(work, row, typed)


async def test_a_person_link_is_open_to_the_team_that_holds_the_context_alone(world: World) -> None:
    known = await add_context(world, world.larkmere, lead=None)
    await link(world, known)
    for person in ("screener", "manager", "locality_practitioner", "ig_lead", "admin"):
        async with acting(world, world.larkmere, person, keep=False) as work:
            with pytest.raises(NotFoundHereError):
                await load_context(work, known.reference, to=Action.KEEP_PERSON_LINKS)
            assert await links_due(work, TODAY + timedelta(days=400)) == ([], False)
    async with acting(world, world.larkmere, "specialist_manager", keep=False) as work:
        (found,) = await links_of(work, known.id)
        assert (found.case_reference, found.role, found.reason) == ("LCS-204417", "at_risk", "To plan.")
    assert await lines_of(world, known) == [], "the timeline is open to more people"
    assert [action for action, *_ in await trail_of(world, known)] == ["keep_person_links:link"]
    with pytest.raises(IncompleteError, match="linked already"):
        await link(world, known)


async def test_links_are_looked_at_again_and_end(world: World) -> None:
    known, other = [await add_context(world, world.larkmere) for _ in range(2)]
    await link(world, known)

    async def due() -> set[str]:
        async with acting(world, world.larkmere, "practitioner", keep=False) as work:
            return {each.context for each in (await links_due(work, TODAY + timedelta(days=14)))[0]}

    assert known.reference in await due()
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.KEEP_PERSON_LINKS, lock=True)
        (found,) = await links_of(work, row.id)
        elsewhere = await load_context(work, other.reference, to=Action.KEEP_PERSON_LINKS)
        with pytest.raises(NotFoundHereError):
            await service.end_link(work, elsewhere, found.id, "Over")
        await service.keep_link(work, row, found.id, "The plan goes on", TODAY + timedelta(days=90))
    assert known.reference not in await due()
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, known.reference, to=Action.KEEP_PERSON_LINKS, lock=True)
        with pytest.raises(IncompleteError):
            await service.end_link(work, row, found.id, " ")
        await service.end_link(work, row, found.id, "The plan has ended")
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.KEEP_PERSON_LINKS, lock=True)
        with pytest.raises(NotFoundHereError):
            await service.end_link(work, row, found.id, "Again")
        (found,) = await links_of(work, row.id)
        assert (found.review_words, found.end_words) == ("The plan goes on", "The plan has ended")
    actions = [action for action, *_ in await trail_of(world, known)]
    assert actions == [f"keep_person_links:{step}" for step in ("link", "review", "end")]


async def test_all_of_it_goes_along_when_two_are_put_together_and_comes_back(world: World) -> None:
    one, other, third = [await add_context(world, world.larkmere) for _ in range(3)]
    await relate(world, one, other.reference, RelationKind.OPPOSITE)
    await relate(world, one, third.reference, RelationKind.PART_OF)
    await relate(world, third, one.reference, RelationKind.SAME_GROUP)
    await link(world, one)
    async with acting(world, world.larkmere, "specialist_manager", now=NOON) as work:
        for known in (one, other):
            await service.watch(work, await load_context(work, known.reference, to=Action.READ_CONTEXT))
    async with acting(world, world.larkmere, "screener", now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.watch(work, row)
        await service.say_how_many(work, row, believed("3_5"))

    async def stands(known: Known) -> tuple[list[str], int, int, int]:
        async with acting(world, world.larkmere, "practitioner", keep=False) as work:
            related = sorted(each.words for each in await relations_of(work, known.id))
            watching, links = await watchers_of(work, known.id), await links_of(work, known.id)
            return related, len(watching.names), len(links), len(await believed_of(work, known.id))

    of_one, of_other = await stands(one), await stands(other)
    assert of_one[1:] == (2, 1, 1)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merging.merge(work, row, other.reference, "The same", version=row.version)
    together = await stands(other)
    assert together[0] == sorted(["It is part of", "The same group, online or in person:"])
    assert together[1:] == (2, 1, 1)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        (part,) = await parts_of(work, row.id)
        await merging.take_apart(work, row, part.merge_id, "Not the same")
    assert (await stands(one), await stands(other)) == (of_one, of_other)


@pytest.mark.parametrize("ends", [True, False])
async def test_what_two_records_linked_alike_is_decided_for_both_and_lost_by_neither(world: World, ends: bool) -> None:
    one, other = [await add_context(world, world.larkmere) for _ in range(2)]
    theirs = replace(SIXTEEN, reason="To keep apart.", review_on=TODAY + timedelta(days=20))
    elsewhere = replace(SIXTEEN, case_reference="LCS-198830")
    for known, typed in ((one, SIXTEEN), (other, theirs), (other, elsewhere)):
        await link(world, known, typed=typed)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, other.reference, "The same", version=row.version)
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.KEEP_PERSON_LINKS, lock=True)
        both = [each for each in await links_of(work, row.id) if each.case_reference == SIXTEEN.case_reference]
        assert [(each.reason, each.review_on) for each in both] == [
            (each.reason, each.review_on) for each in (SIXTEEN, theirs)
        ]
        if ends:
            await service.end_link(work, row, both[0].id, "The plan has ended")
        else:
            await service.keep_link(work, row, both[1].id, "It goes on", TODAY + timedelta(days=90))
    async with acting(world, world.larkmere, "practitioner", now=NOON) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        standing = {each.case_reference for each in await links_of(work, row.id) if each.ended_at is None}
        assert standing == {elsewhere.case_reference} | (set() if ends else {SIXTEEN.case_reference})
        (part,) = await parts_of(work, row.id)
        await merging.take_apart(work, row, part.merge_id, "Not the same")
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        for known, typed in ((one, SIXTEEN), (other, theirs)):
            (found,) = [each for each in await links_of(work, known.id) if each.case_reference == typed.case_reference]
            assert (found.reason, found.ended_at is not None) == (typed.reason, ends)
            assert found.review_on == (typed.review_on if ends else TODAY + timedelta(days=90))
