"""Whoever answers for access hears at once of everybody who comes in by another door, whatever they once chose."""

from __future__ import annotations

import pytest

from commonground.platform.identity.passes import open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from glass import break_glass
from mailing import carrying
from post_office import PostOffice
from stage import Stage

DOORS = ("break_glass_used", "support_granted", "support_used")
_CHOOSE = (
    "insert into council.notice_choices (tenant_id, id, staff_id, kind, way)"
    " select :council, gen_random_uuid(), :staff, unnest(cast(:kinds as text[])), 'none'"
)
_RULE = (
    "insert into council.notice_rules (tenant_id, id, unread_hours, most_at_once)"
    " values (:council, gen_random_uuid(), 4, 0)"
)
_WAITING = "select array_agg(id order by occurred_at) from system.outbox where done_at is null"


@pytest.mark.parametrize("door", DOORS)
async def test_neither_a_choice_nor_the_limit_of_a_day_holds_it_back(
    written: Stage, office: PostOffice, door: str
) -> None:
    larkmere, lead = written.world.larkmere, written.staff(written.world.larkmere, "ig_lead")
    await written.run(_CHOOSE, council=larkmere.id, staff=lead, kinds=list(DOORS))
    await written.run(_RULE, council=larkmere.id)
    if door == "break_glass_used":
        await break_glass(written.world, larkmere, "screener", new_reference(ReferenceKind.REFERRAL))
    else:
        await _support(written, FactKind(door))
    for fact in await written.ask(_WAITING):
        assert await carry_out(written.worker, fact)
    async with carrying(written, office) as carry:
        await carry()
    assert office.recipients == ["ig-lead@larkmere.example"]
    assert await written.ask("select array_agg(urgent) from council.mails") == [True]


async def _support(stage: Stage, kind: FactKind) -> None:
    async with begin(stage.app) as work:
        assert await open_session(work, await stage.world.token(stage.world.larkmere, "admin"))
        await publish(work, Fact(kind, "support", stage.world.larkmere.id))
        await work.commit()
