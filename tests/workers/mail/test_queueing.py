"""Who is queued for what, decided in the transaction that tells people in the product."""

from __future__ import annotations

import asyncpg
import pytest

from casework import Statements
from commonground.platform.identity.passes import claim_job
from commonground.platform.notifications import service
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import Notification, NotificationKind, RecordKind, Reference, SubjectRef
from commonground.platform.outbox import FactKind
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import begin
from commonground.workers.actors.carry_out import carry_out
from mailing import states
from stage import Stage

RECEIVED, ALLOCATED, NEWS = FactKind.REFERRAL_RECEIVED, FactKind.REFERRAL_ALLOCATED, FactKind.REPORTER_ADDED_NEWS


async def _allocated(stage: Stage, times: int, to: str = "screener") -> None:
    larkmere = stage.world.larkmere
    for _ in range(times):
        await stage.happens(larkmere, "manager", ALLOCATED, await stage.referral(larkmere, lead=to))


async def test_by_the_preset_of_the_role(written: Stage) -> None:
    larkmere = written.world.larkmere
    await written.happens(larkmere, "manager", RECEIVED, await written.referral(larkmere))
    assert await states(written) == {"for_digest": 2}
    await _allocated(written, 1)
    assert await states(written) == {"for_digest": 2, "queued": 1}


@pytest.mark.parametrize(("way", "found"), [("at_once", {"queued": 1}), ("digest", {"for_digest": 1}), ("none", {})])
async def test_a_choice_of_ones_own_comes_first(written: Stage, way: str, found: dict[str, int]) -> None:
    larkmere = written.world.larkmere
    await written.run("insert into council.notice_choices (tenant_id, id, staff_id, kind, way) values"
                      " (:council, gen_random_uuid(), :staff, 'referral_allocated', :way)",
                      council=larkmere.id, staff=written.staff(larkmere, "screener"), way=way)  # fmt: skip
    await _allocated(written, 1)
    assert await states(written) == found
    assert len(await written.who_was_told(larkmere)) == 1, "in the product everybody is told"


async def test_after_three_a_day_the_rest_waits_for_the_digest(written: Stage) -> None:
    await _allocated(written, 5)
    assert await states(written) == {"queued": 3, "for_digest": 2}
    await _allocated(written, 1, to="second_screener")
    assert await states(written) == {"queued": 4, "for_digest": 2}, "each person has a day of their own"


async def test_yesterdays_do_not_count(written: Stage) -> None:
    await _allocated(written, 3)
    await written.run("update council.mails set id = (lpad(to_hex((extract(epoch from now() - interval '25 hours')"
                      " * 1000)::bigint), 12, '0') || substr(replace(id::text, '-', ''), 13))::uuid")  # fmt: skip
    await _allocated(written, 1)
    assert await states(written) == {"queued": 4}


async def test_a_council_sets_the_limit_and_another_has_its_own(written: Stage) -> None:
    larkmere, hallowdene = written.world.larkmere, written.world.hallowdene
    await written.run("insert into council.notice_rules (tenant_id, id, unread_hours, most_at_once) values"
                      " (:council, gen_random_uuid(), 4, 1)", council=larkmere.id)  # fmt: skip
    for council in (larkmere, hallowdene):
        for _ in range(2):
            await written.happens(council, "manager", ALLOCATED, await written.referral(council, lead="screener"))
    by_council = "select array_agg(state order by id) from council.mails where tenant_id = :id"
    assert await written.ask(by_council, id=larkmere.id) == ["queued", "for_digest"]
    assert await written.ask(by_council, id=hallowdene.id) == ["queued", "queued"]


async def test_what_is_urgent_counts_towards_no_limit_and_is_held_back_by_none(written: Stage) -> None:
    larkmere = written.world.larkmere
    await _allocated(written, 4)
    for _ in range(4):
        await written.happens(larkmere, "admin", RECEIVED, await written.referral(larkmere, attention="danger"))
    mine = "select count(*) from council.mails where staff_id = :id and urgent and state = 'queued'"
    assert await written.ask(mine, id=written.staff(larkmere, "screener")) == 4
    assert await written.ask("select count(*) from council.mails where not urgent and state = 'queued'") == 3


async def test_told_again_is_queued_once(written: Stage) -> None:
    larkmere = written.world.larkmere
    fact = await written.happens(larkmere, "manager", ALLOCATED, await written.referral(larkmere, lead="screener"))
    await written.run("update system.outbox set done_at = null")
    assert await carry_out(written.worker, fact)
    assert await states(written) == {"queued": 1}


async def test_neither_notice_nor_mail_is_without_the_other(written: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    larkmere = written.world.larkmere
    (fact,) = await written.publish(larkmere, "manager", ALLOCATED, await written.referral(larkmere, lead="screener"))

    async def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(service, "queue", fail)
        assert not await carry_out(written.worker, fact)
    assert await written.who_was_told(larkmere) == []
    assert await carry_out(written.worker, fact)
    assert await states(written) == {"queued": 1}


async def test_as_many_statements_for_many_as_for_one(written: Stage) -> None:
    larkmere = written.world.larkmere
    referral = await written.referral(larkmere)
    facts = await written.publish(larkmere, "manager", RECEIVED, referral, times=2)
    subject = SubjectRef(RecordKind.REFERRAL, referral, Reference(new_reference(ReferenceKind.REFERRAL)))
    everybody = [person.staff_id for person in larkmere.people.values() if person.staff_id]
    counted = []
    for fact, people in zip(facts, (everybody[:1], everybody), strict=True):
        async with begin(written.worker) as work:
            assert await claim_job(work, fact)
            statements = Statements(written.worker)
            await tell(work, Notification(NotificationKind.DANGER_NOW, subject, fact, work.now), people)
            counted.append(len(statements))
            statements.stop()
    assert counted == [3, 3]


async def test_no_column_holds_words_or_an_address(written: Stage) -> None:
    await _allocated(written, 1)
    text = (
        "select array_agg(column_name::text) from information_schema.columns where table_schema = 'council'"
        " and table_name = 'mails' and data_type in ('text', 'jsonb', 'ARRAY', 'character varying')"
    )
    assert await written.ask(text) == ["state"]


async def test_a_council_that_is_written_to_sees_nothing_of_its_neighbours(written: Stage) -> None:
    """Under a job's own pass, the other council's mails are not there."""
    larkmere, hallowdene = written.world.larkmere, written.world.hallowdene
    for council in (larkmere, hallowdene):
        await written.happens(council, "manager", ALLOCATED, await written.referral(council, lead="screener"))
    (fact,) = await written.publish(larkmere, "manager", ALLOCATED, await written.referral(larkmere))
    connection = await asyncpg.connect(written.world.database.worker_url)
    await connection.execute("begin")
    await connection.fetch("select * from identity.claim_job($1)", fact)
    assert await connection.fetchval("select count(distinct tenant_id) from council.mails") == 1
    assert await connection.fetchval("select bool_and(tenant_id = $1) from council.mails", larkmere.id)
    await connection.close()
