"""The known pitfalls of row level security, by number. Each test shows our rule holding, then puts the pitfall back
into a copy of the database and shows that the same probe finds it: a probe that cannot fail proves nothing.

Nine to thirteen, about the pass and its connection, stand in `test_pitfalls_of_the_pass.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.base import visibility_of
from commonground.platform.database.roles import APP, DEFINER, LOGINS, OWNER, SETUP
from commonground.platform.database.visibility import Isolated
from stands import MEMBER, WEB, Scene, as_superuser, leaks, standing

CONTEXTS, UNSEEN = "tenants.contexts", "audit.reviews"
Probe = Callable[[Scene], Awaitable[bool]]


async def asked(scene: Scene, question: str) -> list[asyncpg.Record]:
    """By the superuser, who sees everything."""
    connection = await asyncpg.connect(scene.database.owner_url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(question)
        return found
    finally:
        await connection.close()


async def holds_until(probe: Probe, scene: Scene, *put_back: str) -> None:
    assert not await probe(scene), "the rule does not hold"
    await as_superuser(scene, *put_back)
    assert await probe(scene), "the probe cannot fail"


async def test_1_the_owner_sees_nothing_either(own_scene: Scene) -> None:
    """The owner is a member of the role that our functions run as, and sees what is open to that: here nothing is."""
    declared = visibility_of(all_tables().tables[UNSEEN])
    assert isinstance(declared, Isolated)
    assert not declared.definer

    async def owner_reads(scene: Scene) -> bool:
        connection = await asyncpg.connect(scene.database.owner_url)
        try:
            await connection.execute(f"set role {OWNER}")
            return leaks(scene, await connection.fetch(f"select * from {UNSEEN}"))
        finally:
            await connection.close()

    await holds_until(owner_reads, own_scene, f"alter table {UNSEEN} no force row level security")


async def test_1_no_role_of_ours_passes_by_the_policies(scene: Scene) -> None:
    roles = await asked(scene, "select * from pg_roles where rolname like 'cg\\_%'")
    assert {r["rolname"] for r in roles} == {OWNER, DEFINER, SETUP, *LOGINS}
    assert not any(r["rolsuper"] or r["rolbypassrls"] or r["rolcreaterole"] or r["rolcreatedb"] for r in roles)
    assert {r["rolname"] for r in roles if r["rolcanlogin"]} == set(LOGINS)


async def test_2_what_runs_with_its_owners_rights(own_scene: Scene) -> None:
    async def web_reads(scene: Scene) -> bool:
        async with standing(WEB, scene) as web:
            views = "select oid::regclass::text as name from pg_class where relkind in ('v', 'm')"
            ours = await web.fetch(f"{views} and relnamespace = 'tenants'::regnamespace")
            asking = [f"select * from {row['name']}" for row in ours] + ["select * from tenants.shown()"]
            return any([leaks(scene, await _answer(web, sql)) for sql in asking])

    reads = f"select * from {CONTEXTS}"
    definer = f"returns setof {CONTEXTS} language sql security definer as '{reads}'"
    for kind, name, what in (
        ("view", "tenants.seen", f"as {reads}; grant select on tenants.seen to {APP}"),
        ("materialized view", "tenants.seen", f"as {reads}; grant select on tenants.seen to {APP}"),
        ("function", "tenants.shown()", definer),
    ):
        put_back = f"create {kind} {name} {what}"
        await holds_until(web_reads, own_scene, put_back)
        await as_superuser(own_scene, f"drop {kind} {name}")


async def _answer(connection: asyncpg.Connection, sql: str) -> str:
    """What comes back, an error included."""
    await connection.execute("savepoint question")
    try:
        return str(await connection.fetch(sql))
    except asyncpg.PostgresError as error:
        await connection.execute("rollback to question")
        return f"{type(error).__name__}: {error}"


async def point_at(scene: Scene, context: UUID) -> str:
    """What happens to a timeline entry of one's own that points at `context`."""
    async with standing(MEMBER, scene) as web:
        insert = "insert into tenants.context_events (tenant_id, id, context_id, at, verb, words)"
        said = await _answer(web, f"{insert} values ('{scene.own.id}', '{uuid4()}', '{context}', now(), 'x', 'x')")
    return said.replace(str(context), "…")


_ONE_COLUMN = "foreign key (context_id) references tenants.contexts (id) on delete cascade"
_SINGLE_COLUMN_KEY = (
    "alter table tenants.context_events drop constraint fk_context_events_tenant_id_context_id",
    "alter table tenants.contexts add constraint one_column unique (id)",
    f"alter table tenants.context_events add {_ONE_COLUMN}",
)


