"""Whoever answers for access is told when somebody of the platform is let in, and each time that they go in."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commonground.platform.identity.passes import open_session
from commonground.platform.refusals import IncompleteError
from commonground.platform.support import service
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from councils import sign_in_as
from stage import Stage
from visiting import OPERATORS, VISITOR, put_visitor

WAITING = "select array_agg(id) from system.outbox where kind like 'support_%' and done_at is null"
NOTICE = "select array_agg(subject_kind || reference) from council.notifications where kind like 'support_%'"


async def _told(stage: Stage) -> list[tuple[str, str]]:
    for fact in await stage.ask(WAITING):
        assert await carry_out(stage.worker, fact)
    assert await stage.who_was_told(stage.world.hallowdene) == []
    return await stage.who_was_told(stage.world.larkmere)


async def test_the_information_governance_lead_hears_of_both_without_a_word(stage: Stage) -> None:
    world, account = stage.world, await put_visitor(stage.world.database)
    async with begin(stage.app) as work:
        assert await open_session(work, await world.token(world.larkmere, "admin"))
        await service.grant(work, account, "The teams look wrong", 4)
        await work.commit()
    assert await _told(stage) == [("ig_lead", "support_granted")]
    async with begin(stage.app) as work:
        assert await open_session(work, await sign_in_as(world.database, "operator", OPERATORS, VISITOR))
        mine = (await service.my_grants(work))[0]
        await service.enter(work, mine.id, "To see the teams")
        await work.commit()
    assert sorted(await _told(stage)) == [("ig_lead", "support_granted"), ("ig_lead", "support_used")]
    assert await stage.ask(NOTICE) == ["support", "support"], "no reference, and no place for words"


async def test_who_lets_somebody_in_does_not_only_tell_themselves(stage: Stage) -> None:
    world, account = stage.world, await put_visitor(stage.world.database)
    async with begin(stage.app) as work:
        assert await open_session(work, await world.token(world.larkmere, "ig_lead"))
        await service.grant(work, account, "The teams look wrong", 4)
        await work.commit()
    assert await _told(stage) == [("admin", "support_granted")]


async def test_a_grant_is_for_hours_that_are_offered(stage: Stage) -> None:
    world = stage.world
    async with begin(stage.app) as work:
        assert await open_session(work, await world.token(world.larkmere, "admin"))
        for whom, reason, hours in ((uuid4(), "Why", 4), (uuid4(), " ", 4), (uuid4(), "Why", 1000)):
            with pytest.raises(IncompleteError):
                await service.grant(work, whom, reason, hours)
