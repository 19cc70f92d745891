"""The three holes of a signed pass: minting sessions, kinds of pass, and jobs.

Each test shows the rule holding, then puts the hole back and shows that the same probe finds it."""

from __future__ import annotations

import asyncpg
import pytest
from asyncpg import Connection
from sqlalchemy import Table

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.base import visibility_of
from commonground.platform.database.visibility import Identity
from stands import (
    JOB,
    WEB,
    Scene,
    Stand,
    as_superuser,
    current_pass,
    enter,
    leaks,
    set_pass,
    standing,
)

NAMES = "select display_name from council.staff"


# --- minting -------------------------------------------------------------------------------------------------------


async def mint(connection: Connection, scene: Scene) -> None:
    """What somebody with the web's role would do: make a session of the other council's manager, and use it."""
    person = scene.other.people["manager"]
    await connection.fetch(
        "select * from identity.sign_in($1, $2, $3, 'x', array['team_manager'], 'minted', 'attack')",
        scene.other.slug, scene.other.issuer, person.subject,
    )  # fmt: skip
    await connection.fetch("select * from identity.open_session('minted', true)")


async def test_minting_the_web_cannot_make_a_session(own_scene: Scene) -> None:
    async with standing(WEB, own_scene) as web:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await mint(web, own_scene)
    await as_superuser(
        own_scene,
        "grant execute on function identity.sign_in(text, text, text, text, text[], text, text) to cg_app",
    )
    async with standing(WEB, own_scene) as web:
        await mint(web, own_scene)
        assert leaks(own_scene, await web.fetch(NAMES)), "the probe does not notice a minted session"


SECRET = [t for t in all_tables().sorted_tables if isinstance(visibility_of(t), Identity)]


@pytest.mark.parametrize("table", SECRET, ids=lambda table: table.fullname)
async def test_minting_nobody_writes_what_a_pass_is_made_of(scene: Scene, table: Table) -> None:
    name, column = table.fullname, next(iter(table.c)).name
    async with standing(WEB, scene) as web:
        for statement in (f"select * from {name}", f"insert into {name} default values",
                          f"update {name} set {column} = default", f"delete from {name}"):  # fmt: skip
            await web.execute("savepoint attempt")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await web.execute(statement)
            await web.execute("rollback to attempt")


# --- kinds ---------------------------------------------------------------------------------------------------------


async def public_form(connection: Connection, scene: Scene) -> str:
    await connection.fetch("select * from identity.open_intake($1, null)", scene.other.slug)
    return await current_pass(connection)


async def test_kinds_a_public_pass_reads_nothing_of_its_council(own_scene: Scene) -> None:
    """Put back: a policy of staff that asks for the council alone, whatever the kind of pass."""
    async with standing(WEB, own_scene) as web:
        await public_form(web, own_scene)
        assert not leaks(own_scene, await web.fetch(NAMES))
    await as_superuser(own_scene, "alter policy staff_select on council.staff using (true)")
    async with standing(WEB, own_scene) as web:
        await public_form(web, own_scene)
        assert leaks(own_scene, await web.fetch(NAMES)), "the probe does not notice a kind that is not asked for"


# The outer row swaps the pass, the inner scan is started under the first and goes on under the second: what was read
# of the pass before the first matching row stays, what is read after it comes from the other pass.
SWAP = """
select s.display_name
  from (select v.past, set_config('commonground.pass', v.pass, true) as swapped
          from (values ('ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid, $1::text),
                       ('00000000-0000-0000-0000-000000000000'::uuid, $2::text)) v (past, pass) offset 0) o
 cross join lateral (select * from council.staff s where s.id > o.past and o.swapped is not null offset 0) s
"""
NESTED = "set local enable_{0} = off"


async def swap(scene: Scene) -> list[asyncpg.Record]:
    """Read the other council's staff with a session of one's own and the other's public form, both genuine."""
    found: list[asyncpg.Record] = []
    async with standing(WEB, scene) as web:
        mine = await enter(web, scene, scene.own)
        await set_pass(web, "")
        theirs = await public_form(web, scene)
        for path in ("seqscan", "bitmapscan", "material", "hashjoin", "mergejoin"):
            await web.execute(NESTED.format(path))
        for first, second in ((theirs, mine), (mine, theirs)):
            await set_pass(web, first)
            found += await web.fetch(SWAP, first, second)
    return found