async def test_3_a_foreign_key_tells_nothing(own_scene: Scene) -> None:
    async def tells(scene: Scene) -> bool:
        theirs = scene.row(scene.other, CONTEXTS)["id"]
        assert isinstance(theirs, UUID)
        return await point_at(scene, theirs) != await point_at(scene, uuid4())

    await holds_until(tells, own_scene, *_SINGLE_COLUMN_KEY)


async def test_4_a_cascade_stays_in_its_council(own_scene: Scene) -> None:
    """A timeline entry is aimed at the other council's context, and then that context is deleted."""

    async def loses(scene: Scene) -> bool:
        theirs = scene.row(scene.other, CONTEXTS)["id"]
        async with standing(MEMBER, scene) as web:
            insert = "insert into tenants.context_events (tenant_id, id, context_id, at, verb, words)"
            await _answer(web, f"{insert} values ('{scene.own.id}', '{uuid4()}', '{theirs}', now(), 'x', 'x')")
            await web.execute("commit")
        count = f"select count(*) from tenants.context_events where tenant_id = '{scene.own.id}'"
        connection = await asyncpg.connect(scene.database.owner_url)
        try:
            before = await connection.fetchval(count)
            await connection.execute("begin; update tenants.referrals set context_id = null")
            for about in (
                *("context_events", "context_actions", "partner_invitations", "context_merges"),
                *("context_relations", "context_watchers", "children_affected", "person_links"),
            ):
                await connection.execute(f"delete from tenants.{about} where tenant_id = '{scene.other.id}'")
            await connection.execute(f"delete from {CONTEXTS} where id = '{theirs}'")
            return bool(await connection.fetchval(count) != before)
        finally:
            await connection.close()

    await holds_until(loses, own_scene, *_SINGLE_COLUMN_KEY)


async def test_5_a_unique_value_tells_nothing(own_scene: Scene) -> None:
    async def tells(scene: Scene) -> bool:
        said = []
        async with standing(MEMBER, scene) as web:
            for name in (scene.row(scene.other, "council.teams")["name"], "a name that nobody has"):
                values = f"'{scene.own.id}', '{uuid4()}', '{name}', 'locality'"
                insert = f"insert into council.teams (tenant_id, id, name, kind) values ({values})"
                said.append(await _answer(web, insert + " on conflict do nothing returning 1"))
                said.append(await _answer(web, insert))
        return said[:2] != said[2:]

    # One's own team of that name is there already: the name differs between the seeded councils, so nothing clashes.
    await holds_until(tells, own_scene, "alter table council.teams add constraint plain unique (name)")


async def test_6_truncate_is_nobodys(own_scene: Scene) -> None:
    async def empties(scene: Scene) -> bool:
        before = await asked(scene, "select count(*) from council.drafts")
        async with standing(MEMBER, scene) as web:
            await _answer(web, "truncate council.drafts")
            await web.execute("commit")
        return await asked(scene, "select count(*) from council.drafts") != before

    await holds_until(empties, own_scene, "grant truncate on council.drafts to cg_app")


