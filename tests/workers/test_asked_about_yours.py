"""A restricted record’s people learn that somebody asked what is held about them; whoever searches learns nothing."""

from __future__ import annotations

from uuid import UUID

from asking import answer, ask
from casework import acting
from commonground.platform.ids import number_of
from commonground.platform.notifications.sentences import sentence
from commonground.tenants.subject_access import service
from commonground.tenants.subject_access.queries import mentions_of
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage
from told import rows

ASKED = "asked_about_yours"


async def searched(stage: Stage, council: TestCouncil, request: UUID, *, whole: bool = False) -> int:
    """How many texts are found; what is to be told is told."""
    async with acting(stage.world, council, "ig_lead") as work:
        found = await service.search(work, await service.load_request(work, request, lock=True), whole=whole)
    waiting = "select id from system.outbox where kind = :kind and done_at is null"
    for (fact,) in await rows(stage.world, waiting, kind=ASKED):
        assert await carry_out(stage.worker, fact)
    return found


async def told(stage: Stage, council: TestCouncil) -> list[str]:
    return [person for person, kind in await stage.who_was_told(council) if kind == ASKED]


async def test_the_lead_is_told_once_of_each_request(stage: Stage) -> None:
    larkmere, name = stage.world.larkmere, "Nesta Corbett"
    context = await stage.context(larkmere, lead="practitioner", named=("practitioner", "specialist_manager"),
                                  description=f"{name} sleeps there.")  # fmt: skip
    request = await ask(stage.world, larkmere, name)
    for _ in range(2):
        assert await searched(stage, larkmere, request) == 0
    assert await told(stage, larkmere) == ["practitioner"]
    (notice,) = await stage.told(larkmere, "practitioner")
    assert notice.subject.id == context
    async with acting(stage.world, larkmere, "ig_lead", keep=False) as work:
        assert await mentions_of(work, request) == []
    trail = "select action from audit.entries where subject_id = :id or action like 'told:asked%'"
    assert await rows(stage.world, trail, id=context) == [], "whoever searches reads the trail"
    await stage.run("update council.notifications set read_at = now() where kind = :kind", kind=ASKED)
    await searched(stage, larkmere, request)
    assert await told(stage, larkmere) == ["practitioner"], "read, and the same request"
    await searched(stage, larkmere, await ask(stage.world, larkmere, name))
    assert await told(stage, larkmere) == ["practitioner"] * 2


async def test_what_was_told_late_is_not_told_after_the_answer(stage: Stage) -> None:
    """The fact waited in the outbox, and the request was answered meanwhile."""
    larkmere, hallowdene, name = stage.world.larkmere, stage.world.hallowdene, "Nesta Corbett"
    for council in (larkmere, hallowdene):
        await stage.context(council, lead="practitioner", named=("practitioner",), description=f"{name}, 15.")
        await answer(stage.world, council, await ask(stage.world, council, name))
        assert await searched(stage, council, await ask(stage.world, council, "Somebody Else")) == 0
    assert await told(stage, larkmere) == await told(stage, hallowdene) == []


async def test_the_notice_says_who_answers_and_which_request_and_nothing_of_whom(stage: Stage) -> None:
    larkmere, name = stage.world.larkmere, "Nesta Corbett"
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), description=f"{name} sleeps there.")
    request = await ask(stage.world, larkmere, name)
    await searched(stage, larkmere, request)
    (notice,) = await stage.told(larkmere, "practitioner")
    said = sentence(notice.kind, notice.subject.reference, fact_id=notice.fact_id)
    assert f"(request {number_of(request)})" in said
    assert "Speak to the information-governance lead." in said
    assert name not in said


async def test_without_a_lead_its_named_people_are_told_and_of_a_referral_too(stage: Stage) -> None:
    larkmere, name = stage.world.larkmere, "Nesta Corbett"
    referral = await stage.referral(larkmere, restricted=True, title="A flat")
    await stage.name_on(larkmere, referral, "locality_practitioner")
    await stage.report(larkmere, referral, what_said=f"{name} was in the flat.")
    await searched(stage, larkmere, await ask(stage.world, larkmere, name))
    assert await told(stage, larkmere) == ["locality_practitioner"]


async def test_what_the_reader_sees_another_council_has_or_names_nobody_is_told_of_to_nobody(stage: Stage) -> None:
    larkmere, name = stage.world.larkmere, "Nesta Corbett"
    await stage.context(larkmere, lead="practitioner", named=("practitioner", "ig_lead"), description=f"{name}, 15.")
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), description="Nest of corbies.")
    await stage.context(larkmere, lead="practitioner", description=f"{name} waits there.")
    await stage.context(stage.world.hallowdene, lead="practitioner", named=("practitioner",), description=f"{name}.")
    assert await searched(stage, larkmere, await ask(stage.world, larkmere, name)) == 2
    assert await told(stage, larkmere) == []
    assert await told(stage, stage.world.hallowdene) == []


async def test_a_name_that_is_an_ordinary_word_tells_nobody_where_it_is_one(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(larkmere, lead="practitioner", named=("practitioner",), description="Work is under way.")
    await searched(stage, larkmere, await ask(stage.world, larkmere, "Tomasz Way"))
    assert await told(stage, larkmere) == []


async def test_by_the_whole_name_only_those_are_told_whose_record_has_it(stage: Stage) -> None:
    """Whoever searches so is not shown the parts, and nobody is told of them; of the whole name they are, in whichever
    way it is written."""
    larkmere = stage.world.larkmere
    for council in (larkmere, stage.world.hallowdene):
        await stage.context(council, lead="practitioner", named=("practitioner",),
                            description="Young people, and one Amy.")  # fmt: skip
    request = await ask(stage.world, larkmere, "Amy Young")
    assert await searched(stage, larkmere, request, whole=True) == 0
    assert await told(stage, larkmere) == []
    for council in (larkmere, stage.world.hallowdene):
        await stage.context(council, lead="specialist_manager", named=("specialist_manager",),
                            description="YOUNG, Amy, or\namy\nyoung.")  # fmt: skip
    assert await searched(stage, larkmere, request, whole=True) == 0
    assert await told(stage, larkmere) == ["specialist_manager"]
    await searched(stage, larkmere, request)
    assert sorted(await told(stage, larkmere)) == ["practitioner", "specialist_manager"]
    assert await told(stage, stage.world.hallowdene) == []
