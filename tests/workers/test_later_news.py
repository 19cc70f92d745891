"""Later news of what was handed over: who is asked while it can be sent, and whom it reaches once it is taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.platform.crossings.types import Act
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.settings import Settings
from crossed import accept, answer, ask_of_them, send_news, take_it_in, write_news
from crossing_stage import carry, empty, forget, offered
from stage import Stage

_LINES = (
    "select coalesce(array_agg(words order by at), '{}') from tenants.referral_events e join tenants.referrals r"
    " on (r.tenant_id, r.id) = (e.tenant_id, e.referral_id) where r.reference = :it and e.verb = 'later_news'"
)
_LED = "update tenants.referrals set lead_id = :who, team_id = :team, state = :state where reference = :it"


@pytest.fixture(autouse=True)
async def nothing_crosses(stage: Stage) -> None:
    await empty(stage)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


async def test_news_that_can_not_go_any_more_asks_no_second_person(stage: Stage, store: FileStore) -> None:
    here = stage.world.larkmere
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    await forget(stage)
    await write_news(stage.world, crossed)
    await carry(stage)
    (asked,) = [each for each in await stage.told(here, "specialist_manager") if each.kind == "disclosure_waits"]
    assert asked.is_unread
    await answer(stage.world, crossed, Act.SAY, words="We have begun.")
    await carry(stage)
    (asked,) = [each for each in await stage.told(here, "specialist_manager") if each.kind == "disclosure_waits"]
    assert asked.is_unread, "it can be sent still"
    await answer(stage.world, crossed, Act.DECLINE, reason="not_ours", words="They live elsewhere.")
    await carry(stage)
    (asked,) = [each for each in await stage.told(here, "specialist_manager") if each.kind == "disclosure_waits"]
    assert not asked.is_unread
    await forget(stage)
    await stage.run("update system.outbox set done_at = null where kind = 'disclosure_waits'")
    await carry(stage)
    assert "disclosure_waits" not in {kind for _, kind in await stage.who_was_told(here)}, "nor when it is told late"


async def test_later_news_reaches_whoever_has_the_referral_that_it_was_taken_in_as(
    stage: Stage, store: FileStore
) -> None:
    """They need not be able to open the handoff, and the line says where it is."""
    there = stage.world.hallowdene
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    referral = await take_it_in(stage.world, crossed)
    who = {"who": there.people["screener"].staff_id, "team": there.teams["front_door"], "state": "screening"}
    await stage.run(_LED, it=referral, **who)
    await forget(stage)
    await ask_of_them(stage.world, crossed, Act.SAY, words="No news, a question.")
    await carry(stage)
    assert "screener" not in {person for person, _ in await stage.who_was_told(there)}
    assert await stage.ask(_LINES, it=referral) == []
    await forget(stage)
    await send_news(stage.world, crossed)
    await carry(stage)
    told = await stage.who_was_told(there)
    assert ("screener", "reporter_added_news") in told
    assert ("practitioner", "crossing_changed") in told
    (line,) = await stage.ask(_LINES, it=referral)
    assert line.startswith(f"{crossed.reference}, ")
    await forget(stage)
    await ask_of_them(stage.world, crossed, Act.SAY, words="Have you read it?")
    await carry(stage)
    assert "screener" not in {person for person, _ in await stage.who_was_told(there)}, "once"
    assert await stage.ask(_LINES, it=referral) == [line]


async def test_of_later_news_no_lead_hears_who_may_not_open_the_referral(stage: Stage, store: FileStore) -> None:
    there = stage.world.hallowdene
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    referral = await take_it_in(stage.world, crossed)
    who = {"who": there.people["screener"].staff_id, "team": there.teams["front_door"], "state": "screening"}
    await stage.run(_LED, it=referral, **who)
    await stage.run("update tenants.referrals set restricted = true where reference = :it", it=referral)
    await forget(stage)
    await send_news(stage.world, crossed)
    await carry(stage)
    assert "screener" not in {person for person, _ in await stage.who_was_told(there)}


async def test_what_came_before_it_was_taken_in_is_in_its_words_and_no_line(stage: Stage, store: FileStore) -> None:
    crossed = await offered(stage, store)
    await accept(stage.world, crossed)
    await send_news(stage.world, crossed)
    referral = await take_it_in(stage.world, crossed)
    await carry(stage)
    assert await stage.ask(_LINES, it=referral) == []