async def test_7_a_partition_is_no_way_round(own_scene: Scene) -> None:
    async def web_reads(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            through = await _answer(web, "select * from tenants.parted")
            beside = await _answer(web, "select * from tenants.part_of_all")
        assert str(scene.own.id) in through
        assert not leaks(scene, through)
        return leaks(scene, beside)

    await as_superuser(
        own_scene,
        "create table tenants.parted (like tenants.contexts) partition by list (kind)",
        "create table tenants.part_of_all partition of tenants.parted default",
        "insert into tenants.parted select * from tenants.contexts",
        "alter table tenants.parted enable row level security",
        "alter table tenants.parted force row level security",
        "create policy staff on tenants.parted to cg_app using (tenant_id = (select identity.council()))",
        "grant select on tenants.parted to cg_app",
    )
    await holds_until(web_reads, own_scene, "grant select on tenants.part_of_all to cg_app")


async def test_8_a_second_permissive_policy_widens_nothing(own_scene: Scene) -> None:
    async def web_reads(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            return leaks(scene, await web.fetch(f"select * from {CONTEXTS}"))

    await as_superuser(own_scene, f"create policy careless on {CONTEXTS} to {APP} using (true)")
    await holds_until(
        web_reads,
        own_scene,
        f"drop policy council on {CONTEXTS}",
        f"create policy council on {CONTEXTS} to {APP} using (tenant_id = (select identity.council()))",
    )


async def test_14_a_function_of_the_query_meets_no_foreign_row(own_scene: Scene) -> None:
    """LIKE and full-text search are not leakproof: they are asked after the policy, so no index on text serves them. A
    function that tells what it is given shows the order."""

    async def overhears(scene: Scene) -> bool:
        heard: list[str] = []
        async with standing(MEMBER, scene) as web:
            web.add_log_listener(lambda _connection, message: heard.append(str(message)))
            await web.execute("set local enable_indexscan = off; set local enable_bitmapscan = off")
            await web.fetch("select 1 from tenants.contexts where public.tell(name)")
        assert str(scene.row(scene.own, CONTEXTS)["name"]) in str(heard)
        return leaks(scene, heard)

    tell = "create function public.tell(said text) returns boolean language plpgsql cost 0.0001 {0}"
    body = " as $$ begin raise notice '%', said; return true; end $$"
    await as_superuser(own_scene, tell.format("stable") + body, "grant usage on schema public to cg_app")
    await holds_until(overhears, own_scene, "alter function public.tell(text) leakproof")


async def test_14_search_is_served_by_the_councils_own_index(own_scene: Scene) -> None:
    """Put back: without an index that begins with the council, searching reads everybody's rows."""

    async def reads_everything(scene: Scene) -> bool:
        async with standing(MEMBER, scene) as web:
            plan = str(await web.fetch("explain select 1 from tenants.contexts where name ilike '%park%'"))
        return "Index Cond: (tenant_id = " not in plan

    many = "insert into tenants.contexts select (jsonb_populate_record(c, jsonb_build_object('tenant_id', t, 'id', "
    await as_superuser(
        own_scene,
        "alter table tenants.contexts drop constraint fk_contexts_tenant_id_team_id",
        "alter table tenants.contexts drop constraint fk_contexts_tenant_id_lead_id",
        f"{many} gen_random_uuid(), 'reference', g))).* from (select c from tenants.contexts c limit 1) one (c),"
        " (select gen_random_uuid() as t from generate_series(1, 40)) o, generate_series(1, 50) g",
        "analyze tenants.contexts",
    )
    await holds_until(
        reads_everything,
        own_scene,
        "drop index tenants.ix_contexts_status, tenants.ix_contexts_lead",
        "alter table tenants.contexts drop constraint uq_contexts_tenant_id_reference",
        "alter table tenants.named_people drop constraint if exists fk_named_people_tenant_id_record_id",
        "alter table tenants.contexts drop constraint pk_contexts cascade",
    )


async def test_15_a_notification_wakes_and_says_nothing(own_scene: Scene) -> None:
    async def overhears(scene: Scene) -> bool:
        heard: list[str] = []
        listener = await asyncpg.connect(scene.database.login_url)
        try:
            await listener.add_listener("commonground_outbox", lambda *told: heard.append(str(told[-1])))
            facts = (
                f"insert into system.outbox select (jsonb_populate_record(o, jsonb_build_object('id', '{uuid4()}'))).*"
            )
            await as_superuser(scene, f"{facts} from system.outbox o where tenant_id = '{scene.other.id}' limit 1")
            await listener.fetch("select 1")
        finally:
            await listener.close()
        assert heard
        return leaks(scene, heard)

    await holds_until(
        overhears,
        own_scene,
        "create or replace function identity.wake_relay() returns trigger language plpgsql as $$ begin perform"
        " pg_notify('commonground_outbox', (select string_agg(o::text, '') from system.outbox o)); return null; end $$",
    )


async def test_15_other_connections_show_no_words(own_scene: Scene) -> None:
    """`pg_stat_activity` shows the text of each statement, never its parameters. Put back: words in the text."""
    words = str(own_scene.row(own_scene.other, CONTEXTS)["name"])

    async def watches(scene: Scene, sql: str, *parameters: object) -> bool:
        async with standing(WEB, scene) as victim, standing(MEMBER, scene) as web:
            await victim.fetch(sql, *parameters)
            return leaks(scene, await web.fetch("select query from pg_stat_activity"))

    assert not await watches(own_scene, "select $1::text", words)
    assert await watches(own_scene, f"select '{words}'"), "the probe cannot fail"


async def test_15_no_sequence_counts_what_others_do(own_scene: Scene) -> None:
    async def counts_others(scene: Scene) -> bool:
        found = await asked(
            scene,
            "select 1 from pg_sequence where has_sequence_privilege('cg_app', seqrelid, 'select, usage, update')",
        )
        return bool(found)

    await holds_until(
        counts_others,
        own_scene,
        "alter table tenants.contexts add number bigint generated always as identity",
        "grant usage on sequence tenants.contexts_number_seq to cg_app",
    )
