"""Telling those who told us what has changed about a context: whom, in which words, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from casework import Known, Told, acting, add_context, add_message, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.tenants.contexts.load import load_context
from commonground.tenants.referrals.errors import WordsRefusedError
from commonground.tenants.referrals.telling import tell_change, tellers_of
from councils import World
from told import rows

CHANGED = "The lights in the yard were mended, and the shop closes at nine."
CHANGED_CY = "Mae’r goleuadau yn yr iard wedi’u trwsio."


async def on_it(world: World, known: Known, **more: Any) -> Told:
    """A decided referral on the context, with the team that has it."""
    given: dict[str, Any] = {"state": "decided", "team": "specialist", "lead": "practitioner"}
    return await add_referral(world, world.larkmere, context=known, **(given | more))


async def tell(
    world: World, known: Known, told: Sequence[Told], words: dict[str, str], *, version: int = 1, person: str = ""
) -> int:
    async with acting(world, world.larkmere, person or "practitioner") as work:
        row = await load_context(work, known.reference, to=Action.WRITE_TO_TELLER, lock=True)
        known_here, library = await tellers_of(work, known.id)
        return await tell_change(
            work, row, known_here, library, [each.reference for each in told], words, version=version
        )


async def written(world: World, told: Told) -> list[tuple[str, str]]:
    found = await rows(
        world, "select kind, body from tenants.report_messages where report_id = :id order by at", id=told.report_id
    )
    return [(row.kind, row.body) for row in found]


async def test_each_reads_it_in_the_language_they_wrote_in(world: World) -> None:
    known = await add_context(world, world.larkmere)
    english, welsh = await on_it(world, known), await on_it(world, known, lang="cy")
    assert await tell(world, known, (english, welsh), {"en": CHANGED, "cy": CHANGED_CY}) == 2
    assert await written(world, english) == [("change", CHANGED)]
    assert await written(world, welsh) == [("change", CHANGED_CY)]


async def test_it_stands_in_the_histories_and_in_the_trail(world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    await tell(world, known, (told,), {"en": CHANGED})
    lines = await rows(world, "select verb, words from tenants.context_events where context_id = :id order by at, id",
                       id=known.id)  # fmt: skip
    assert (lines[-1].verb, lines[-1].words) == ("tell_change", CHANGED)
    verbs = await rows(world, "select verb from tenants.referral_events where referral_id = :id order by at, id",
                       id=told.id)  # fmt: skip
    assert [row.verb for row in verbs] == ["receive", "tell_change"]
    entries = "select subject_id from audit.entries where action = 'write_to_teller:change'"
    trail = await rows(world, f"{entries} and subject_id = any(:ids)", ids=[known.id, told.id])
    assert {row.subject_id for row in trail} == {known.id, told.id}


async def test_only_what_is_decided_and_open_to_the_writer_can_be_told(world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    await on_it(world, known, state="screening")
    await on_it(world, known, state="withdrawn")
    await on_it(world, known, with_report=False)
    await on_it(world, known, team="front_door", lead="screener")
    hidden = await on_it(world, known, named=("manager",))
    async with acting(world, world.larkmere, "practitioner") as work:
        assert [each.row.reference for each in (await tellers_of(work, known.id))[0]] == [told.reference]
    with pytest.raises(WordsRefusedError) as refused:
        await tell(world, known, (told, hidden), {"en": CHANGED})
    assert [problem.field for problem in refused.value.problems] == ["whom"]
    assert await written(world, told) == await written(world, hidden) == []


@pytest.mark.parametrize(
    "words",
    [
        "We have put the work at the yard to Prilow Tander.",
        "Others have told us about it too, and the lights were mended.",
        "We knew about it already, and the lights were mended.",
        "Prilow now stands there every evening.",
        "Thank you for telling us about it.",
        "",
    ],
)
async def test_no_name_that_anybody_gave_and_no_other_reporter_comes_back(world: World, words: str) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    other = await on_it(world, known)
    await add_message(world, world.larkmere, other, "news", "His name is Prilow Tander.")
    with pytest.raises(WordsRefusedError) as refused:
        await tell(world, known, (told,), {"en": words})
    assert {problem.field for problem in refused.value.problems} == {"words"}
    assert await written(world, told) == []


async def test_who_wrote_in_welsh_is_not_told_in_english(world: World) -> None:
    known = await add_context(world, world.larkmere)
    welsh = await on_it(world, known, lang="cy")
    with pytest.raises(WordsRefusedError) as refused:
        await tell(world, known, (welsh,), {"en": CHANGED})
    assert [problem.field for problem in refused.value.problems] == ["words_cy"]


async def test_pressed_twice_it_is_told_once(world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    await tell(world, known, (told,), {"en": CHANGED})
    with pytest.raises(ChangedMeanwhileError):
        await tell(world, known, (told,), {"en": CHANGED})
    assert len(await written(world, told)) == 1


async def test_another_team_and_another_council_have_no_say(world: World) -> None:
    known = await add_context(world, world.larkmere)
    told = await on_it(world, known)
    with pytest.raises(NotFoundHereError):
        await tell(world, known, (told,), {"en": CHANGED}, person="screener")
    async with acting(world, world.hallowdene, "practitioner") as work:
        with pytest.raises(NotFoundHereError):
            await load_context(work, known.reference, to=Action.WRITE_TO_TELLER)
        assert (await tellers_of(work, known.id))[0] == []
