"""Who is told of what goes from one council to another, on either side; each while it is so, and nobody more than a
reference."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from commonground.platform.crossings.types import Act, Urgency, Verb
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.outbox import FactKind
from commonground.platform.settings import Settings
from councils import TestCouncil, canary
from crossed import accept, agree, answer, ask_of_them, offer, propose, refuse_news, withdraw, write_news
from crossing_stage import carry, empty, forget, known_context, look, offered
from stage import Stage, with_roles


@pytest.fixture(autouse=True)
async def nothing_crosses(stage: Stage) -> None:
    await empty(stage)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


async def test_a_second_person_is_asked_and_never_whoever_wrote_it(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await propose(
        stage.world, here, there, store, about=await known_context(stage, here), by="specialist_manager"
    )
    await carry(stage)
    assert await stage.who_was_told(here) == [("ig_lead", "disclosure_waits")]
    assert await stage.who_was_told(there) == [], "nothing has been sent"
    await agree(stage.world, crossed, "ig_lead")
    (asked,) = await stage.told(here, "ig_lead")
    assert not asked.is_unread
    await carry(stage)
    assert ("specialist_manager", "disclosure_decided") in await stage.who_was_told(here)


async def test_whoever_wrote_later_news_hears_that_it_is_answered(stage: Stage, store: FileStore) -> None:
    """As its author does; of what they did not write themselves, nobody else."""
    here = stage.world.larkmere
    crossed = await offered(stage, store)
    await forget(stage)
    await write_news(stage.world, crossed, "consultant")
    await refuse_news(stage.world, crossed)
    await carry(stage)
    told = await stage.who_was_told(here)
    assert {person for person, kind in told if kind == "disclosure_decided"} == {"practitioner", "consultant"}
    await write_news(stage.world, crossed)
    await forget(stage)
    await refuse_news(stage.world, crossed)
    await carry(stage)
    told = await stage.who_was_told(here)
    assert {person for person, kind in told if kind == "disclosure_decided"} == {"practitioner"}, "whose turn it was"


async def test_of_what_is_restricted_the_named_alone_are_asked(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    shut = await known_context(stage, here, named=("practitioner", "specialist_manager"))
    await stage.run("update tenants.contexts set restricted = false where id = :id", id=shut.id)
    await propose(stage.world, here, there, store, about=shut)
    await stage.run("update tenants.contexts set restricted = true where id = :id", id=shut.id)
    await carry(stage)
    assert await stage.who_was_told(here) == [("specialist_manager", "disclosure_waits")]


async def test_nobody_is_asked_about_what_became_a_draft_again(stage: Stage, store: FileStore) -> None:
    here = stage.world.larkmere
    crossed = await propose(stage.world, here, stage.world.hallowdene, store)
    await stage.run("update tenants.disclosures set state = 'draft' where id = :id", id=crossed.id)
    await carry(stage)
    assert await stage.who_was_told(here) == []


async def test_an_offer_is_before_whoever_may_answer_for_the_council(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await carry(stage)
    told = await stage.who_was_told(there)
    assert {kind for _, kind in told} == {"crossing_offered"}
    assert {person for person, _ in told} == {"screener", "second_screener", "manager"}
    assert ("ig_lead", "crossing_without_agreement") in await stage.who_was_told(here)
    (notice,) = await stage.told(there, "screener")
    assert (notice.subject.kind, notice.subject.reference) == ("crossing", crossed.reference)


async def test_danger_today_is_said_to_be_and_passed_on(stage: Stage, store: FileStore) -> None:
    there = stage.world.hallowdene
    await offered(stage, store, urgency=Urgency.TODAY)
    await carry(stage)
    assert await stage.who_was_told(there) == [
        (person, "crossing_urgent") for person in ("manager", "screener", "second_screener")
    ]
    others = await _passed_on(stage, there, hours=200)
    assert ("specialist_manager", "crossing_urgent") in others
    assert await _passed_on(stage, there, hours=0) == others, "once"


async def test_danger_today_that_somebody_has_acknowledged_goes_no_further(stage: Stage, store: FileStore) -> None:
    there = stage.world.hallowdene
    crossed = await offered(stage, store, urgency=Urgency.TODAY)
    await carry(stage)
    told = await stage.who_was_told(there)
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    await stage.run("update council.notifications set read_at = null")
    assert await _passed_on(stage, there, hours=200) == told


async def _passed_on(stage: Stage, council: TestCouncil, *, hours: int) -> list[tuple[str, str]]:
    """Who has been told by the look after so many hours."""
    back = "update council.notifications set occurred_at = occurred_at - make_interval(hours => :hours)"
    await stage.run(back, hours=hours)
    await look(stage, council, FactKind.NOTICES_UNREAD)
    return await stage.who_was_told(council)


async def test_what_was_taken_back_before_it_was_told_is_told_as_that(stage: Stage, store: FileStore) -> None:
    there = stage.world.hallowdene
    crossed = await offered(stage, store)
    await withdraw(stage.world, crossed)
    await carry(stage)
    assert {kind for _, kind in await stage.who_was_told(there)} == {"crossing_changed"}


async def test_what_is_taken_back_asks_nobody_any_longer(stage: Stage, store: FileStore) -> None:
    there = stage.world.hallowdene
    crossed = await offered(stage, store)
    await carry(stage)
    await withdraw(stage.world, crossed)
    await carry(stage)
    unread = {each.kind for each in await stage.told(there, "screener") if each.is_unread}
    assert unread == {"crossing_changed"}


async def test_an_answer_settles_what_asked_for_it_and_reaches_the_author_and_the_lead(
    stage: Stage, store: FileStore
) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    about = await known_context(stage, here, lead="specialist_manager")
    crossed = await offered(stage, store, about=about)
    await carry(stage)
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    assert not [each for each in await stage.told(there, "manager") if each.is_unread]
    await carry(stage)
    told = {person for person, kind in await stage.who_was_told(here) if kind == "crossing_answered"}
    assert told == {"practitioner", "specialist_manager"}


async def test_what_is_escalated_reaches_the_managers_of_both(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await carry(stage)
    await forget(stage)
    await ask_of_them(stage.world, crossed, Act.ESCALATE)
    await carry(stage)
    assert ("specialist_manager", "crossing_overdue") in await stage.who_was_told(here)
    told = await stage.who_was_told(there)
    assert ("manager", "crossing_overdue") in told
    assert ("screener", "crossing_overdue") not in told
    await accept(stage.world, crossed)
    await answer(stage.world, crossed, Act.DECLINE, reason="not_ours", words="They live elsewhere.")
    await forget(stage)
    await ask_of_them(stage.world, crossed, Act.ESCALATE)
    await carry(stage)
    assert ("specialist_manager", "crossing_overdue") in await stage.who_was_told(there), "of whoever had taken it"


async def test_a_lead_who_may_not_open_it_is_not_told(stage: Stage, store: FileStore) -> None:
    here = stage.world.larkmere
    about = await known_context(stage, here, lead="locality_practitioner", team="locality")
    crossed = await offered(stage, store, about=about)
    await forget(stage)
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    await carry(stage)
    assert await stage.who_was_told(here) == [("practitioner", "crossing_answered")]


async def test_from_acceptance_on_the_taker_and_their_team_hear_of_it(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    await forget(stage)
    await ask_of_them(stage.world, crossed, Act.SAY, words="One more thing.")
    await carry(stage)
    assert await stage.who_was_told(there) == [
        ("practitioner", "crossing_changed"), ("specialist_manager", "crossing_changed"),
    ]  # fmt: skip  # one to a person
    assert await stage.who_was_told(here) == []


async def test_no_notice_mail_fact_or_trail_says_a_word_of_the_package(stage: Stage, store: FileStore) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    crossed = await offered(stage, store, about=await known_context(stage, here))
    await carry(stage)
    await accept(stage.world, crossed)
    await carry(stage)
    mark = canary(here.slug)
    for table in ("council.notifications", "council.mails", "system.outbox", "audit.entries"):
        rows = f"select count(*) from {table} t where t.tenant_id = :id and t::text like :mark"
        assert await stage.ask(rows, id=there.id, mark=f"%{mark}%") == 0, table


async def test_a_council_without_a_front_door_tells_its_managers(stage: Stage, store: FileStore) -> None:
    """Offers of the second council, to the first."""
    here, there = stage.world.hallowdene, stage.world.larkmere
    people = {"screener": ["practitioner"], "second_screener": ["practitioner"], "manager": ["practitioner"]}
    async with with_roles(stage, **people):
        await offer(stage.world, await propose(stage.world, here, there, store, verb=Verb.INFORM))
        await carry(stage)
    told = {person for person, kind in await stage.who_was_told(there) if kind == "crossing_offered"}
    assert told
    assert "screener" not in told
    assert all("manager" in person for person in told)


async def test_lines_on_the_record_say_what_came_of_it_once_each(stage: Stage, store: FileStore) -> None:
    here = stage.world.larkmere
    about = await known_context(stage, here)
    crossed = await offered(stage, store, about=about)
    await answer(stage.world, crossed, Act.ACKNOWLEDGE)
    await accept(stage.world, crossed)
    await carry(stage)
    lines = await _lines(stage, about.id)
    name = await stage.ask("select name from commons.councils where id = :id", id=stage.world.hallowdene.id)
    said = f"{crossed.reference}, {name}"
    assert lines == [
        f"offer_elsewhere {said}", f"answered_elsewhere {said}: Acknowledged",
        f"answered_elsewhere {said}: Accepted and opened",
    ]  # fmt: skip  # one to a line


async def _lines(stage: Stage, record: UUID) -> list[str]:
    query = "select array_agg(verb || ' ' || words order by at, id) from tenants.context_events where context_id = :id"
    return list(await stage.ask(query, id=record) or [])
