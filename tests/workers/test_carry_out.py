"""A fact is carried out wholly and once, or not at all, and its trouble is nobody else's."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from commonground.platform import logs
from commonground.platform.outbox import FactKind
from commonground.workers import counted
from commonground.workers.actors import effects
from commonground.workers.actors.carry_out import carry_out
from commonground.workers.actors.look_alikes import tell_of_look_alikes
from commonground.workers.doorbell import message_for
from councils import canary
from stage import Stage

RECEIVED = FactKind.REFERRAL_RECEIVED


async def test_carried_out_twice_is_told_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    fact = await stage.happens(larkmere, "manager", RECEIVED, await stage.referral(larkmere))
    assert not await carry_out(stage.worker, fact)
    # Even if the mark that it is done were lost, the notification's own key holds.
    await stage.run("update system.outbox set done_at = null")
    assert await carry_out(stage.worker, fact)
    assert len(await stage.who_was_told(larkmere)) == 2


async def test_what_was_carried_out_is_counted_by_its_kind(stage: Stage) -> None:
    larkmere, kind = stage.world.larkmere, {"kind": RECEIVED.value}
    before = counted.REGISTRY.get_sample_value("commonground_effects_total", kind) or 0
    (fact,) = await stage.publish(larkmere, "manager", RECEIVED, await stage.referral(larkmere))
    assert await carry_out(stage.worker, fact)
    assert not await carry_out(stage.worker, fact)
    assert counted.REGISTRY.get_sample_value("commonground_effects_total", kind) == before + 1


async def test_carried_out_by_eight_at_once_is_told_once(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    (fact,) = await stage.publish(larkmere, "manager", RECEIVED, await stage.referral(larkmere))
    did_it = await asyncio.gather(*(carry_out(stage.worker, fact) for _ in range(8)))
    assert did_it.count(True) == 1
    assert len(await stage.who_was_told(larkmere)) == 2


async def test_a_message_about_nothing_is_let_go(stage: Stage) -> None:
    with capture_logs() as lines:
        assert not await carry_out(stage.worker, uuid4())
    assert lines == [], "nothing went wrong: somebody else carried it out"


async def test_a_failure_leaves_no_half_of_it_and_does_not_stop_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    larkmere = stage.world.larkmere
    poison, healthy = await stage.publish(larkmere, "manager", RECEIVED, await stage.referral(larkmere), times=2)

    async def fail(work: object, job: object) -> None:
        if getattr(job, "id", None) == poison:
            raise ValueError(f"words somebody typed: {canary('larkmere')}")
        await tell_of_look_alikes(work, job)  # type: ignore[arg-type]  # a wrong kind on purpose, or a protocol that fits

    monkeypatch.setattr(effects, "tell_of_look_alikes", fail)
    with capture_logs() as lines:
        assert not await carry_out(stage.worker, poison)
    assert await carry_out(stage.worker, healthy)

    assert await stage.ask("select array_agg(distinct fact_id) from council.notifications") == [healthy]
    assert await stage.ask("select count(*) from audit.entries where action like 'told:%'") == 1
    assert await stage.ask("select array_agg(id) from system.outbox where done_at is null") == [poison]
    (line,) = [line for line in lines if line["event"] == "fact_failed"]
    assert line["fact"] == str(poison)
    assert line["error"] == "ValueError"
    assert canary("larkmere") not in json.dumps(lines)


async def test_a_fact_that_takes_too_long_is_let_go(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    larkmere = stage.world.larkmere
    (fact,) = await stage.publish(larkmere, "manager", RECEIVED, await stage.referral(larkmere))

    async def hang(work: object, job: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(effects, "tell_of_look_alikes", hang)
    monkeypatch.setattr("commonground.workers.actors.carry_out.LONGEST", 0.3)
    assert not await carry_out(stage.worker, fact)
    assert await stage.who_was_told(larkmere) == []


def test_a_message_is_an_id_and_nothing_else() -> None:
    fact = uuid4()
    said = json.loads(message_for(fact).encode())
    assert said.pop("message_timestamp")
    assert said == {
        "queue_name": "facts",
        "actor_name": "carry_out",
        "args": [str(fact)],
        "kwargs": {},
        "options": {},
        "message_id": str(fact),
    }


def test_an_error_is_logged_by_name_and_place_without_its_words() -> None:
    with pytest.raises(ValueError, match="Jade") as raised:
        _fail()
    assert logs.root_cause(raised.value) == "ValueError < KeyError"
    assert logs.where(raised.value).startswith("test_carry_out.py:")


def _fail() -> None:
    try:
        raise KeyError("Jade")
    except KeyError as cause:
        raise ValueError("Jade, 14 Mill Lane") from cause
