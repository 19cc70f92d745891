"""What is over is deleted, by the relay alone and in small batches; what is live stays."""

from __future__ import annotations

import asyncpg
import pytest

from commonground.platform.database.roles import APP, LOGIN, RELAY, WORKER
from commonground.workers import sweep as sweeping
from stands import Scene, Stand, as_superuser, standing

COUNT = "select sum(n) from ({}) each (n)".format(
    " union all ".join(
        f"select count(*) from {table}"
        for table in (
            "identity.throttles",
            "identity.sign_ins",
            "identity.sessions",
            "tenants.report_drafts",
            "council.drafts",
            "tenants.tracker_imports",
            "system.schedule",
        )
    )
)
OLD = {
    "an attempt of a window that is over": "insert into identity.throttles values"
    " ('report', 'old', now() - interval '61 minutes', 3)",
    "an attempt that nobody declares any more": "insert into identity.throttles values"
    " ('given up', 'old', now() - interval '25 hours', 3)",
    "a sign-in that never came back": "insert into identity.sign_ins values"
    " ('old', 'larkmere', 's', 'n', 'v', '/', now() - interval '11 minutes')",
    "a session that ended": "insert into identity.sessions (id, token_hash, account_id, agent, ended_at)"
    " select gen_random_uuid(), 'old', id, '', now() - interval '25 hours' from identity.accounts limit 1",
    "a session that ran out": "insert into identity.sessions (id, token_hash, account_id, agent, expires_at)"
    " select gen_random_uuid(), 'old', id, '', now() - interval '25 hours' from identity.accounts limit 1",
    "a session that was forgotten": "insert into identity.sessions (id, token_hash, account_id, agent, seen_at)"
    " select gen_random_uuid(), 'old', id, '', now() - interval '25 hours' from identity.accounts limit 1",
    "a draft past its date": "insert into tenants.report_drafts select tenant_id, gen_random_uuid(), 'old', answers,"
    " saved_at, now() - interval '1 second' from tenants.report_drafts limit 1",
    "a tracker that nobody brought in": "insert into tenants.tracker_imports select tenant_id, gen_random_uuid(), id,"
    " now() - interval '25 hours', 'old', 'cells', '', null, 0, 0, 0, null, null from council.staff limit 1",
    "what nobody came back to in a year": "insert into council.drafts select tenant_id, gen_random_uuid(), staff_id,"
    " 'old', gen_random_uuid(), answers, now() - interval '1 year 1 day' from council.drafts limit 1",
    "a slot that later ones have followed": "insert into system.schedule select gen_random_uuid(), tenant_id, job,"
    " due_at - interval '4 days', minted_at from system.schedule limit 1",
}
LIVE = {
    "an attempt of this hour": "insert into identity.throttles values"
    " ('report', 'new', now() - interval '59 minutes', 3)",
    "an attempt of these five minutes": "insert into identity.throttles values"
    " ('sign_in', 'new', now() - interval '4 minutes', 3)",
    "a sign-in under way": "insert into identity.sign_ins values"
    " ('new', 'larkmere', 's', 'n', 'v', '/', now() - interval '9 minutes')",
    "a session that ended just now": "insert into identity.sessions (id, token_hash, account_id, agent, ended_at)"
    " select gen_random_uuid(), 'new', id, '', now() from identity.accounts limit 1",
    "an open session": "insert into identity.sessions (id, token_hash, account_id, agent, created_at, seen_at)"
    " select gen_random_uuid(), 'new', id, '', now() - interval '11 hours', now() - interval '29 minutes'"
    " from identity.accounts limit 1",
    "a draft of last week": "insert into tenants.report_drafts select tenant_id, gen_random_uuid(), 'new', answers,"
    " now() - interval '6 days', now() + interval '1 hour' from tenants.report_drafts limit 1",
    "a tracker that somebody chose today": "insert into tenants.tracker_imports select tenant_id, gen_random_uuid(),"
    " id, now() - interval '23 hours', 'new', 'cells', '', null, 0, 0, 0, null, null from council.staff limit 1",
    "a tracker that was brought in": "insert into tenants.tracker_imports select tenant_id, gen_random_uuid(), id,"
    " now() - interval '1 year', 'in', null, '', now() - interval '1 year', 0, 0, 0, null, null"
    " from council.staff limit 1",
    "a slot that none has followed": "insert into system.schedule select gen_random_uuid(), tenant_id, 'another',"
    " due_at - interval '1 year', minted_at from system.schedule limit 1",
    "what a colleague typed eleven months ago": "insert into council.drafts select tenant_id, gen_random_uuid(),"
    " staff_id, 'live', subject_id, answers, now() - interval '11 months' from council.drafts limit 1",
}


