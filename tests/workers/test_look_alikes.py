"""The people of a hidden context learn that something like it came in; the finder learns nothing."""

from __future__ import annotations

from commonground.platform.outbox import FactKind
from commonground.workers.actors.carry_out import carry_out
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