async def test_kinds_two_genuine_passes_cannot_be_mixed(own_scene: Scene) -> None:
    """Put back: kind and council asked for separately, so that each comes from another pass."""
    assert not leaks(own_scene, await swap(own_scene))
    await as_superuser(
        own_scene,
        "create function identity.kind() returns text language sql stable security definer"
        " as 'select (identity.pass_parts())[1]'",
        "alter policy staff_select on council.staff using ((select identity.kind()) = 'session')",
    )
    assert leaks(own_scene, await swap(own_scene)), "the probe does not notice passes that are mixed"


async def test_kinds_a_return_code_opens_one_report(own_scene: Scene) -> None:
    """Put back: the arm of the return code without the row that it opened."""
    report = own_scene.row(own_scene.own, "tenants.reports")
    async with standing(WEB, own_scene) as web:
        opened = await web.fetch("select * from identity.open_report($1, $2)", own_scene.own.slug, report["code_hash"])
        assert [row["report_id"] for row in opened] == [report["id"]]
        assert await web.fetchval("select count(*) from tenants.reports") == 1
        assert await web.fetchval("select count(*) from tenants.report_messages") == 1
        assert await web.fetchval("select count(*) from tenants.report_drafts") == 0
        assert await web.fetchval("select count(*) from tenants.referrals") == 0
    await as_superuser(
        own_scene,
        "alter policy public_report_select on tenants.reports using (tenant_id = (select identity.council()))",
        "create table second as select * from tenants.reports",
        "insert into tenants.referrals select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),"
        " 'reference', 'second'))).* from tenants.referrals r",
        "update second s set id = gen_random_uuid(), code_hash = 'x', referral_id ="
        " (select id from tenants.referrals r where r.tenant_id = s.tenant_id and reference = 'second')",
        "insert into tenants.reports select * from second",
    )
    async with standing(WEB, own_scene) as web:
        await web.fetch("select * from identity.open_report($1, $2)", own_scene.own.slug, report["code_hash"])
        assert await web.fetchval("select count(*) from tenants.reports") > 1, "the probe does not notice a wide arm"


# --- jobs ----------------------------------------------------------------------------------------------------------


async def claim_for(connection: Connection, scene: Scene) -> None:
    """A job of one's own, with the other council asked for in every way that a message could name it."""
    await connection.execute("select set_config('commonground.council', $1, true)", str(scene.other.id))
    await JOB.open(connection, scene)


async def test_jobs_the_council_comes_from_the_job_row(own_scene: Scene) -> None:
    """Put back: a claim that believes what the worker says."""
    stand = Stand("claims", "cg_worker", claim_for)
    async with standing(stand, own_scene) as worker:
        assert not leaks(own_scene, await worker.fetch(NAMES))
        assert len(await worker.fetch(NAMES)) > 0
    await as_superuser(
        own_scene,
        "create or replace function identity.claim_job(job uuid) returns table (council_id uuid, kind text,"
        " subject_kind text, subject_id uuid, actor_id uuid, occurred_at timestamptz) language plpgsql"
        " security definer as $$ begin perform identity.set_pass('job',"
        " current_setting('commonground.council')::uuid, null, job, null); end $$",
    )
    async with standing(stand, own_scene) as worker:
        assert leaks(own_scene, await worker.fetch(NAMES)), "the probe does not notice a named council"


async def test_jobs_the_web_cannot_claim_and_a_worker_cannot_enter(scene: Scene) -> None:
    async with standing(WEB, scene) as web:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await JOB.open(web, scene)
    token = await scene.world.token(scene.other, "manager")
    async with standing(JOB, scene) as worker:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.fetch("select * from identity.open_session($1, true)", token)


async def test_jobs_a_done_job_opens_nothing_and_only_the_claimed_one_is_finished(own_scene: Scene) -> None:
    async with standing(JOB, own_scene) as worker:
        await worker.fetch("select identity.finish_job()")
        await worker.execute("commit")
    async with standing(JOB, own_scene) as worker:
        assert await worker.fetch(NAMES) == []
    connection = await asyncpg.connect(own_scene.database.owner_url)
    try:
        done = await connection.fetch("select tenant_id from system.outbox where done_at is not null")
    finally:
        await connection.close()
    assert [row["tenant_id"] for row in done] == [own_scene.own.id]