async def _nothing(_connection: asyncpg.Connection, _scene: Scene) -> None:
    return None


async def _counted(scene: Scene, query: str = COUNT) -> int:
    owner = await asyncpg.connect(scene.database.owner_url)
    try:
        return int(await owner.fetchval(query))
    finally:
        await owner.close()


async def _swept(scene: Scene) -> int:
    relay = await asyncpg.connect(scene.database.relay_url)
    try:
        return await sweeping.sweep(relay)
    finally:
        await relay.close()


@pytest.mark.parametrize("what", OLD)
async def test_what_is_over_goes(own_scene: Scene, what: str) -> None:
    before = await _counted(own_scene)
    await as_superuser(own_scene, OLD[what])
    assert await _counted(own_scene) == before + 1
    assert await _swept(own_scene) == 1
    assert await _counted(own_scene) == before


@pytest.mark.parametrize("what", LIVE)
async def test_what_is_live_stays(own_scene: Scene, what: str) -> None:
    await as_superuser(own_scene, LIVE[what])
    before = await _counted(own_scene), await _counted(own_scene, "select count(*) from council.drafts")
    assert await _swept(own_scene) == 0
    assert before == (await _counted(own_scene), await _counted(own_scene, "select count(*) from council.drafts"))


async def test_a_great_many_go_in_batches(own_scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "_BATCH", 100)
    many = "insert into identity.throttles select 'report', g::text::bytea, now() - interval '2 hours', 1"
    await as_superuser(own_scene, f"{many} from generate_series(1, 2500) g")
    assert await _swept(own_scene) == 2000, "the rest waits for the next sweep: facts must not"
    assert await _swept(own_scene) == 500


async def test_what_somebody_is_counting_is_left_to_the_next_sweep(own_scene: Scene) -> None:
    """The relay waits for nobody's lock."""
    await as_superuser(own_scene, OLD["an attempt of a window that is over"])
    busy = await asyncpg.connect(own_scene.database.owner_url)
    try:
        await busy.execute("begin")
        await busy.execute("update identity.throttles set attempts = attempts + 1")
        assert await _swept(own_scene) == 0
    finally:
        await busy.close()
    assert await _swept(own_scene) == 1


async def test_a_failure_stops_no_facts(own_scene: Scene) -> None:
    await as_superuser(own_scene, "drop function system.sweep(integer)")
    assert await _swept(own_scene) == 0


@pytest.mark.parametrize("role", [APP, LOGIN, WORKER])
async def test_nobody_else_sweeps(scene: Scene, role: str) -> None:
    async with standing(Stand("no pass", role, _nothing), scene) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select system.sweep(1)")


async def test_the_relay_reads_none_of_it(scene: Scene) -> None:
    async with standing(Stand("no pass", RELAY, _nothing), scene) as relay:
        for table in ("identity.throttles", "identity.sign_ins", "identity.sessions", "tenants.report_drafts"):
            await relay.execute("savepoint attempt")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await relay.fetch(f"select * from {table}")
            await relay.execute("rollback to attempt")
