"""The people of a hidden context learn that something like it came in; the finder learns nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.outbox import FactKind
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.load import load_context
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage

RECEIVED = FactKind.REFERRAL_RECEIVED
ALIKE = "something_like_yours_came_in"


async def test_the_lead_of_a_restricted_context_is_told_and_the_screeners_are_not(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(
        larkmere,
        lead="practitioner",
        named=("practitioner", "specialist_manager"),
        name="Tollgate Skatepark",
        postcode="LK1 4QT",
    )
    referral = await stage.referral(larkmere, title="Skatepark")
    await stage.report(larkmere, referral, where_said="the Tollgate skatepark", postcode="LK1 4QT")

    await stage.happens(larkmere, "manager", RECEIVED, referral)

    assert await stage.who_was_told(larkmere) == [
        ("practitioner", ALIKE),
        ("screener", "referral_received"),
        ("second_screener", "referral_received"),
    ]
    (told,) = await stage.told(larkmere, "practitioner")
    assert told.subject.id == context


async def test_a_restricted_context_without_a_lead_tells_its_named_people(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, named=("locality_practitioner",), name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    assert ("locality_practitioner", ALIKE) in await stage.who_was_told(larkmere)


async def test_a_peer_group_tells_its_lead(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, lead="practitioner", kind="group", name="Tollgate Crew")
    referral = await stage.referral(larkmere, subject_kind="group", team="front_door", title="the Tollgate Crew")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    assert ("practitioner", ALIKE) in await stage.who_was_told(larkmere)


async def test_one_person_can_be_told_both_things_and_each_once(stage: Stage) -> None:
    """A screener who also leads a hidden context, and two contexts that are alike."""
    larkmere = stage.world.larkmere
    for _ in range(2):
        await stage.context(larkmere, lead="screener", named=("screener",), name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    fact = await stage.happens(larkmere, "manager", RECEIVED, referral)
    await stage.run("update system.outbox set done_at = null where id = :id", id=fact)
    assert await carry_out(stage.worker, fact)
    kinds = [told.kind.value for told in await stage.told(larkmere, "screener")]
    assert sorted(kinds) == ["referral_received", ALIKE, ALIKE]


async def test_an_open_context_is_the_screeners_own_business(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, lead="practitioner", name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    assert await stage.told(larkmere, "practitioner") == ()


async def test_something_unlike_tells_nobody_and_another_councils_context_is_not_compared(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), name="Millbank Arcade")
    await stage.context(hallowdene, lead="practitioner", named=("practitioner",), name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    assert await stage.told(larkmere, "practitioner") == ()
    assert await stage.told(hallowdene, "practitioner") == ()


async def test_the_comparison_is_audited_on_the_referral_and_on_what_was_found(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, named=("practitioner",), name="Tollgate Skatepark")
    referral = await stage.referral(larkmere, title="Tollgate Skatepark")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    done = "select array_agg(action order by action) from audit.entries where subject_id = :id"
    assert await stage.ask(done, id=referral) == ["compared_with_hidden_contexts", "told:referral_received"]
    assert await stage.ask(done, id=context) == [f"told:{ALIKE}"]


MADE = FactKind.CONTEXT_MADE


async def test_one_made_by_hand_is_told_to_the_people_of_a_hidden_one_and_to_nobody_else(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    hidden = await stage.context(
        larkmere, lead="practitioner", named=("practitioner",), name="Tollgate Skatepark", aliases=["The bowls"]
    )
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), name="Millbank Arcade")
    await stage.context(hallowdene, lead="practitioner", named=("practitioner",), name="Tollgate Skatepark")
    made = await stage.context(larkmere, name="New corner", aliases=["the bowls"])
    await stage.happens(larkmere, "screener", MADE, made)
    assert await stage.who_was_told(larkmere) == [("practitioner", ALIKE)]
    (told,) = await stage.told(larkmere, "practitioner")
    assert told.subject.id == hidden
    assert await stage.told(hallowdene, "practitioner") == ()
    done = "select array_agg(action order by action) from audit.entries where subject_id = :id"
    assert await stage.ask(done, id=made) == ["compared_with_hidden_contexts"]


async def test_whoever_made_it_is_not_told_of_their_own_and_one_is_not_like_itself(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), name="Tollgate Skatepark")
    made = await stage.context(larkmere, lead="practitioner", named=("practitioner",), name="Tollgate Skatepark")
    await stage.happens(larkmere, "practitioner", MADE, made)
    assert await stage.who_was_told(larkmere) == []


PART = {"address": "3 Quarry Lane", "postcode": "LM7 1XX", "handle": "quarry.kids"}


async def hidden_with_a_part(stage: Stage, council: TestCouncil) -> tuple[UUID, UUID]:
    """What is hidden, and what has gone into it, which lies elsewhere."""
    circle = ("practitioner", "specialist_manager")
    whole = await stage.context(council, lead="practitioner", named=circle, name="Tollgate Skatepark")
    part = await stage.context(council, lead="practitioner", named=circle, name="Old bandstand", **PART)
    of = "select reference from tenants.contexts where id = :id"
    names = [await stage.ask(of, id=each) for each in (part, whole)]
    async with acting(stage.world, council, "practitioner") as work:
        row = await load_context(work, names[0], to=Action.CHANGE_CONTEXT)
        await merging.merge(work, row, names[1], "One and the same.", version=1)
    return whole, part


async def alike_told(stage: Stage, council: TestCouncil) -> list[str]:
    return [person for person, kind in await stage.who_was_told(council) if kind == ALIKE]


@pytest.mark.parametrize("said", [{"address": "3 Quarry Lane"}, {"online_handle": "@Quarry.Kids"}], ids=str)
async def test_what_is_like_a_part_of_a_hidden_one_is_told_to_its_people_and_to_nobody_else(
    stage: Stage, said: dict[str, str]
) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    whole, part = await hidden_with_a_part(stage, larkmere)
    await hidden_with_a_part(stage, hallowdene)
    referral = await stage.referral(larkmere, title="Something")
    await stage.report(larkmere, referral, where_said="Where they meet", **said)

    await stage.happens(larkmere, "manager", RECEIVED, referral)

    assert await alike_told(stage, larkmere) == ["practitioner"]
    assert [told.subject.id for told in await stage.told(larkmere, "practitioner")] == [whole]
    assert await stage.who_was_told(hallowdene) == []
    trail = "select count(*) from audit.entries where subject_id = :id and action like 'told:%'"
    assert await stage.ask(trail, id=part) == 0, "it is told of where it has gone"


async def test_one_made_by_hand_where_a_part_lies_is_told_too(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await hidden_with_a_part(stage, larkmere)
    made = await stage.context(larkmere, name="New corner", address="3 Quarry Lane")
    await stage.happens(larkmere, "screener", MADE, made)
    assert await stage.who_was_told(larkmere) == [("practitioner", ALIKE)]


async def test_a_part_that_was_taken_out_again_speaks_for_itself(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    whole, part = await hidden_with_a_part(stage, larkmere)
    undone = "update tenants.context_merges set undone_at = now(), undone_by = merged_by, undo_words = 'Two of them.'"
    await stage.run(f"{undone} where into_id = :id", id=whole)
    await stage.run("update tenants.contexts set merged = false where id = :id", id=part)
    referral = await stage.referral(larkmere, title="Something")
    await stage.report(larkmere, referral, where_said="Where they meet", address="3 Quarry Lane")
    await stage.happens(larkmere, "manager", RECEIVED, referral)
    assert [told.subject.id for told in await stage.told(larkmere, "practitioner")] == [part]
